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
        LayoutDiskChoice choice = LayoutDiskChoice.Choose(source.Devices, source.Mounts, source.SwapDevices, source.Storage.Unions(source.Devices));
        IReadOnlyDictionary<string, LvmSegment> volumes = VolumeGroupLayouts.Kept(source.Storage, Used(source));
        LayoutNames names = LayoutNames.Make(choice.Disks, volumes);
        List<string> unsupported = [.. StorageContainers.Unsupported(choice.Disks, source)];
        List<string> warnings = [.. source.Warnings, .. choice.Warnings];
        MachineLayout layout = new()
        {
            Firmware = source.Firmware,
            Disks = [.. choice.Disks.Select(d => Disk(names.Of(d), d, source.Tables.GetValueOrDefault(d.KernelName)))],
            Arrays = [.. ContainerLayouts.Arrays(source.Storage, names, unsupported, warnings)],
            Encryptions = [.. ContainerLayouts.Encryptions(source.Storage, names, unsupported, warnings)],
            VolumeGroups = [.. VolumeGroupLayouts.Groups(source.Storage, names, volumes, unsupported, warnings)],
            FileSystems = [.. FileSystems(source, names, unsupported, warnings)],
            BootLoader = source.BootLoader,
        };
        unsupported.AddRange(Baseless(layout));
        bool plain = layout.Arrays.Count == 0 && layout.Encryptions.Count == 0 && layout.VolumeGroups.Count == 0 && layout.FileSystems.All(f => f.Btrfs is null);
        return layout with { Version = plain ? 1 : MachineLayout.ContainerVersion, Unsupported = unsupported, Warnings = [.. warnings, .. NameWarnings(source)] };
    }

    /// <summary>"sda2" on "sda" is 2, "nvme0n1p2" on "nvme0n1" is 2; 0 when it is no such name.</summary>
    public static int PartitionNumber(string diskName, string partitionName)
    {
        string rest = partitionName.StartsWith(diskName, StringComparison.Ordinal) ? partitionName[diskName.Length..].TrimStart('p') : "";
        return int.TryParse(rest, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : 0;
    }

    /// <summary>The disk as a layout has it.</summary>
    /// <param name="name">Its name in the layout, such as "disk0".</param>
    /// <param name="disk">The disk.</param>
    /// <param name="table">Its partition table; null when it has none.</param>
    public static LayoutDisk Disk(string name, BlockDevice disk, PartitionTable? table) => new()
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

    /// <summary>No file system is recorded on something that is not: that would read as if it could be made again.</summary>
    private static IEnumerable<string> Baseless(MachineLayout layout)
    {
        HashSet<string> described = [.. layout.Arrays.Select(a => a.Name), .. layout.Encryptions.Select(e => e.Name), .. layout.VolumeGroups.SelectMany(g => g.Volumes.Select(v => LayoutDeviceNames.Volume(g.Name, v.Name)))];
        foreach (LayoutFileSystem fileSystem in layout.FileSystems.Where(f => !LayoutDeviceNames.IsOnDisk(f.Device) && !described.Contains(f.Device)))
        {
            string use = fileSystem.MountPoint.Length > 0 ? $"{fileSystem.Type} file system for {fileSystem.MountPoint}" : fileSystem.Type;
            yield return $"The {use} lies on {fileSystem.Device}, which could not be described: a rebuild cannot make that again.";
        }
    }

    /// <summary>The device mapper names of what is mounted or swapped to.</summary>
    private static HashSet<string> Used(LayoutSource source)
    {
        IEnumerable<BlockDevice> all = source.Devices.SelectMany(d => d.WithDescendants());
        return [.. all.Where(d => source.SwapDevices.Contains(d.Path)).Concat(source.Mounts.Select(m => MountTable.DeviceOf(m, source.Devices)).OfType<BlockDevice>()).Select(d => d.Name)];
    }

    private static IEnumerable<LayoutFileSystem> FileSystems(LayoutSource source, LayoutNames names, List<string> unsupported, List<string> warnings)
    {
        HashSet<string> furtherDevices = [.. source.Storage.Btrfs.Values.SelectMany(b => b.Devices.Skip(1)).Select(names.OfNode)];
        foreach (BlockDevice device in names.Devices.Where(d => d.FileSystem.Length > 0 && !StorageContainers.IsContainer(d) && !furtherDevices.Contains(names.Of(d))))
        {
            BtrfsFacts? btrfs = device.FileSystem == "btrfs" ? source.Storage.Btrfs.GetValueOrDefault(device.Uuid) : null;
            IReadOnlyList<BlockDevice> devices = btrfs is null ? [device] : [.. names.Devices.Where(d => btrfs.Devices.Select(names.OfNode).Contains(names.Of(d)))];
            IReadOnlyList<MountEntry> mounts = [.. source.Mounts.Where(m => MountTable.DeviceOf(m, devices) is not null).OrderBy(MountTable.PathOf, StringComparer.Ordinal)];
            yield return FileSystem(names.Of(device), device, mounts.Count > 0 ? mounts[0] : null, source) with
            {
                Btrfs = btrfs is null ? null : BtrfsLayouts.Describe(btrfs, mounts, source.FsTab, names, unsupported, warnings),
            };
        }
    }

    private static LayoutFileSystem FileSystem(string name, BlockDevice device, MountEntry? mount, LayoutSource source)
    {
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
        foreach (FsTabLine line in source.FsTab.Where(l => IsHardwareName(l.Source) && !IsVolume(l.Source, source) && !l.Options.Split(',').Contains("noauto")))
        {
            yield return $"/etc/fstab mounts {line.MountPoint} from {line.Source}, a name that may differ on other hardware: use UUID= there.";
        }

        foreach (string word in source.CommandLine.Split(' ').Where(w => w.StartsWith("root=", StringComparison.Ordinal) && IsHardwareName(w[5..]) && !IsVolume(w[5..], source)))
        {
            yield return $"The kernel is started with {word}, a name that may differ on other hardware: use root=UUID= there.";
        }
    }

    /// <summary>"/dev/vg0/root" and the names of arrays come back with what they name.</summary>
    private static bool IsVolume(string name, LayoutSource source) =>
        name.StartsWith("/dev/md", StringComparison.Ordinal) || source.Storage.Groups.Any(g => name.StartsWith($"/dev/{g.Name}/", StringComparison.Ordinal));

    private static bool IsHardwareName(string name) =>
        name.StartsWith("/dev/", StringComparison.Ordinal) && !name.StartsWith("/dev/mapper/", StringComparison.Ordinal)
        && !name.StartsWith("/dev/disk/by-uuid/", StringComparison.Ordinal) && !name.StartsWith("/dev/disk/by-partuuid/", StringComparison.Ordinal)
        && !name.StartsWith("/dev/disk/by-label/", StringComparison.Ordinal) && !name.StartsWith("/dev/sr", StringComparison.Ordinal)
        && !name.StartsWith("/dev/cdrom", StringComparison.Ordinal);
}
