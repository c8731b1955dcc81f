using System;
using System.Collections.Generic;
using Monitas.Agent.BareMetal;
using Monitas.Contracts.Machines;
using Monitas.Contracts.Plans;
using Xunit;

namespace Monitas.Agent.Tests.BareMetal;

public sealed class PlanCheckTests
{
    [Fact]
    public void Refusal_ApprovedPlan_IsNone()
    {
        RebuildPlan plan = SamplePlans.TwoPartitions("ABC", 1L << 30);

        Assert.Equal("", PlanCheck.Refusal(plan, plan.Hash(), FirmwareKind.Bios));
    }

    [Fact]
    public void Refusal_AnythingChangedAfterApproval_IsCaught()
    {
        RebuildPlan plan = SamplePlans.TwoPartitions("ABC", 1L << 30);
        RebuildPlan changed = plan with { Targets = [plan.Targets[0] with { Serial = "ABD" }] };

        Assert.Contains("not the one that was approved", PlanCheck.Refusal(changed, plan.Hash(), FirmwareKind.Bios), StringComparison.Ordinal);
    }

    public static IEnumerable<TheoryDataRow<string, string>> Unsound() =>
    [
        new("newer", "knows up to"), new("refused", "it says so"), new("firmware", "started by"), new("stranger", "none of its targets"), new("dots", "not sound"), new("option", "not sound"), new("card", "not sound"), new("empty", "no steps"),
    ];

    [Theory]
    [MemberData(nameof(Unsound))]
    public void Refusal_UnsoundPlan_IsRefused(string kind, string words)
    {
        RebuildPlan good = SamplePlans.TwoPartitions("ABC", 1L << 30);
        RebuildPlan plan = kind switch
        {
            "newer" => good with { Version = RebuildPlan.RunnableVersion + 1 },
            "refused" => good with { Refusals = ["it says so"] },
            "firmware" => good with { Firmware = FirmwareKind.Uefi },
            "stranger" => good with { Steps = [.. good.Steps, new ClearDisk { Disk = "disk7", Description = "" }] },
            "dots" => good with { Steps = [.. good.Steps, new MountFileSystem { Device = "disk0.2", Type = "ext4", MountPoint = "/../etc", Description = "" }] },
            "option" => good with { Steps = [.. good.Steps, new MountFileSystem { Device = "disk0.2", Type = "-t", MountPoint = "/", Description = "" }] },
            "card" => good with { Steps = [.. good.Steps, new NameInterfaces { Interfaces = [new RenamedInterface("../etc/x", "52:54:00:00:00:01", "52:54:00:00:00:02")], Description = "" }] },
            _ => good with { Steps = [] },
        };

        Assert.Contains(words, PlanCheck.Refusal(plan, plan.Hash(), FirmwareKind.Bios), StringComparison.Ordinal);
    }
}
