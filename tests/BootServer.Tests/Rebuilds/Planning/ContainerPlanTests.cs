using System;
using System.Collections.Generic;
using System.Linq;
using Monitas.BootServer.Rebuilds.Planning;
using Monitas.Contracts.Layouts;
using Monitas.Contracts.Machines;
using Monitas.Contracts.Plans;
using Xunit;
using static Monitas.BootServer.Tests.Rebuilds.Planning.SampleContainers;
using static Monitas.BootServer.Tests.Rebuilds.Planning.SampleLayouts;

namespace Monitas.BootServer.Tests.Rebuilds.Planning;

public sealed class ContainerPlanTests
{
    private const long GiB = SampleLayouts.GiB;
    private const long MiB = SampleLayouts.MiB;

    [Fact]
    public void MakePlan_SameSize_KeepsEverySize()
    {
        MachineLayout layout = RaidLuksLvm();

        RebuildPlan plan = Plan(layout, 20 * GiB, 20 * GiB);

        Assert.Empty(plan.Refusals);
        Assert.Equal(RebuildPlan.CurrentVersion, plan.Version);
        Assert.Equal(layout.Disks.Select(d => d.Partitions), plan.Steps.OfType<WritePartitionTable>().Select(t => t.Partitions));
        Assert.Equal(layout.Arrays.Select(a => (a.ComponentBytes, a.SizeBytes)), plan.Steps.OfType<MakeArray>().Select(a => (a.Array.ComponentBytes, a.Array.SizeBytes)));
        Assert.Equal(layout.Encryptions, plan.Steps.OfType<MakeEncryption>().Select(e => e.Encryption));
        Assert.Equal(layout.VolumeGroups[0].PhysicalVolumes, plan.Steps.OfType<MakePhysicalVolume>().Select(v => v.PhysicalVolume));
        Assert.Equal(layout.VolumeGroups[0].Volumes, plan.Steps.OfType<MakeLogicalVolume>().Select(v => v.Volume));
        Assert.Equal(layout.FileSystems.Select(f => f.SizeBytes), plan.Steps.OfType<MakeFileSystem>().Select(f => f.FileSystem.SizeBytes));
    }

    [Fact]
    public void MakePlan_BiggerDisks_GrowTheRootVolumeThroughAllLayersAndLeaveFreeWhatWasFree()
    {
        RebuildPlan plan = Plan(RaidLuksLvm(), 30 * GiB, 32 * GiB);

        Assert.Equal(29 * GiB, plan.Steps.OfType<MakeArray>().Single(a => a.Array.Name == "md1").Array.SizeBytes, 8 * (double)MiB);
        Assert.Equal(29 * GiB, plan.Steps.OfType<MakeEncryption>().Single().Encryption.SizeBytes, 32 * (double)MiB);
        Assert.Equal([("home", 4 * GiB), ("root", 20 * GiB), ("swap_1", GiB)], plan.Steps.OfType<MakeLogicalVolume>().Select(v => (v.Volume.Name, v.Volume.SizeBytes)));
        Assert.Equal(20 * GiB, plan.Steps.OfType<MakeFileSystem>().Single(f => f.FileSystem.MountPoint == "/").FileSystem.SizeBytes);
        Assert.Contains(plan.Warnings, w => w.StartsWith("2.0 GiB of partition 3 of disk1 stay unused", StringComparison.Ordinal));
    }

    [Fact]
    public void MakePlan_SmallerDisks_UseFreeSpaceFirstThenEachGivesOfItsRoom()
    {
        IEnumerable<long> little = Volumes(Plan(RaidLuksLvm(), 18 * GiB, 18 * GiB));
        long[] much = [.. Volumes(Plan(RaidLuksLvm(), 12 * GiB, 12 * GiB))];

        Assert.Equal([4 * GiB, 10 * GiB, GiB], little);
        Assert.InRange(much[0], 2 * GiB, 3 * GiB);
        Assert.InRange(much[1], 7 * GiB, 8 * GiB);
        Assert.Equal(GiB, much[2]);
    }

