using System;
using System.Collections.Generic;
using System.Linq;
using Monitas.Contracts.Layouts;
using Monitas.Contracts.Plans;
using Xunit;

namespace Monitas.BootServer.Tests.Rebuilds.Planning;

/// <summary>
/// Goes through a plan's steps as a machine would that has nothing but the target disks: everything must be there before it is used, fit into what
/// it lies on, and be used once. It counts from superblocks and headers upwards, which the planner does not.
/// </summary>
internal static class PlanJudge
{
    private const long MiB = 1L << 20;

    public static void Check(RebuildPlan plan, MachineLayout layout)
    {
        Dictionary<string, long> sizes = plan.Targets.ToDictionary(t => t.Name, t => t.SizeBytes);
        Dictionary<string, long> extents = [];
        Dictionary<string, long> physical = [];
        HashSet<string> used = [];
        long Use(string device)
        {
            Assert.True(used.Add(device), $"{device} is used twice");
            return Assert.Contains(device, sizes as IDictionary<string, long>);
        }

        foreach (PlanStep step in plan.Steps)
        {
            switch (step)
            {
                case WritePartitionTable table:
                    PlanTarget target = plan.Targets.Single(t => t.Name == table.Disk);
                    LayoutPartition[] ordered = [.. table.Partitions.OrderBy(p => p.StartSector)];
                    Assert.All(ordered.Zip(ordered.Skip(1)), p => Assert.True(p.First.StartSector + p.First.SizeSectors <= p.Second.StartSector));
                    Assert.True((ordered[^1].StartSector + ordered[^1].SizeSectors) * target.LogicalSectorBytes <= target.SizeBytes - 16384 - target.LogicalSectorBytes);
                    ordered.ToList().ForEach(p => sizes.Add($"{table.Disk}.{p.Number}", p.SizeSectors * target.LogicalSectorBytes));
                    Use(table.Disk);
                    break;
                case MakeArray { Array: var array }:
                    long real = RealSize(array, [.. array.Members.Select(Use)]);
                    Assert.True(array.SizeBytes <= real, $"{array.Name}: {array.SizeBytes} of {real}");
                    sizes.Add(array.Name, array.SizeBytes);
                    break;
                case MakeEncryption { Encryption: var encryption }:
                    Assert.True(encryption.SizeBytes > 0 && encryption.SizeBytes + encryption.DataOffsetBytes <= Use(encryption.Device));
                    sizes.Add(encryption.Name, encryption.SizeBytes);
                    break;
                case MakePhysicalVolume { PhysicalVolume: var volume } make:
                    Assert.True(volume.Extents > 0 && volume.DataStartBytes + (volume.Extents * make.ExtentBytes) <= Use(volume.Device));
                    physical.Add(volume.Device, volume.Extents);
                    break;
                case MakeVolumeGroup group:
                    extents.Add(group.Name, group.Devices.Sum(d => physical[d]));
                    break;
                case MakeLogicalVolume make:
                    sizes.Add(LayoutDeviceNames.Volume(make.Group, make.Volume.Name), make.Volume.SizeBytes);
                    Assert.Equal(0, make.Volume.SizeBytes % (4 * MiB));
                    extents[make.Group] -= Taken(make.Volume);
                    Assert.True(extents[make.Group] >= 0, "no extents left for " + make.Volume.Name);
                    Assert.True(make.Volume.Pool is null || sizes.ContainsKey(LayoutDeviceNames.Volume(make.Group, make.Volume.Pool)));
                    break;
                case MakeFileSystem { FileSystem: var made }:
                    Assert.Equal(made.SizeBytes, (made.Btrfs?.Devices ?? [made.Device]).Sum(Use));
                    CheckNeed(made, layout);
                    break;
                case MountFileSystem mount:
                    Assert.Contains(mount.Device, used);
                    break;
                default:
                    break;
            }
        }
    }

    /// <summary>What the files need by themselves, or all that there was.</summary>
    private static void CheckNeed(LayoutFileSystem made, MachineLayout layout)
    {
        LayoutFileSystem old = layout.FileSystems.Single(f => f.Device == made.Device);
        int copies = made.Btrfs?.DataProfile == "raid1" ? 2 : 1;
        if (made.SizeBytes >= old.SizeBytes && copies == 1)
        {
            return;
        }

        bool mayShrink = old.MountPoint.Length > 0 && old.UsedBytes > 0;
        long need = mayShrink ? copies * (old.UsedBytes + (old.UsedBytes / 100 * 15) + (256 * MiB)) : old.SizeBytes;
        long before = made.Btrfs is null ? old.SizeBytes : made.Btrfs.Devices.Sum(d => new BootServer.Rebuilds.Planning.StorageTree(layout).SizeBytes(d));
        Assert.True(made.SizeBytes >= Math.Min(need, before), $"{made.Device}: {made.SizeBytes} of {need}");
    }

    /// <summary>As mdadm and the kernel make it of whole devices, each with its superblock in front.</summary>
    private static long RealSize(LayoutArray array, long[] members)
    {
        long unit = Math.Max(65536, array.ChunkBytes);
        Assert.All(members, m => Assert.True(array.ComponentBytes + array.DataOffsetBytes <= m));
        Assert.Equal(0, array.ComponentBytes % unit);
        return array.Level switch
        {
            "raid0" or "linear" => members.Sum(m => (m - array.DataOffsetBytes) / unit * unit),
            "raid5" => array.ComponentBytes * (members.Length - 1),
            "raid6" => array.ComponentBytes * (members.Length - 2),
            "raid10" => array.ComponentBytes / array.ChunkBytes * members.Length / 2 * array.ChunkBytes,
            _ => array.ComponentBytes,
        };
    }

    private static long Taken(LayoutLogicalVolume volume) => volume.Type switch
    {
        "thin" => 0,
        "raid1" => 2 * ((volume.SizeBytes / (4 * MiB)) + 1),
        "thin-pool" => (volume.SizeBytes + volume.ThinPool!.MetadataBytes) / (4 * MiB),
        _ => volume.SizeBytes / (4 * MiB),
    };
}
