using System;
using System.Collections.Generic;
using System.Linq;

namespace Monitas.BootServer.Preps.Files;

/// <summary>The words for what is made on a partition, and what each allows.</summary>
internal static class PrepContents
{
    private static readonly OrderedDictionary<string, PrepContent> Words = new(StringComparer.OrdinalIgnoreCase)
    {
        ["ext4"] = PrepContent.Ext4,
        ["ext3"] = PrepContent.Ext3,
        ["ext2"] = PrepContent.Ext2,
        ["xfs"] = PrepContent.Xfs,
        ["btrfs"] = PrepContent.Btrfs,
        ["vfat"] = PrepContent.Vfat,
        ["swap"] = PrepContent.Swap,
        ["bios"] = PrepContent.BiosBoot,
        ["empty"] = PrepContent.Empty,
    };

    /// <summary>All words.</summary>
    public static IEnumerable<string> All => Words.Keys;

    /// <summary>What the word stands for; false when it is none.</summary>
    public static bool TryParse(string word, out PrepContent content) => Words.TryGetValue(word, out content);

    /// <summary>The word; of a file system or swap area also its type as blkid names it.</summary>
    public static string WordOf(PrepContent content) => Words.First(w => w.Value == content).Key;

    /// <summary>Is it a file system that can be mounted?</summary>
    public static bool IsFileSystem(PrepContent content) => content is not (PrepContent.Empty or PrepContent.BiosBoot or PrepContent.Swap);

    /// <summary>Is there anything to make on the partition?</summary>
    public static bool IsMade(PrepContent content) => content is not (PrepContent.Empty or PrepContent.BiosBoot);

    /// <summary>The most characters of its label, as the mkfs programs take them.</summary>
    public static int MaxLabel(PrepContent content) => content switch
    {
        PrepContent.Vfat => 11,
        PrepContent.Xfs => 12,
        PrepContent.Swap => 15,
        PrepContent.Btrfs => 255,
        _ => 16,
    };

    /// <summary>The least bytes that its mkfs takes, with room for some files.</summary>
    public static long LeastBytes(PrepContent content) => content switch
    {
        PrepContent.Xfs => 320L << 20,
        PrepContent.Btrfs => 256L << 20,
        PrepContent.Ext2 or PrepContent.Ext3 or PrepContent.Ext4 => 16L << 20,
        PrepContent.Vfat => 4L << 20,
        _ => PrepSize.LeastBytes,
    };
}