    [Fact]
    public void MakePlan_ThinPoolThatPromisesMoreThanItHas_ShrinksByWhatItsFilesNeed()
    {
        MachineLayout thin = RaidLvmThin();
        LayoutVolumeGroup group = thin.VolumeGroups[0];
        MachineLayout overbooked = thin with { VolumeGroups = [group with { Volumes = [.. group.Volumes.Select(v => v.Name == "root" ? v with { SizeBytes = 100 * GiB } : v)] }] };

        LayoutLogicalVolume[] volumes = [.. Plan(overbooked, 12 * GiB, 12 * GiB).Steps.OfType<MakeLogicalVolume>().Select(v => v.Volume)];

        Assert.InRange(volumes.Single(v => v.Name == "pool").SizeBytes, 9 * GiB, 10 * GiB);
        Assert.Equal(100 * GiB, volumes.Single(v => v.Name == "root").SizeBytes);
    }

    [Fact]
    public void MakePlan_ThinPoolBecomesLarge_GetsMetadataForAllItsChunks()
    {
        LayoutLogicalVolume pool = Plan(RaidLvmThin(), 2048 * GiB, 2048 * GiB).Steps.OfType<MakeLogicalVolume>().Select(v => v.Volume).Single(v => v.ThinPool is not null);

        Assert.InRange(pool.SizeBytes, 2030 * GiB, 2048 * GiB);
        Assert.True(pool.ThinPool!.MetadataBytes >= pool.SizeBytes / 65536 * 64);
    }

