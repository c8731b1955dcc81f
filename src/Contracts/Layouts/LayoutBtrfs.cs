using System.Collections.Generic;

namespace Monitas.Contracts.Layouts;

/// <summary>What a btrfs has besides what every file system has.</summary>
public sealed record LayoutBtrfs
{
    /// <summary>All devices of the file system by layout name; the first is <see cref="LayoutFileSystem.Device"/>.</summary>
    public required IReadOnlyList<string> Devices { get; init; }

    /// <summary>The profile of data as mkfs.btrfs --data takes it: "single", "dup", "raid0", "raid1", "raid1c3", "raid5", "raid10" ...</summary>
    public string DataProfile { get; init; } = "";

    /// <summary>The profile of metadata (--metadata).</summary>
    public string MetadataProfile { get; init; } = "";

    /// <summary>The checksum (--csum): "crc32c", "xxhash64", "sha256" or "blake2b"; empty for mkfs's own choice.</summary>
    public string Checksum { get; init; } = "";

    /// <summary>The size of a node in bytes (--nodesize); 0 for mkfs's own choice.</summary>
    public long NodeBytes { get; init; }

    /// <summary>The features as mkfs.btrfs --features takes them, such as "no-holes"; "^no-holes" for one that is off.</summary>
    public IReadOnlyList<string> Features { get; init; } = [];

    /// <summary>The subvolumes, so that each comes after the one that it lies in: by the depth of their paths, then by their old ids.</summary>
    public IReadOnlyList<LayoutSubvolume> Subvolumes { get; init; } = [];

    /// <summary>The path of the subvolume that is mounted when none is named, such as "@"; empty for the file system's own top.</summary>
    public string DefaultSubvolume { get; init; } = "";

    /// <summary>Where which part of it was mounted, mount points in byte order.</summary>
    public IReadOnlyList<LayoutBtrfsMount> Mounts { get; init; } = [];
}

/// <summary>A subvolume that a rebuild makes again, empty. Snapshots are not among them.</summary>
public sealed record LayoutSubvolume
{
    /// <summary>The path from the file system's top, without a slash in front: "@home", "@/var/lib/machines".</summary>
    public required string Path { get; init; }

    /// <summary>The id that it had. A new subvolume gets the next free one, so an id is for people and for finding what used it.</summary>
    public long Id { get; init; }
}

/// <summary>A mount of a part of a btrfs.</summary>
public sealed record LayoutBtrfsMount
{
    /// <summary>The mount point, such as "/home".</summary>
    public required string MountPoint { get; init; }

    /// <summary>The subvolume's path without a slash in front, as in <see cref="LayoutSubvolume.Path"/>; empty for the top.</summary>
    public required string Subvolume { get; init; }

    /// <summary>The options from /etc/fstab; empty when it has no line there.</summary>
    public string Options { get; init; } = "";
}
