using System;
using System.Collections.Generic;
using System.Linq;
using Monitas.Contracts.Layouts;

namespace Monitas.BootServer.Rebuilds.Planning;

/// <summary>What lies on what in a layout that <see cref="LayoutCheck"/> has passed. Pure.</summary>
internal sealed class StorageTree
{
    private readonly Dictionary<string, long> _sizes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, LayoutFileSystem> _fileSystems = new(StringComparer.Ordinal);
    private readonly Dictionary<string, LayoutArray> _arrayOn = new(StringComparer.Ordinal);
    private readonly Dictionary<string, LayoutEncryption> _encryptionOn = new(StringComparer.Ordinal);
    private readonly Dictionary<string, LayoutVolumeGroup> _groupOn = new(StringComparer.Ordinal);
    private readonly Dictionary<string, IReadOnlyList<string>> _parts = new(StringComparer.Ordinal);
    private readonly HashSet<string> _favoured;

    /// <summary>Takes the layout apart.</summary>
    /// <param name="layout">The layout.</param>
    /// <param name="grow">The mount point of the file system that grows first; / where there is none.</param>
    public StorageTree(MachineLayout layout, string grow = "/")
    {
        Layout = layout;
        AddDisks();
        AddContainers();
        foreach ((LayoutFileSystem fileSystem, string device) in layout.FileSystems.SelectMany(f => DevicesOf(f).Select(d => (f, d))))
        {
            _fileSystems.TryAdd(device, fileSystem);
        }

        LayoutFileSystem? favourite = layout.FileSystems.FirstOrDefault(f => IsMountedAt(f, grow)) ?? layout.FileSystems.FirstOrDefault(f => IsMountedAt(f, "/"));
        _favoured = favourite is null ? [] : [.. DevicesOf(favourite).SelectMany(Below)];
    }

    /// <summary>The layout.</summary>
    public MachineLayout Layout { get; }

    /// <summary>All devices of a file system, the first one first.</summary>
    public static IReadOnlyList<string> DevicesOf(LayoutFileSystem fileSystem) => fileSystem.Btrfs?.Devices ?? [fileSystem.Device];

    /// <summary>Is it, or a subvolume of it, mounted there?</summary>
    public static bool IsMountedAt(LayoutFileSystem fileSystem, string mountPoint) =>
        fileSystem.MountPoint == mountPoint || (fileSystem.Btrfs?.Mounts.Any(m => m.MountPoint == mountPoint) ?? false);

    /// <summary>The recorded size of a device in bytes; 0 for a name that the layout does not have.</summary>
    public long SizeBytes(string device) => _sizes.GetValueOrDefault(device);

    /// <summary>The file system on a device, on any of its devices; null when there is none.</summary>
    public LayoutFileSystem? FileSystem(string device) => _fileSystems.GetValueOrDefault(device);

    /// <summary>The array that a device is a member or spare of; null when there is none.</summary>
    public LayoutArray? ArrayOn(string device) => _arrayOn.GetValueOrDefault(device);

    /// <summary>The LUKS device on a device; null when there is none.</summary>
    public LayoutEncryption? EncryptionOn(string device) => _encryptionOn.GetValueOrDefault(device);

    /// <summary>The group that a device is a physical volume of; null when there is none.</summary>
    public LayoutVolumeGroup? GroupOn(string device) => _groupOn.GetValueOrDefault(device);

    /// <summary>Comes anything of this disk back as an image, so that all of it has to keep its place?</summary>
    public bool IsOfImages(LayoutDisk disk) => Layout.Images?.Any(i => LayoutDeviceNames.DiskOf(i.Device) == disk.Name) ?? false;

    /// <summary>Does anything lie on this device?</summary>
    public bool IsUsed(string device) => (Layout.Images?.Any(i => i.Device == device) ?? false) || FileSystem(device) is not null || ArrayOn(device) is not null || EncryptionOn(device) is not null || GroupOn(device) is not null;

    /// <summary>The partitions and whole disks that a device lies on in the end, each once.</summary>
    public IReadOnlyList<string> Bases(string device) => [.. Below(device).Where(LayoutDeviceNames.IsOnDisk)];

    /// <summary>The disks that a device lies on in the end, each once.</summary>
    public IReadOnlyList<string> Disks(string device) => [.. Bases(device).Select(LayoutDeviceNames.DiskOf).Distinct()];

    /// <summary>The disks of each array, group and btrfs: those that make sense together.</summary>
    public IEnumerable<IReadOnlyList<string>> Unions() =>
        Layout.Arrays.Select(a => Disks(a.Name))
            .Concat(Layout.VolumeGroups.Select(g => (IReadOnlyList<string>)[.. g.PhysicalVolumes.SelectMany(p => Disks(p.Device)).Distinct()]))
            .Concat(Layout.FileSystems.Select(f => (IReadOnlyList<string>)[.. DevicesOf(f).SelectMany(Disks).Distinct()]));

    /// <summary>Does the file system that grows first lie on this device, directly or in the end?</summary>
    public bool CarriesFavourite(string device) => _favoured.Contains(device);

    /// <summary>The device and all below it, in the order of members, each once.</summary>
    private List<string> Below(string device)
    {
        List<string> below = [];
        HashSet<string> seen = [device];
        Stack<string> open = new([device]);
        while (open.TryPop(out string? next))
        {
            below.Add(next);
            foreach (string part in _parts.GetValueOrDefault(next, []).Reverse().Where(seen.Add))
            {
                open.Push(part);
            }
        }

        return below;
    }

    private void AddDisks()
    {
        foreach (LayoutDisk disk in Layout.Disks)
        {
            _sizes.TryAdd(disk.Name, disk.SizeBytes);
            foreach (LayoutPartition partition in disk.Partitions)
            {
                _sizes.TryAdd(LayoutDeviceNames.Partition(disk.Name, partition.Number), partition.SizeSectors * disk.LogicalSectorBytes);
            }
        }
    }

    private void AddContainers()
    {
        foreach (LayoutArray array in Layout.Arrays)
        {
            Add(array.Name, array.SizeBytes, [.. array.Members, .. array.Spares]);
            _parts[array.Name].ToList().ForEach(m => _arrayOn.TryAdd(m, array));
        }

        foreach (LayoutEncryption encryption in Layout.Encryptions)
        {
            Add(encryption.Name, encryption.SizeBytes, [encryption.Device]);
            _encryptionOn.TryAdd(encryption.Device, encryption);
        }

        foreach (LayoutVolumeGroup group in Layout.VolumeGroups)
        {
            List<string> parts = [.. group.PhysicalVolumes.Select(p => p.Device)];
            parts.ForEach(p => _groupOn.TryAdd(p, group));
            foreach (LayoutLogicalVolume volume in group.Volumes)
            {
                Add(LayoutDeviceNames.Volume(group.Name, volume.Name), volume.SizeBytes, parts);
            }
        }
    }

    private void Add(string device, long sizeBytes, IReadOnlyList<string> parts)
    {
        _sizes.TryAdd(device, sizeBytes);
        _parts.TryAdd(device, parts);
    }
}
