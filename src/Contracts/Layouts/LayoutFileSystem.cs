using System.Collections.Generic;
using System.Text.Json.Serialization;

namespace Monitas.Contracts.Layouts;

/// <summary>A file system or a swap area on one device of the layout.</summary>
public sealed record LayoutFileSystem
{
    /// <summary>The device's name inside the layout, such as "disk0.2" or "vg0/root" (<see cref="LayoutDeviceNames"/>).</summary>
    public required string Device { get; init; }

    /// <summary>The type as blkid names it: ext4, vfat, xfs, swap ...</summary>
    public required string Type { get; init; }

    /// <summary>The UUID as blkid writes it (vfat: "1234-ABCD").</summary>
    public string Uuid { get; init; } = "";

    /// <summary>The label; empty when there is none.</summary>
    public string Label { get; init; } = "";

    /// <summary>
    /// Where it was mounted, such as "/" or "/boot/efi"; empty for swap and for what was not mounted. Of several mounts of one btrfs
    /// this is "/", or else the first in byte order; <see cref="Btrfs"/> has them all.
    /// </summary>
    public string MountPoint { get; init; } = "";

    /// <summary>The options from /etc/fstab; empty when it has no line there.</summary>
    public string MountOptions { get; init; } = "";

    /// <summary>The size of the file system in bytes.</summary>
    public long SizeBytes { get; init; }

    /// <summary>The bytes in use at backup time.</summary>
    public long UsedBytes { get; init; }

    /// <summary>The inodes in use at backup time; 0 where the file system has no fixed number of them.</summary>
    public long UsedInodes { get; init; }

    /// <summary>
    /// What mkfs must know to make it the same way again, by the names in <see cref="FileSystemSettings"/>; empty where the type
    /// has no such settings.
    /// </summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    /// <summary>Several devices, subvolumes and their mounts; null for other types, and for a btrfs with one device and no subvolume.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public LayoutBtrfs? Btrfs { get; init; }
}
