using System.Collections.Generic;
using System.Linq;
using Monitas.BootServer.Rebuilds.Planning;
using Monitas.Contracts.Layouts;
using Xunit;
using static Monitas.BootServer.Tests.Rebuilds.Planning.SampleContainers;

namespace Monitas.BootServer.Tests.Rebuilds.Planning;

public sealed class ContainerCheckTests
{
    [Fact]
    public void Problems_MachinesAsTheyAre_HaveNone() =>
        Assert.All([RaidLuksLvm(), RaidLvmThin(), LuksUnderLvm(), LuksOverLvm(), BtrfsOnTwo(), SampleLayouts.BiosOnMbr()], l => Assert.Empty(LayoutCheck.Problems(l)));

    public static IEnumerable<TheoryDataRow<string, MachineLayout>> Contradictions()
    {
        MachineLayout good = RaidLuksLvm();
        LayoutArray rest = good.Arrays[1];
        LayoutEncryption luks = good.Encryptions[0];
        LayoutVolumeGroup group = good.VolumeGroups[0];
        LayoutLogicalVolume root = group.Volumes[1];
        MachineLayout Array(LayoutArray array) => good with { Arrays = [good.Arrays[0], array] };
        MachineLayout Volume(LayoutLogicalVolume volume) => good with { VolumeGroups = [group with { Volumes = [group.Volumes[0], volume, group.Volumes[2]] }] };
        MachineLayout btrfs = BtrfsOnTwo();
        MachineLayout Btrfs(LayoutBtrfs changed) => btrfs with { FileSystems = [btrfs.FileSystems[0], btrfs.FileSystems[1] with { Btrfs = changed }] };
        LayoutBtrfs two = btrfs.FileSystems[1].Btrfs!;
        return
        [
            new("circle", Array(rest with { Members = ["luks0", "disk1.3"] })),
            new("on itself", Array(rest with { Members = ["md1", "disk1.3"] })),
            new("used by two arrays", Array(rest with { Members = ["disk0.2", "disk1.3"] })),
            new("member twice", Array(rest with { Members = ["disk0.3", "disk0.3"] })),
            new("member that is not there", Array(rest with { Members = ["disk0.3", "disk7.3"] })),
            new("array that is not there", good with { Arrays = [good.Arrays[0]] }),
            new("no member", Array(rest with { Members = [], RaidDevices = 1 })),
            new("more members missing than may be", Array(rest with { Level = "raid5", RaidDevices = 4 })),
            new("array with a disk's name", Array(rest with { Name = "disk0.9" })),
            new("array named twice", Array(rest with { Name = "md0" })),
            new("array's UUID twice", Array(rest with { Uuid = good.Arrays[0].Uuid })),
            new("array larger than its members", Array(rest with { ComponentBytes = 20 * GiB, SizeBytes = 20 * GiB })),
            new("array larger than its component", Array(rest with { SizeBytes = 19 * GiB })),
            new("size that overflows", Array(rest with { ComponentBytes = long.MaxValue / 1024 * 1024 })),
            new("level that is none", Array(rest with { Level = "-raid1" })),
            new("LUKS larger than what it lies on", good with { Encryptions = [luks with { SizeBytes = 30 * GiB }] }),
            new("LUKS name that is a path", good with { Encryptions = [luks with { MapName = "../x" }] }),
            new("LUKS version", good with { Encryptions = [luks with { Version = 3 }] }),
            new("group name that is an option", good with { VolumeGroups = [group with { Name = "-f" }], FileSystems = [good.FileSystems[0]] }),
            new("group twice", good with { VolumeGroups = [group, group] }),
            new("extent of nothing", good with { VolumeGroups = [group with { ExtentBytes = 0 }] }),
            new("more extents than fit", good with { VolumeGroups = [group with { PhysicalVolumes = [group.PhysicalVolumes[0] with { Extents = 100_000 }] }] }),
            new("extents that overflow", good with { VolumeGroups = [group with { PhysicalVolumes = [group.PhysicalVolumes[0] with { Extents = long.MaxValue }] }] }),
            new("volume larger than its group", Volume(root with { SizeBytes = 100 * GiB })),
            new("no whole extents", Volume(root with { SizeBytes = root.SizeBytes + 1 })),
            new("negative stripes", Volume(root with { Stripes = -1 })),
            new("thin without a pool", Volume(root with { Type = "thin", Pool = "none" })),
            new("pool that is none", Volume(root with { Type = "thin", Pool = "home" })),
            new("file system on a pool's part", good with { FileSystems = [.. good.FileSystems, FileSystem("luks0", "ext4", "/srv", GiB, 1)] }),
            new("file system on nothing", good with { FileSystems = [.. good.FileSystems, FileSystem("vg0/none", "ext4", "/srv", GiB, 1)] }),
            new("btrfs on a device that is not there", Btrfs(two with { Devices = ["disk0.3", "disk9"] })),
            new("btrfs on a device twice", Btrfs(two with { Devices = ["disk0.3", "disk0.3"] })),
            new("subvolume outside", Btrfs(two with { Subvolumes = [new LayoutSubvolume { Path = "../x" }] })),
            new("mounted subvolume that is not there", Btrfs(two with { Subvolumes = [] })),
        ];
    }

    [Theory]
    [MemberData(nameof(Contradictions), DisableDiscoveryEnumeration = true)]
    public void Problems_LayoutThatContradictsItself_AreNamed(string what, MachineLayout layout)
    {
        List<string> problems = [.. LayoutCheck.Problems(layout)];

        Assert.True(problems.Count > 0, what);
        Assert.All(problems, p => Assert.Contains("rebuild from another archive", p, System.StringComparison.Ordinal));
        Assert.Empty(RebuildPlanner.MakePlan(SampleLayouts.Request(layout, [.. layout.Disks.Select(d => SampleLayouts.Blank(d.Serial, d.SizeBytes))])).Steps);
    }
}
