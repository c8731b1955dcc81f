using System;
using System.Linq;
using Monitas.BootServer.Rebuilds.Planning;
using Monitas.Contracts.Layouts;
using Monitas.Contracts.Plans;
using Xunit;
using static Monitas.BootServer.Tests.Rebuilds.Planning.SampleContainers;
using static Monitas.BootServer.Tests.Rebuilds.Planning.SampleLayouts;

namespace Monitas.BootServer.Tests.Rebuilds.Planning;

public sealed class LayoutChoiceTests
{
    private const long GiB = SampleLayouts.GiB;

    [Theory]
    [InlineData("disk0", "disk1")]
    [InlineData("disk1", "disk0")]
    public void MakePlan_ALegIsLeftOut_MakesTheMirrorsWithAMemberMissing(string left, string kept)
    {
        RebuildPlan plan = Plan(RaidLuksLvm(), 24, new DiskChoice(left, "", IsNone: true), new DiskChoice(kept, "NEW"));

        Assert.Empty(plan.Refusals);
        Assert.Equal(kept, Assert.Single(plan.Targets).Name);
        Assert.All(plan.Steps.OfType<MakeArray>(), a => Assert.Equal((2, kept), (a.Array.RaidDevices, LayoutDeviceNames.DiskOf(Assert.Single(a.Array.Members)))));
        Assert.Contains(plan.Warnings, w => w.StartsWith($"{left} is left out: md0 and md1 have members less", StringComparison.Ordinal));
        Assert.Equal([kept], plan.Steps.OfType<InstallBootLoader>().Single().Disks);
        PlanJudge.Check(plan, RaidLuksLvm());
    }

    [Fact]
    public void MakePlan_ADiskThatIsNeededIsLeftOut_RefusesAndSaysWhatNeedsIt()
    {
        RebuildPlan btrfs = Plan(BtrfsOnTwo(), 60, new DiskChoice("disk0", "NEW"), new DiskChoice("disk1", "", IsNone: true));
        RebuildPlan striped = Plan(RaidLuksLvm() with { Arrays = [SampleContainers.Boot with { Level = "raid0", ComponentBytes = 0 }, RaidLuksLvm().Arrays[1]] }, 60, new DiskChoice("disk0", "NEW"), new DiskChoice("disk1", "", IsNone: true));

        Assert.Equal("disk1 cannot be left out: / cannot do without it.", Assert.Single(btrfs.Refusals));
        Assert.Contains("md0 (raid0)", Assert.Single(striped.Refusals), StringComparison.Ordinal);
    }

    [Fact]
    public void MakePlan_TwoDisksOntoOne_PutsThePartitionsOfTheSecondBehindTheFirst()
    {
        RebuildPlan plan = Plan(RaidLuksLvm(), 48, new DiskChoice("disk0", "NEW"), new DiskChoice("disk1", "NEW"));

        Assert.Empty(plan.Refusals);
        Assert.Equal("disk0", Assert.Single(plan.Targets).Name);
        Assert.Equal([1, 2, 3, 4, 5], plan.Steps.OfType<WritePartitionTable>().Single().Partitions.Select(p => p.Number));
        Assert.Equal([["disk0.2", "disk0.4"], ["disk0.3", "disk0.5"]], plan.Steps.OfType<MakeArray>().Select(a => a.Array.Members));
        Assert.Equal(2, plan.Warnings.Count(w => w.Contains("they fail together", StringComparison.Ordinal)));
        PlanJudge.Check(plan, RaidLuksLvm());
    }

    [Fact]
    public void MakePlan_TwoDisksWithACopiedTableOntoOne_NoPartitionIdIsThereTwice()
    {
        MachineLayout layout = RaidLuksLvm();
        LayoutDisk first = layout.Disks[0] with { Partitions = [.. layout.Disks[0].Partitions.Select(p => p with { Uuid = $"AAAAAAAA-0000-4000-8000-00000000000{p.Number}" })] };
        layout = layout with { Disks = [first, layout.Disks[1] with { Partitions = first.Partitions }] };

        RebuildPlan plan = Plan(layout, 48, new DiskChoice("disk0", "NEW"), new DiskChoice("disk1", "NEW"));

        string[] ids = [.. plan.Steps.OfType<WritePartitionTable>().Single().Partitions.Select(p => p.Uuid)];
        Assert.Equal(first.Partitions.Select(p => p.Uuid), ids.Take(3));
        Assert.Equal(5, ids.Distinct(StringComparer.OrdinalIgnoreCase).Count());
        Assert.All(ids, id => Assert.True(Guid.TryParse(id, out _)));
        Assert.Equal(plan.Hash(), Plan(layout, 48, new DiskChoice("disk0", "NEW"), new DiskChoice("disk1", "NEW")).Hash());
    }

