namespace Monitas.BootServer.Rebuilds.Planning;

/// <summary>What the boot image can make.</summary>
internal static class FileSystemTypes
{
    /// <summary>Can the agent make this type (as blkid names it) with its old UUID?</summary>
    public static bool CanMake(string type) => type is "ext2" or "ext3" or "ext4" or "vfat" or "xfs" or "btrfs" or "swap";
}
