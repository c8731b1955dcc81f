using System;
using System.Collections.Generic;
using System.Globalization;
using Monitas.Contracts.Layouts;

namespace Monitas.BootServer.Rebuilds.Planning;

/// <summary>How small a file system may become when files are put back one by one, and what it then needs.</summary>
internal static class FileSystemNeeds
{
    /// <summary>Free space that every shrunken file system keeps, besides 15 % of what is in use.</summary>
    private const long SpareBytes = 256L << 20;

    /// <summary>Debian's mke2fs.conf: one inode for 16 KiB of space.</summary>
    private const long DefaultBytesPerInode = 16384;

    private const int DefaultInodeBytes = 256;

    /// <summary>May the partition of this file system change its size? All of these are made anew, so shrinking is no problem.</summary>
    public static bool CanResize(LayoutFileSystem fileSystem) => fileSystem.Type is "ext2" or "ext3" or "ext4" or "xfs" or "btrfs" && fileSystem.MountPoint.Length > 0;

    /// <summary>
    /// The least bytes for the files that were on it: used + 15 % + 256 MiB, and 20 % more inodes than were in use. Never more
    /// than the old size, which held them all. A file system whose use is unknown keeps its size.
    /// </summary>
    public static long MinimumBytes(LayoutFileSystem fileSystem)
    {
        if (fileSystem.UsedBytes <= 0 || !CanResize(fileSystem))
        {
            return fileSystem.SizeBytes;
        }

        long inodeBytes = NeededInodes(fileSystem) * Setting(fileSystem, FileSystemSettings.InodeBytes, DefaultInodeBytes);
        long least = fileSystem.UsedBytes + (fileSystem.UsedBytes / 100 * 15) + SpareBytes + inodeBytes;

        // mkfs.xfs refuses less than 300 MB.
        least = fileSystem.Type == "xfs" ? Math.Max(least, 320L << 20) : least;
        return fileSystem.SizeBytes > 0 ? Math.Min(least, fileSystem.SizeBytes) : least;
    }

    /// <summary>
    /// The same file system at another size and on other sectors: when the usual number of inodes would not do, the plan asks for
    /// more; a block may not be smaller than a sector, so then mkfs chooses.
    /// </summary>
    public static LayoutFileSystem AtSize(LayoutFileSystem fileSystem, long sizeBytes, int sectorBytes)
    {
        SortedDictionary<string, string> settings = new(StringComparer.Ordinal);
        foreach ((string name, string value) in fileSystem.Settings)
        {
            settings[name] = value;
        }

        if (Setting(fileSystem, FileSystemSettings.BlockBytes, sectorBytes) < sectorBytes)
        {
            settings.Remove(FileSystemSettings.BlockBytes);
        }

        bool fixedInodes = fileSystem.Type is "ext2" or "ext3" or "ext4";
        long needed = NeededInodes(fileSystem);
        if (fixedInodes && sizeBytes / Setting(fileSystem, FileSystemSettings.BytesPerInode, DefaultBytesPerInode) < needed)
        {
            settings[FileSystemSettings.Inodes] = needed.ToString(CultureInfo.InvariantCulture);
        }

        return fileSystem with { SizeBytes = sizeBytes, Settings = settings };
    }

    private static long NeededInodes(LayoutFileSystem fileSystem) => fileSystem.UsedInodes + (fileSystem.UsedInodes / 5);

    private static long Setting(LayoutFileSystem fileSystem, string name, long fallback) =>
        fileSystem.Settings.TryGetValue(name, out string? text) && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long value) && value is > 0 and <= 1L << 30
            ? value
            : fallback;
}
