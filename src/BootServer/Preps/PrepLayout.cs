using System;
using System.Collections.Generic;
using System.Linq;
using Monitas.BootServer.Preps.Files;
using Monitas.Contracts.Layouts;
using Monitas.Contracts.Machines;

namespace Monitas.BootServer.Preps;

/// <summary>
/// (prep file, disks of a machine) -> a layout as a backup would have recorded it, exactly for these disks. Where an archive is to be restored, a
/// file system of its system keeps UUID and settings at the same mount point, so that whatever names it by UUID finds it again. Pure.
/// </summary>
internal static class PrepLayout
{
    /// <summary>The options that keep others out of what the firmware starts; Debian's installer writes the same.</summary>
    private const string EfiOptions = "umask=0077";

    /// <summary>Makes the layout; its disks are "disk0" and so on in the order of the file.</summary>
    /// <param name="file">The file.</param>
    /// <param name="disks">The disk for each of the file's.</param>
    /// <param name="target">How the machine starts.</param>
    /// <param name="ids">Gives ids.</param>
    /// <param name="archive">The layout of the archive that is to be restored; null for none.</param>
    /// <param name="refusals">Gets why it cannot be, one sentence each.</param>
    public static MachineLayout Make(PrepFile file, IReadOnlyList<DiskFacts> disks, FirmwareKind target, PrepIds ids, MachineLayout? archive, List<string> refusals)
    {
        List<LayoutDisk> placed = [];
        List<LayoutFileSystem> fileSystems = [];
        Queue<LayoutFileSystem> swaps = new(archive?.FileSystems.Where(f => f.Type == "swap") ?? []);
        foreach ((PrepDisk wanted, DiskFacts disk) in file.Disks.Zip(disks))
        {
            string name = $"disk{placed.Count}";
            LayoutDisk made = Disk(name, wanted, disk, PrepPartitions.Place(wanted, disk, ids, refusals), ids);
            placed.Add(made);
            foreach ((PrepPartition partition, LayoutPartition place) in wanted.Partitions.Zip(made.Partitions).Where(p => PrepContents.IsMade(p.First.Content)))
            {
                LayoutFileSystem? old = partition.Content == PrepContent.Swap ? swaps.Count > 0 ? swaps.Dequeue() : null : At(archive, partition.MountPoint);
                fileSystems.Add(FileSystem(LayoutDeviceNames.Partition(name, place.Number), partition, place.SizeSectors * disk.LogicalSectorBytes, ids, old));
            }
        }

        return new MachineLayout
        {
            Firmware = archive?.Firmware ?? target,
            Disks = placed,
            FileSystems = fileSystems,
            BootLoader = archive?.BootLoader ?? new LayoutBootLoader { Kind = "unknown" },
            NetworkInterfaces = archive?.NetworkInterfaces ?? [],
        };
    }

    private static LayoutDisk Disk(string name, PrepDisk wanted, DiskFacts disk, IReadOnlyList<LayoutPartition> partitions, PrepIds ids) => new()
    {
        Name = name,
        Path = disk.Path,
        Model = disk.Model,
        Serial = disk.Serial,
        Wwn = disk.Wwn,
        SizeBytes = disk.SizeBytes,
        LogicalSectorBytes = disk.LogicalSectorBytes,
        TableKind = wanted.IsMbr ? "dos" : "gpt",
        TableId = wanted.IsMbr ? ids.MbrId("table " + wanted.Name) : ids.Guid("table " + wanted.Name),
        Partitions = partitions,
    };

    private static LayoutFileSystem FileSystem(string device, PrepPartition partition, long sizeBytes, PrepIds ids, LayoutFileSystem? old)
    {
        string type = PrepContents.WordOf(partition.Content);
        string place = "file system " + partition.Name;
        bool fat = partition.Content == PrepContent.Vfat;
        bool keepsId = old is { Uuid.Length: > 0 } && fat == (old.Type == "vfat");
        return new LayoutFileSystem
        {
            Device = device,
            Type = type,
            Uuid = keepsId ? old!.Uuid : fat ? ids.FatId(place) : ids.Uuid(place),
            Label = partition.Label,
            MountPoint = partition.MountPoint,
            MountOptions = partition.Options.Length == 0 && PrepPartitions.IsEfi(partition) ? EfiOptions : partition.Options,
            SizeBytes = sizeBytes,
            // The system that comes back may be older than the boot image, and not know what a new file system has by default.
            Settings = old?.Type == type && !fat ? old.Settings : new Dictionary<string, string>(),
        };
    }

    private static LayoutFileSystem? At(MachineLayout? archive, string mountPoint) =>
        mountPoint.Length == 0 ? null : archive?.FileSystems.FirstOrDefault(f => string.Equals(f.MountPoint, mountPoint, StringComparison.Ordinal));
}
