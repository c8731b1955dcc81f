using System.Collections.Generic;
using System.Linq;

namespace Monitas.Agent.Disks.Wire;

/// <summary>A block device as lsblk sees it: a disk, a partition, or something that lies on one.</summary>
internal sealed record BlockDevice
{
    /// <summary>The name as tools show it; for device mapper the mapping's name.</summary>
    public required string Name { get; init; }

    /// <summary>The kernel's name: /dev/KernelName is its node.</summary>
    public required string KernelName { get; init; }

    /// <summary>"major:minor".</summary>
    public string Number { get; init; } = "";

    /// <summary>"disk", "part", "lvm", "crypt", "raid1", "loop", "rom" ...</summary>
    public required string Type { get; init; }

    /// <summary>The size in bytes.</summary>
    public long SizeBytes { get; init; }

    /// <summary>The logical sector size in bytes.</summary>
    public int LogicalSectorBytes { get; init; } = 512;

    /// <summary>A medium that can be taken out.</summary>
    public bool Removable { get; init; }

    /// <summary>Not writable.</summary>
    public bool ReadOnly { get; init; }

    /// <summary>Does it spin?</summary>
    public bool Rotational { get; init; }

    /// <summary>The bus; empty when unknown.</summary>
    public string Transport { get; init; } = "";

    /// <summary>The vendor; empty when unknown.</summary>
    public string Vendor { get; init; } = "";

    /// <summary>The model; empty when unknown.</summary>
    public string Model { get; init; } = "";

    /// <summary>The serial number; empty when unknown.</summary>
    public string Serial { get; init; } = "";

    /// <summary>The World Wide Name; empty when unknown.</summary>
    public string Wwn { get; init; } = "";

    /// <summary>The kind of partition table on it ("gpt", "dos"); empty when there is none.</summary>
    public string TableKind { get; init; } = "";

    /// <summary>What lies on it, as blkid names it: a file system, "swap", "LVM2_member" ...; empty when nothing is known.</summary>
    public string FileSystem { get; init; } = "";

    /// <summary>The version of that, such as "FAT32"; empty when unknown.</summary>
    public string FileSystemVersion { get; init; } = "";

    /// <summary>The file system's UUID; empty when unknown.</summary>
    public string Uuid { get; init; } = "";

    /// <summary>The file system's label; empty when there is none.</summary>
    public string Label { get; init; } = "";

    /// <summary>What lies on it: partitions, mappings.</summary>
    public IReadOnlyList<BlockDevice> Children { get; init; } = [];

    /// <summary>The device node.</summary>
    public string Path => "/dev/" + KernelName;

    /// <summary>This device and all that lies on it, at any depth.</summary>
    public IEnumerable<BlockDevice> WithDescendants() => Children.SelectMany(c => c.WithDescendants()).Prepend(this);
}
