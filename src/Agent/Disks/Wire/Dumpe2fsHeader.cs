using System;
using System.Collections.Generic;
using System.Globalization;
using Monitas.Contracts.Layouts;

namespace Monitas.Agent.Disks.Wire;

/// <summary>Reads "dumpe2fs -h DEVICE" into the settings that mke2fs needs to make the same file system again.</summary>
internal static class Dumpe2fsHeader
{
    /// <summary>The settings, named as in <see cref="FileSystemSettings"/>; what the text does not tell is left out.</summary>
    public static SortedDictionary<string, string> Settings(string text)
    {
        Dictionary<string, string> lines = Lines(text);
        SortedDictionary<string, string> settings = new(StringComparer.Ordinal);
        if (lines.TryGetValue("Filesystem features", out string? features))
        {
            settings[FileSystemSettings.Features] = string.Join(',', features.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        }

        long blockBytes = Number(lines, "Block size");
        long blocks = Number(lines, "Block count");
        long inodes = Number(lines, "Inode count");
        long reserved = Number(lines, "Reserved block count");
        Put(settings, FileSystemSettings.BlockBytes, blockBytes);
        Put(settings, FileSystemSettings.InodeBytes, Number(lines, "Inode size"));
        if (blockBytes is > 0 and <= 1 << 20 && blocks is > 0 and <= long.MaxValue >> 21)
        {
            Put(settings, FileSystemSettings.BytesPerInode, inodes > 0 ? RoundedRatio(blocks * blockBytes / inodes) : 0);
            settings[FileSystemSettings.ReservedPercent] = ((reserved + (blocks / 200)) * 100 / blocks).ToString(CultureInfo.InvariantCulture);
        }

        return settings;
    }

    /// <summary>mke2fs was given a power of two; what came out differs a little, since block groups hold whole tables.</summary>
    private static long RoundedRatio(long bytes)
    {
        long ratio = 1024;
        while (ratio < bytes && ratio < 1L << 26)
        {
            ratio *= 2;
        }

        return Math.Abs(ratio - bytes) <= ratio / 8 ? ratio : Math.Max(1024, bytes);
    }

    private static void Put(SortedDictionary<string, string> settings, string name, long value)
    {
        if (value > 0)
        {
            settings[name] = value.ToString(CultureInfo.InvariantCulture);
        }
    }

    private static Dictionary<string, string> Lines(string text)
    {
        Dictionary<string, string> lines = new(StringComparer.Ordinal);
        foreach (string line in text.Split('\n'))
        {
            int colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon > 0)
            {
                lines.TryAdd(line[..colon].Trim(), line[(colon + 1)..].Trim());
            }
        }

        return lines;
    }

    private static long Number(Dictionary<string, string> lines, string name) =>
        lines.TryGetValue(name, out string? text) && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long value) ? value : 0;
}
