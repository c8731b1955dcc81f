using System;
using System.Collections.Generic;
using Monitas.Agent.BareMetal;
using Monitas.Contracts.Machines;
using Monitas.Contracts.Plans;
using Xunit;

namespace Monitas.Agent.Tests.BareMetal;

public sealed class TargetMatcherTests
{
    private static readonly PlanTarget Target = new() { Name = "disk0", Serial = "ABC", Wwn = "0x5", SizeBytes = 1000, LogicalSectorBytes = 512 };
    private static readonly DiskFacts Disk = new() { Path = "/dev/sdb", Serial = "ABC", Wwn = "0x5", SizeBytes = 1000 };
    private static readonly HashSet<string> Free = [];

    [Fact]
    public void Match_NameHasChanged_FindsTheDiskBySerial()
    {
        IReadOnlyDictionary<string, TargetDisk> found = TargetMatcher.Match([Target], [Disk with { Path = "/dev/sda", Serial = "XYZ" }, Disk], Free);

        Assert.Equal("/dev/sdb", found["disk0"].Path);
    }

    public static IEnumerable<TheoryDataRow<string, string>> Mismatches() =>
    [
        new("serial", "is not in this machine"), new("wwn", "is not in this machine"), new("size", "is not in this machine"), new("sector", "is not in this machine"),
        new("removable", "is removable"), new("readonly", "is read-only"), new("used", "is in use"), new("twin", "look like the plan's disk"), new("none", "is not in this machine"),
    ];

    [Theory]
    [MemberData(nameof(Mismatches))]
    public void Match_AnyMismatch_IsAHardStop(string kind, string words)
    {
        DiskFacts[] disks = kind switch
        {
            "serial" => [Disk with { Serial = "ABD" }],
            "wwn" => [Disk with { Wwn = "" }],
            "size" => [Disk with { SizeBytes = 1001 }],
            "sector" => [Disk with { LogicalSectorBytes = 4096 }],
            "removable" => [Disk with { Removable = true }],
            "readonly" => [Disk with { ReadOnly = true }],
            "twin" => [Disk, Disk with { Path = "/dev/sdc" }],
            "none" => [],
            _ => [Disk],
        };

        RebuildException e = Assert.Throws<RebuildException>(() => TargetMatcher.Match([Target], disks, kind == "used" ? new HashSet<string> { "/dev/sdb" } : Free));

        Assert.Contains(words, e.Message, StringComparison.Ordinal);
        Assert.Contains("Nothing was written", e.Message, StringComparison.Ordinal);
        Assert.False(e.DisksTouched);
    }

    [Fact]
    public void Match_TwoTargetsOnOneDisk_IsAHardStop() =>
        Assert.Throws<RebuildException>(() => TargetMatcher.Match([Target, Target with { Name = "disk1" }], [Disk], Free));
}
