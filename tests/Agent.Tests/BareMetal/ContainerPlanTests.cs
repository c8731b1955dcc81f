using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Agent.BareMetal;
using Monitas.Agent.Disks.Wire;
using Monitas.Agent.Jobs;
using Monitas.Contracts.Machines;
using Monitas.Contracts.Messages;
using Monitas.Contracts.Plans;
using Xunit;

namespace Monitas.Agent.Tests.BareMetal;

/// <summary>What is decided about plans with RAID, LUKS and LVM before a disk is touched.</summary>
public sealed class ContainerPlanTests
{
    private static readonly RebuildPlan Stack = StackPlan.Make(1L << 30);

    [Fact]
    public void Refusal_WholeStack_IsNone() => Assert.Equal("", PlanCheck.Refusal(Stack, Stack.Hash(), FirmwareKind.Bios));

    [Theory]
    [InlineData(typeof(MakeArray), "md0")]
    [InlineData(typeof(MakeEncryption), "luks0")]
    [InlineData(typeof(MakeVolumeGroup), "vgtest/")]
    public void Refusal_StepThatMakesSomethingIsMissing_NamesIt(Type missing, string name)
    {
        RebuildPlan plan = Stack with { Steps = [.. Stack.Steps.Where(s => s.GetType() != missing)] };

        Assert.Contains($"writes to {name}, which is none of its targets", PlanCheck.Refusal(plan, plan.Hash(), FirmwareKind.Bios), StringComparison.Ordinal);
    }

    [Fact]
    public void Refusal_StepsInTheWrongOrder_IsRefused()
    {
        RebuildPlan plan = Stack with { Steps = [.. Stack.Steps.Reverse()] };

        Assert.Contains("none of its targets", PlanCheck.Refusal(plan, plan.Hash(), FirmwareKind.Bios), StringComparison.Ordinal);
    }

    public static IEnumerable<TheoryDataRow<string>> Hostile() => [new("map"), new("group"), new("uuid"), new("subvolume"), new("comma"), new("key")];

    [Theory]
    [MemberData(nameof(Hostile))]
    public void Refusal_WordsThatAreNoNames_AreNotSound(string kind)
    {
        RebuildPlan plan = kind switch
        {
            "map" => Change<MakeEncryption>(s => s with { Encryption = s.Encryption with { MapName = "../sda" } }),
            "group" => Stack with { Steps = [.. Stack.Steps, new MakeVolumeGroup { Name = "-f", ExtentBytes = 1, Devices = [], Description = "" }] },
            "uuid" => Change<MakeArray>(s => s with { Array = s.Array with { Uuid = "-x" } }),
            "subvolume" => Stack with { Steps = [.. Stack.Steps, new MakeSubvolumes { Device = "disk0.2", Paths = ["../x"], Default = "", Description = "" }] },
            "comma" => Stack with { Steps = [.. Stack.Steps, new MountFileSystem { Device = "disk0.2", Type = "btrfs", MountPoint = "/", Subvolume = "a,b", Description = "" }] },
            _ => Change<AddKeyFile>(s => s with { File = "/../etc/shadow" }),
        };

        Assert.Contains("is not sound", PlanCheck.Refusal(plan, plan.Hash(), FirmwareKind.Bios), StringComparison.Ordinal);
    }

    public static IEnumerable<TheoryDataRow<string, string, string, string>> Foreign() =>
    [
        new("LVM2_member", "aaaaaa-0000-0000-0000-0000-0000-bbbbbb", "vgtest", "also called vgtest"),
        new("LVM2_member", "aaaaaa-0000-0000-0000-0000-0000-bbbbbb", "other", ""),
        new("LVM2_member", StackPlan.PhysicalVolumeUuid, "", "a physical volume of LVM with the UUID"),
        new("linux_raid_member", "5a6ba0d1-0dc3-b0ba-8bd0-4cc780e5b6e7", "", "a member of a RAID array with the UUID"),
        new("crypto_LUKS", StackPlan.LuksUuid.ToUpperInvariant(), "", "a LUKS device with the UUID"),
        new("crypto_LUKS", "11111111-0000-0000-0000-000000000000", "", ""),
    ];

    [Theory]
    [MemberData(nameof(Foreign))]
    public void Conflicts_SameNamesOrUuidsOnAnotherDisk_AreNamed(string kind, string uuid, string group, string words)
    {
        string conflict = ContainerConflicts.Find(Stack, [new ForeignMember("/dev/sdz Disk 7", "/dev/sdz1", kind, uuid, group)]);

        Assert.Contains(words, conflict, StringComparison.Ordinal);
        Assert.Equal(words.Length > 0, conflict.StartsWith("/dev/sdz Disk 7, which the plan does not name, holds ", StringComparison.Ordinal));
    }

    [Fact]
    public void Shared_ArrayOfATargetAndAnotherDisk_IsFound()
    {
        BlockDevice array = new() { Name = "md127", KernelName = "md127", Type = "raid1" };
        BlockDevice target = new() { Name = "sda", KernelName = "sda", Type = "disk", Children = [array] };
        BlockDevice other = target with { Name = "sdb", KernelName = "sdb" };

        Assert.Equal("md127", ContainerScan.Shared([target], [other])?.Name);
        Assert.Null(ContainerScan.Shared([target], [other with { Children = [] }]));
    }

    [Fact]
    public async Task Keys_PlanWithoutLuks_AreNotAskedFor()
    {
        RebuildSource source = new((_, _) => throw new InvalidOperationException(), _ => throw new InvalidOperationException());

        Assert.Empty((await source.KeysAsync(SamplePlans.TwoPartitions("A", 1), TestContext.Current.CancellationToken)).Keys);
    }

    [Fact]
    public async Task Keys_ServerRefusesOrLacksOne_StopBeforeAnyDiskIsTouched()
    {
        RebuildSource refusing = new((_, _) => throw new InvalidOperationException(), _ => throw new ArchiveServerException("It is not your job.", isTransient: false));
        RebuildSource lacking = refusing with { FetchKeys = _ => Task.FromResult(new RebuildKeys { Keys = [new RebuildKey { Uuid = "x", Passphrase = "p" }] }) };

        RebuildException refused = await Assert.ThrowsAsync<RebuildException>(() => refusing.KeysAsync(Stack, CancellationToken.None));
        RebuildException lacked = await Assert.ThrowsAsync<RebuildException>(() => lacking.KeysAsync(Stack, CancellationToken.None));

        Assert.Contains("It is not your job.", refused.Message, StringComparison.Ordinal);
        Assert.Contains("no passphrase for the LUKS device cryptroot", lacked.Message, StringComparison.Ordinal);
        Assert.False(refused.DisksTouched || lacked.DisksTouched);
    }

    [Fact]
    public void RebuildKey_AsText_DoesNotShowThePassphrase() =>
        Assert.DoesNotContain("hush", $"{new RebuildKey { Uuid = "u", Passphrase = "hush" }}", StringComparison.Ordinal);

    private static RebuildPlan Change<T>(Func<T, PlanStep> change)
        where T : PlanStep => Stack with { Steps = [.. Stack.Steps.Select(s => s is T t ? change(t) : s)] };
}
