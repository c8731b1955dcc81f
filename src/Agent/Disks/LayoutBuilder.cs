using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Monitas.Agent.Disks.Wire;
using Monitas.Agent.Files;
using Monitas.Contracts.Layouts;

namespace Monitas.Agent.Disks;

/// <summary>What was read from a machine -> its layout. Nothing is dropped silently: what does not fit becomes a sentence. Pure.</summary>
internal static class LayoutBuilder
{
    /// <summary>Makes the layout.</summary>
    public static MachineLayout Build(LayoutSource source)
    {
        LayoutDiskChoice choice = LayoutDiskChoice.Choose(source.Devices, source.Mounts, source.SwapDevices);
        List<LayoutDisk> disks = [];
        List<LayoutFileSystem> fileSystems = [];
        List<string> unsupported = [.. StorageContainers.UnsupportedSubvolumes(source.Mounts)];
        foreach (BlockDevice disk in choice.Disks)
        {
            string name = string.Create(CultureInfo.InvariantCulture, $"disk{disks.Count}");
            disks.Add(Disk(name, disk, source));
            unsupported.AddRange(StorageContainers.Unsupported(disk, source.Devices, source.Mounts));
            fileSystems.AddRange(FileSystems(name, disk, source));
        }

        return new MachineLayout
        {
            Firmware = source.Firmware,
            Disks = disks,
            FileSystems = fileSystems,
            BootLoader = source.BootLoader,
            Unsupported = unsupported,
            Warnings = [.. source.Warnings, .. choice.Warnings, .. NameWarnings(source)],
        };
    }

    /// <summary>"sda2" on "sda" is 2, "nvme0n1p2" on "nvme0n1" is 2; 0 when it is no such name.</summary>
    public static int PartitionNumber(string diskName, string partitionName)
    {
        string rest = partitionName.StartsWith(diskName, StringComparison.Ordinal) ? partitionName[diskName.Length..].TrimStart('p') : "";
        return int.TryParse(rest, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : 0;
    }

    private static LayoutDisk Disk(string name, BlockDevice disk, LayoutSource source)
    {
        PartitionTable? table = source.Tables.GetValueOrDefault(disk.KernelName);
        return new LayoutDisk
        {
            Name = name,
            Path = disk.Path,
            Model = DiskFactsMaker.Model(disk),
            Serial = disk.Serial,
            Wwn = disk.Wwn,
            SizeBytes = disk.SizeBytes,
            LogicalSectorBytes = disk.LogicalSectorBytes,
            TableKind = table?.Kind ?? "",
            TableId = table?.Id ?? "",
            Partitions = table?.Partitions ?? [],
        };
    }

    private static IEnumerable<LayoutFileSystem> FileSystems(string name, BlockDevice disk, LayoutSource source)
    {
        foreach (BlockDevice device in disk.Children.Where(c => c.Type == "part").Prepend(disk))
        {
            if (device.FileSystem.Length == 0 || StorageContainers.IsContainer(device))
            {
                continue;
            }

            int number = PartitionNumber(disk.KernelName, device.KernelName);
            yield return FileSystem(number == 0 ? name : $"{name}.{number}", device, source);
        }
    }

    private static LayoutFileSystem FileSystem(string name, BlockDevice device, LayoutSource source)
    {
        MountEntry? mount = source.Mounts.FirstOrDefault(m => MountTable.DeviceOf(m, [device]) is not null);
        string mountPoint = mount is null ? "" : MountTable.PathOf(mount);
        FsTabLine? line = source.FsTab.FirstOrDefault(l => mountPoint.Length > 0 && l.MountPoint == mountPoint);
        FileSystemUse use = source.Use.GetValueOrDefault(device.KernelName);
        SortedDictionary<string, string> settings = new(source.Settings.GetValueOrDefault(device.KernelName, []), StringComparer.Ordinal);
        if (device.FileSystemVersion.StartsWith("FAT", StringComparison.Ordinal))
        {
            settings[FileSystemSettings.FatBits] = device.FileSystemVersion[3..];
        }

        return new LayoutFileSystem
        {
            Device = name,
            Type = device.FileSystem,
            Uuid = device.Uuid,
            Label = device.Label,
            MountPoint = mountPoint,
            MountOptions = line?.Options ?? "",
            SizeBytes = device.SizeBytes,
            UsedBytes = use.UsedBytes,
            UsedInodes = use.UsedInodes,
            Settings = settings,
        };
    }

    /// <summary>UUIDs and labels are kept by a rebuild; names of device nodes may be others on the new hardware.</summary>
    private static IEnumerable<string> NameWarnings(LayoutSource source)
    {
        foreach (FsTabLine line in source.FsTab.Where(l => IsHardwareName(l.Source) && !l.Options.Split(',').Contains("noauto")))
        {
            yield return $"/etc/fstab mounts {line.MountPoint} from {line.Source}, a name that may differ on other hardware: use UUID= there.";
        }

        foreach (string word in source.CommandLine.Split(' ').Where(w => w.StartsWith("root=", StringComparison.Ordinal) && IsHardwareName(w[5..])))
        {
            yield return $"The kernel is started with {word}, a name that may differ on other hardware: use root=UUID= there.";
        }
    }

    private static bool IsHardwareName(string name) =>
        name.StartsWith("/dev/", StringComparison.Ordinal) && !name.StartsWith("/dev/mapper/", StringComparison.Ordinal)
        && !name.StartsWith("/dev/disk/by-uuid/", StringComparison.Ordinal) && !name.StartsWith("/dev/disk/by-partuuid/", StringComparison.Ordinal)
        && !name.StartsWith("/dev/disk/by-label/", StringComparison.Ordinal) && !name.StartsWith("/dev/sr", StringComparison.Ordinal)
        && !name.StartsWith("/dev/cdrom", StringComparison.Ordinal);
}