    [Fact]
    public void MakePlan_MirroredAndStripedVolumes_AreMadeFirstAndFindRoomOnBothDisks()
    {
        MachineLayout layout = Machine([SampleContainers.Disk("disk0", "A"), Whole("disk1", "B")]) with
        {
            VolumeGroups =
            [
                Group("vg0", [("disk0.3", (19 * GiB) - (3 * MiB)), ("disk1", 20 * GiB)], Linear("data", 16 * GiB), Linear("root", 6 * GiB) with { Type = "raid1", Mirrors = 1 },
                    Linear("fast", 4 * GiB) with { Type = "striped", Stripes = 2, StripeBytes = 65536 }),
            ],
            FileSystems = [SampleContainers.FileSystem("disk0.2", "ext4", "/boot", GiB, MiB), SampleContainers.FileSystem("vg0/root", "ext4", "/", 6 * GiB, 2 * GiB), SampleContainers.FileSystem("vg0/data", "ext4", "/data", 16 * GiB, 2 * GiB)],
        };

        RebuildPlan bigger = Plan(layout, 24 * GiB, 23 * GiB);
        RebuildPlan smaller = Plan(layout, 12 * GiB, 10 * GiB);
        RebuildPlan lopsided = Plan(layout, 40 * GiB, 4 * GiB);

        Assert.Equal(["root", "fast", "data"], bigger.Steps.OfType<MakeLogicalVolume>().Select(v => v.Volume.Name));
        Assert.InRange(Volumes(bigger).First(), 9 * GiB, 10 * GiB);
        Assert.Empty(smaller.Refusals);
        Assert.InRange(Volumes(smaller).First(), 2 * GiB, 6 * GiB);
        Assert.Contains("a disk of its own", Assert.Single(lopsided.Refusals, r => r.Contains("vg0", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [Fact]
    public void MakePlan_OneGroupOnSectorsOfTwoSizes_IsRefusedBeforeLvmDoes()
    {
        MachineLayout layout = Machine([SampleContainers.Disk("disk0", "A"), Whole("disk1", "B")]) with
        {
            VolumeGroups = [Group("vg0", [("disk0.3", (19 * GiB) - (3 * MiB)), ("disk1", 20 * GiB)], Linear("root", 16 * GiB))],
            FileSystems = [SampleContainers.FileSystem("disk0.2", "ext4", "/boot", GiB, MiB), SampleContainers.FileSystem("vg0/root", "ext4", "/", 16 * GiB, 2 * GiB)],
        };

        RebuildPlan plan = RebuildPlanner.MakePlan(Request(layout, Blank("A", 20 * GiB), Blank("B", 20 * GiB, 4096)));

        Assert.Contains("sectors of 512 and 4096 bytes", Assert.Single(plan.Refusals), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("raid0", 0, 2, 30, 32, 60)]
    [InlineData("raid5", 524288, 3, 30, 32, 58)]
    [InlineData("raid10", 524288, 3, 30, 32, 43)]
    public void MakePlan_ArrayOfALevel_GrowsAsMuchAsItsMembers(string level, long chunk, int count, long first, long others, long expectedGib)
    {
        string[] names = [.. Enumerable.Range(0, count).Select(i => $"disk{i}")];
        LayoutArray array = Mirror("md1", "1.2", MiB, [.. names.Select(n => n + ".3")], level == "raid0" ? 0 : (19 * GiB) - (4 * MiB)) with { Level = level, ChunkBytes = chunk, Layout = level == "raid10" ? "n2" : "" };
        long member = (19 * GiB) - (4 * MiB);
        array = array with { SizeBytes = level switch { "raid0" => count * member, "raid5" => (count - 1) * member, _ => member / chunk * count / 2 * chunk } };
        MachineLayout layout = Machine([.. names.Select(n => SampleContainers.Disk(n, n))]) with
        {
            Arrays = [array],
            FileSystems = [SampleContainers.FileSystem("disk0.2", "ext4", "/boot", GiB, MiB), SampleContainers.FileSystem("md1", "xfs", "/", array.SizeBytes, 2 * GiB)],
        };

        LayoutArray grown = Plan(layout, [first * GiB, .. Enumerable.Repeat(others * GiB, count - 1)]).Steps.OfType<MakeArray>().Single().Array;

        Assert.Equal(expectedGib * GiB, grown.SizeBytes, GiB / 2.0);
        Assert.Equal(0, grown.ComponentBytes % Math.Max(1, chunk) - (array.ComponentBytes % Math.Max(1, chunk)));
    }

    [Fact]
    public void MakePlan_MirroredEfiPartition_NamesEveryLeg()
    {
        MachineLayout layout = RaidLuksLvm();
        layout = layout with { Firmware = FirmwareKind.Uefi, FileSystems = [layout.FileSystems[0] with { Type = "vfat", MountPoint = "/boot/efi" }, .. layout.FileSystems.Skip(1)] };

        InstallBootLoader loader = Plan(layout, 20 * GiB, 20 * GiB).Steps.OfType<InstallBootLoader>().Single();

        Assert.Equal("md0", loader.EfiPartition);
        Assert.Equal(["disk0.2", "disk1.2"], loader.EfiLegs);
        Assert.Equal(["disk0", "disk1"], loader.Disks);
    }

    [Fact]
    public void MakePlan_Luks_IsMadeWithANewPassphraseAndItsKeyFile()
    {
        RebuildPlan plan = Plan(RaidLuksLvm(), 20 * GiB, 20 * GiB);

        Assert.Equal(EncryptionKeySource.NewPassphrase, plan.Steps.OfType<MakeEncryption>().Single().Key);
        Assert.Contains("monitas-server job passphrases", Assert.Single(plan.Warnings), StringComparison.Ordinal);
        Assert.Equal(("/etc/keys/crypt.key", 64L), (plan.Steps.OfType<AddKeyFile>().Single().File, plan.Steps.OfType<AddKeyFile>().Single().SizeBytes));
    }

    [Fact]
    public void MakePlan_VolumeWithoutFileSystem_IsSaidToBecomeEmpty()
    {
        MachineLayout layout = LuksUnderLvm();
        LayoutVolumeGroup group = layout.VolumeGroups[0];

        RebuildPlan plan = Plan(layout with { VolumeGroups = [group with { Volumes = [.. group.Volumes, Linear("vm", GiB)] }] }, 20 * GiB);

        Assert.Contains("vg0/vm held nothing that is in the archive: it is made again, empty.", plan.Warnings);
    }

    [Fact]
    public void MakePlan_TwoBlankDisksForTwoLegs_AreTakenWithoutBeingNamed()
    {
        RebuildPlan two = RebuildPlanner.MakePlan(Request(RaidLuksLvm(), Blank("Y", 20 * GiB), Blank("X", 20 * GiB)));
        RebuildPlan three = RebuildPlanner.MakePlan(Request(RaidLuksLvm(), Blank("Y", 20 * GiB), Blank("X", 20 * GiB), Blank("Z", 20 * GiB)));

        Assert.Equal([("disk0", "X"), ("disk1", "Y")], two.Targets.Select(t => (t.Name, t.Serial)));
        Assert.Equal(2, three.Refusals.Count(r => r.Contains("could go onto 3 disks", StringComparison.Ordinal)));
    }

    private static RebuildPlan Plan(MachineLayout layout, params long[] sizes) => RebuildPlanner.MakePlan(Request(layout, [.. layout.Disks.Zip(sizes, (d, s) => Blank(d.Serial, s))]) with
    {
        Disks = [.. layout.Disks.Select(d => new DiskChoice(d.Name, d.Serial))],
    });

    private static IEnumerable<long> Volumes(RebuildPlan plan) => plan.Steps.OfType<MakeLogicalVolume>().Select(v => v.Volume.SizeBytes);
}