    [Fact]
    public void MakePlan_BtrfsOfTwoDisksOntoOne_WholeDiskBecomesAPartition()
    {
        RebuildPlan plan = Plan(BtrfsOnTwo(), 48, new DiskChoice("disk0", "NEW"), new DiskChoice("disk1", "NEW"));
        RebuildPlan small = Plan(BtrfsOnTwo(), 12, new DiskChoice("disk0", "NEW"), new DiskChoice("disk1", "NEW"));
        RebuildPlan tooSmall = Plan(BtrfsOnTwo(), 6, new DiskChoice("disk0", "NEW"), new DiskChoice("disk1", "NEW"));

        Assert.Equal(["disk0.3", "disk0.4"], plan.Steps.OfType<MakeFileSystem>().Single(f => f.FileSystem.Type == "btrfs").FileSystem.Btrfs!.Devices);
        Assert.Contains(plan.Warnings, w => w.Contains("lost together", StringComparison.Ordinal));
        Assert.Empty(small.Steps.Count > 0 ? small.Refusals : []);
        Assert.Contains("needs", Assert.Single(tooSmall.Refusals), StringComparison.Ordinal);
    }

    [Fact]
    public void MakePlan_TwoMbrDisksOntoOne_IsRefused()
    {
        MachineLayout layout = BiosOnMbr();
        layout = layout with { Disks = [.. layout.Disks, layout.Disks[0] with { Name = "disk1" }] };

        RebuildPlan plan = Plan(layout, 60, new DiskChoice("disk0", "NEW"), new DiskChoice("disk1", "NEW"));

        Assert.Contains("cannot go onto one disk", Assert.Single(plan.Refusals), StringComparison.Ordinal);
    }

    [Fact]
    public void MakePlan_MoreDisksNamedThanTheBackupHas_IsRefused()
    {
        RebuildPlan plan = Plan(BiosOnGpt(), 60, new DiskChoice("disk0", "NEW"), new DiskChoice("disk1", "OTHER"));

        Assert.Contains("has no disk 'disk1'", Assert.Single(plan.Refusals), StringComparison.Ordinal);
    }

    [Fact]
    public void InOrder_WordsOfAnOrder_GoToTheDisksOfTheLayoutInTurn()
    {
        Catalog.Records.DiskChoice[] words = [new(Catalog.Records.DiskChoiceKind.Serial, "A"), new(Catalog.Records.DiskChoiceKind.None, ""), new(Catalog.Records.DiskChoiceKind.Size, "2TB")];

        Assert.Equal([new DiskChoice("disk0", "A"), new DiskChoice("disk1", "", IsNone: true), new DiskChoice("disk2", "2TB")], DiskChoice.InOrder(words, RaidLuksLvm()));
    }

    [Fact]
    public void MakePlan_AnotherFileSystemGrows_ThroughAllLayers()
    {
        RebuildPlanRequest request = Request(RaidLuksLvm(), Blank("A", 30 * GiB), Blank("B", 30 * GiB));

        RebuildPlan home = RebuildPlanner.MakePlan(request with { Grow = "/home" });
        RebuildPlan none = RebuildPlanner.MakePlan(request with { Grow = "/srv" });

        Assert.Equal([("home", 14 * GiB), ("root", 10 * GiB)], home.Steps.OfType<MakeLogicalVolume>().Take(2).Select(v => (v.Volume.Name, v.Volume.SizeBytes)));
        Assert.Equal(RebuildPlanner.MakePlan(request).Hash(), none.Hash());
    }

    [Fact]
    public void MakePlan_RootAloneCannotShrinkEnough_AllPartitionsGiveOfTheirRoom()
    {
        MachineLayout layout = Machine([SampleContainers.Disk("disk0", "A")]) with
        {
            FileSystems = [SampleContainers.FileSystem("disk0.2", "ext4", "/", GiB, 700 * SampleLayouts.MiB), SampleContainers.FileSystem("disk0.3", "ext4", "/home", (19 * GiB) - (3 * SampleLayouts.MiB), 2 * GiB)],
        };

        RebuildPlan plan = Plan(layout, 10, new DiskChoice("disk0", "NEW"));

        Assert.Empty(plan.Refusals);
        Assert.Equal(1, plan.Version);
        PlanJudge.Check(plan, layout);
        Assert.InRange(plan.Steps.OfType<MakeFileSystem>().Sum(f => f.FileSystem.SizeBytes), (10 * GiB) - (16 * SampleLayouts.MiB), 10 * GiB);
    }

    private static RebuildPlan Plan(MachineLayout layout, long gib, params DiskChoice[] choices) =>
        RebuildPlanner.MakePlan(Request(layout, Blank("NEW", gib * GiB), Blank("OTHER", 100 * GiB)) with { Disks = choices });
}
