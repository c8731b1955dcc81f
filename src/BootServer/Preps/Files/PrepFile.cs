using System.Collections.Generic;

namespace Monitas.BootServer.Preps.Files;

/// <summary>A sysadmin's partition and file system plan as it was written, checked (PREP.md). Which disks it means is decided when a machine shows its disks.</summary>
/// <param name="Disks">The disks in the order of the file; at least one, each with at least one partition.</param>
internal sealed record PrepFile(IReadOnlyList<PrepDisk> Disks)
{
    /// <summary>The most characters that a file may have.</summary>
    public const int MaxLength = 64 << 10;

    /// <summary>The most errors that are told of one file; more come from a file that is something else.</summary>
    public const int MaxErrors = 200;

    /// <summary>The most disks that a file may name.</summary>
    public const int MaxDisks = 16;
}

/// <summary>One disk of a prep file.</summary>
/// <param name="Name">What the file calls it, for people.</param>
/// <param name="Choice">Which disk of the machine it is.</param>
/// <param name="IsMbr">Is its partition table an MBR? Else a GPT.</param>
/// <param name="Partitions">Its partitions in the order in which they lie on it.</param>
internal sealed record PrepDisk(string Name, PrepDiskChoice Choice, bool IsMbr, IReadOnlyList<PrepPartition> Partitions);

/// <summary>One partition of a prep file.</summary>
/// <param name="Name">What the file calls it; also its name in a GPT.</param>
/// <param name="Size">How large it is.</param>
/// <param name="Content">What is made on it.</param>
/// <param name="MountPoint">Where the new system mounts it; empty for nowhere.</param>
/// <param name="Label">The file system's label; empty for none.</param>
/// <param name="Options">The mount options for /etc/fstab; empty for "defaults".</param>
internal sealed record PrepPartition(string Name, PrepSize Size, PrepContent Content, string MountPoint, string Label, string Options);

/// <summary>What is made on a partition.</summary>
internal enum PrepContent
{
    /// <summary>Nothing.</summary>
    Empty,

    /// <summary>Nothing: GRUB's own place on a GPT disk of a PC that starts by BIOS.</summary>
    BiosBoot,

    /// <summary>A swap area.</summary>
    Swap,

    /// <summary>A FAT file system.</summary>
    Vfat,

    /// <summary>An ext2 file system.</summary>
    Ext2,

    /// <summary>An ext3 file system.</summary>
    Ext3,

    /// <summary>An ext4 file system.</summary>
    Ext4,

    /// <summary>An XFS file system.</summary>
    Xfs,

    /// <summary>A btrfs file system on this one device, without subvolumes.</summary>
    Btrfs,
}
