using System;
using System.Collections.Generic;
using System.Linq;
using Monitas.Agent.Disks.Wire;

namespace Monitas.Agent.Disks;

/// <summary>What tools told about everything that lies between partitions and file systems.</summary>
internal sealed record StorageFacts
{
    /// <summary>MD arrays by their own kernel name.</summary>
    public IReadOnlyDictionary<string, MdArray> Arrays { get; init; } = new Dictionary<string, MdArray>();

    /// <summary>LUKS headers by the kernel name of the device that they lie on.</summary>
    public IReadOnlyDictionary<string, LuksHeader> Headers { get; init; } = new Dictionary<string, LuksHeader>();

    /// <summary>/etc/crypttab.</summary>
    public IReadOnlyList<CrypTabLine> CrypTab { get; init; } = [];

    /// <summary>All physical volumes of the machine.</summary>
    public IReadOnlyList<LvmPhysicalVolume> PhysicalVolumes { get; init; } = [];

    /// <summary>All volume groups of the machine.</summary>
    public IReadOnlyList<LvmGroup> Groups { get; init; } = [];

    /// <summary>All segments of all logical volumes.</summary>
    public IReadOnlyList<LvmSegment> Segments { get; init; } = [];

    /// <summary>Mounted btrfs by UUID.</summary>
    public IReadOnlyDictionary<string, BtrfsFacts> Btrfs { get; init; } = new Dictionary<string, BtrfsFacts>();

    /// <summary>Why the description of a device could not be had, by its kernel name.</summary>
    public IReadOnlyDictionary<string, string> Unread { get; init; } = new Dictionary<string, string>();

    /// <summary>Devices that make sense together only, by kernel name: the physical volumes of each group, the devices of each btrfs.</summary>
    public IEnumerable<IReadOnlySet<string>> Unions(IReadOnlyList<BlockDevice> devices)
    {
        List<BlockDevice> all = [.. devices.SelectMany(d => d.WithDescendants())];
        IEnumerable<IEnumerable<string>> groups = PhysicalVolumes.Where(p => p.Group.Length > 0).GroupBy(p => p.Group)
            .Select(g => g.Select(p => Find(all, p.Path)?.KernelName ?? ""));
        IEnumerable<IEnumerable<string>> shared = all.Where(d => d.FileSystem == "btrfs" && d.Uuid.Length > 0).GroupBy(d => d.Uuid).Select(g => g.Select(d => d.KernelName));
        return groups.Concat(shared).Select(names => names.Where(n => n.Length > 0).ToHashSet(StringComparer.Ordinal));
    }

    /// <summary>The device of a node's path, by the kernel's name or the device mapper's; null when there is none.</summary>
    public static BlockDevice? Find(IEnumerable<BlockDevice> devices, string node) => devices.FirstOrDefault(d => node == d.Path || node == "/dev/mapper/" + d.Name);
}

/// <summary>What the program btrfs told about one file system.</summary>
internal sealed record BtrfsFacts
{
    /// <summary>The nodes of its devices in the order of their ids.</summary>
    public required IReadOnlyList<string> Devices { get; init; }

    /// <summary>All subvolumes, the lowest id first.</summary>
    public IReadOnlyList<BtrfsSubvolume> Subvolumes { get; init; } = [];

    /// <summary>The path of the default subvolume; empty for the top.</summary>
    public string DefaultSubvolume { get; init; } = "";

    /// <summary>What "btrfs filesystem df" said: the profiles.</summary>
    public string Profiles { get; init; } = "";

    /// <summary>What "btrfs inspect-internal dump-super" said.</summary>
    public string Superblock { get; init; } = "";
}
