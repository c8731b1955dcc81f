namespace Monitas.Contracts.Layouts;

/// <summary>The names that <see cref="LayoutFileSystem.Settings"/> uses. A reader ignores names that it does not know.</summary>
public static class FileSystemSettings
{
    /// <summary>ext2, ext3, ext4: the features, comma separated, as dumpe2fs lists them; xfs: as mkfs.xfs -m takes them.</summary>
    public const string Features = "features";

    /// <summary>ext2, ext3, ext4: the block size in bytes.</summary>
    public const string BlockBytes = "blockBytes";

    /// <summary>ext2, ext3, ext4: the size of an inode in bytes.</summary>
    public const string InodeBytes = "inodeBytes";

    /// <summary>ext2, ext3, ext4: the part that only root may fill, a whole number of per cent.</summary>
    public const string ReservedPercent = "reservedPercent";

    /// <summary>ext2, ext3, ext4: the bytes of space for each inode.</summary>
    public const string BytesPerInode = "bytesPerInode";

    /// <summary>ext2, ext3, ext4: the number of inodes, where a plan needs more than <see cref="BytesPerInode"/> gives.</summary>
    public const string Inodes = "inodes";

    /// <summary>vfat: 12, 16 or 32, the width of an entry of the allocation table.</summary>
    public const string FatBits = "fatBits";
}
