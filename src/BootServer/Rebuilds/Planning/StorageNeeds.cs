using System;
using System.Collections.Generic;
using System.Linq;
using Monitas.Contracts.Layouts;

namespace Monitas.BootServer.Rebuilds.Planning;

/// <summary>
/// How much smaller a device may become, given what lies on it, and whether more space on it would be of use. Where several devices make one
/// thing, each is asked as if the others kept their sizes; <see cref="StorageFitter"/> sees them together. Remembers its answers; not
/// thread-safe.
/// </summary>
/// <param name="tree">What lies on what.</param>
internal sealed class StorageNeeds(StorageTree tree)
{
    /// <summary>What a member of an array without components keeps at least, behind where its data begin.</summary>
    private const long LeastMemberBytes = 16L << 20;

    private readonly Dictionary<string, long> _slack = new(StringComparer.Ordinal);
    private readonly Dictionary<string, bool> _canGrow = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _groupSlack = new(StringComparer.Ordinal);

    /// <summary>What lies on what.</summary>
    public StorageTree Tree => tree;

    /// <summary>The bytes that a device can lose at most; 0 when what lies on it needs all, or is not known.</summary>
    public long SlackBytes(string device)
    {
        if (!_slack.TryGetValue(device, out long slack))
        {
            slack = Math.Clamp(Slack(device), 0, tree.SizeBytes(device));
            _slack.Add(device, slack);
        }

        return slack;
    }

    /// <summary>Would something on this device take more space?</summary>
    public bool CanGrow(string device)
    {
        if (!_canGrow.TryGetValue(device, out bool can))
        {
            can = tree.ArrayOn(device) is { } array ? MembersGrowTogether(array) && CanGrow(array.Name)
                : tree.EncryptionOn(device) is { } encryption ? CanGrow(encryption.Name)
                : tree.GroupOn(device) is { } group ? group.Volumes.Any(v => CanGrow(LayoutDeviceNames.Volume(group.Name, v.Name)))
                : tree.FileSystem(device) is { } fileSystem && FileSystemNeeds.CanResize(fileSystem);
            _canGrow.Add(device, can);
        }

        return can;
    }

    /// <summary>The least size of a volume in bytes: whole extents; of a pool, what its thin volumes need.</summary>
    public long MinimumBytes(LayoutVolumeGroup group, LayoutLogicalVolume volume)
    {
        long least = volume.ThinPool is null
            ? volume.SizeBytes - SlackBytes(LayoutDeviceNames.Volume(group.Name, volume.Name))
            : group.Volumes.Where(v => v.Pool == volume.Name).Sum(v => MinimumBytes(group, v));
        long unit = group.ExtentBytes * VolumeExtents.Step(volume).Size;
        return Math.Min(volume.SizeBytes, (Math.Max(1, least) + unit - 1) / unit * unit);
    }

    private long Slack(string device)
    {
        if (tree.ArrayOn(device) is { } array)
        {
            long unit = ArraySizes.Unit(array);
            return ArraySizes.HasComponents(array)
                ? ArraySizes.ComponentSlackBytes(array, SlackBytes(array.Name))
                : Math.Min(SlackBytes(array.Name), tree.SizeBytes(device) - array.DataOffsetBytes - LeastMemberBytes) / unit * unit;
        }

        if (tree.EncryptionOn(device) is { } encryption)
        {
            return SlackBytes(encryption.Name) / ArraySizes.UnitBytes * ArraySizes.UnitBytes;
        }

        if (tree.GroupOn(device) is { } group)
        {
            long extents = group.PhysicalVolumes.First(p => p.Device == device).Extents;
            return Math.Min(SlackExtents(group), extents - 1) * group.ExtentBytes;
        }

        return tree.FileSystem(device) is { } fileSystem ? Slack(device, fileSystem) : 0;
    }

    private long Slack(string device, LayoutFileSystem fileSystem)
    {
        if (!FileSystemNeeds.CanResize(fileSystem) || fileSystem.UsedBytes <= 0)
        {
            return 0;
        }

        List<string> devices = [.. StorageTree.DevicesOf(fileSystem)];
        return devices.Count == 1
            ? tree.SizeBytes(device) - FileSystemNeeds.MinimumBytes(fileSystem)
            : BtrfsSpace.SlackBytes(fileSystem, [.. devices.Select(tree.SizeBytes)], devices.IndexOf(device));
    }

    private long SlackExtents(LayoutVolumeGroup group)
    {
        if (!_groupSlack.TryGetValue(group.Name, out long slack))
        {
            long least = group.Volumes.Sum(v => VolumeExtents.Taken(v, MinimumBytes(group, v), group.ExtentBytes)) + VolumeExtents.Spare(group.Volumes, group.ExtentBytes);
            slack = Math.Max(0, group.PhysicalVolumes.Sum(p => p.Extents) - least);
            _groupSlack.Add(group.Name, slack);
        }

        return slack;
    }

    /// <summary>Only one partition of a disk grows, so two members on one disk cannot grow alike.</summary>
    private static bool MembersGrowTogether(LayoutArray array) =>
        !ArraySizes.HasComponents(array) || array.Members.Concat(array.Spares).Select(LayoutDeviceNames.DiskOf).Distinct().Count() == array.Members.Count + array.Spares.Count;
}
