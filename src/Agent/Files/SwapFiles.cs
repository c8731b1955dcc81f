using System;
using System.Collections.Generic;

namespace Monitas.Agent.Files;

/// <summary>
/// The swap files of a tree: those in use (proc_swaps(5)) and those that fstab(5) names. What lies in them beyond their first page does not outlive a
/// restart and is not archived; a restore allocates it anew, since the kernel takes no swap file with holes.
/// </summary>
internal sealed class SwapFiles
{
    private readonly HashSet<byte[]> _paths = new(PathComparer.Instance);

    private SwapFiles()
    {
    }

    /// <summary>Is there a swap file at this path of the tree?</summary>
    internal bool Contains(byte[] path) => _paths.Contains(path);

    /// <summary>Reads both tables.</summary>
    /// <param name="swaps">/proc/swaps: a heading, then lines "path type size used priority" with \ooo for blanks; paths of this system.</param>
    /// <param name="fstab">The tree's /etc/fstab: lines "what where type options ..."; paths of the tree.</param>
    /// <param name="root">Where the tree's "/" lies in this system, without a slash at its end; empty for "/".</param>
    internal static SwapFiles Parse(ReadOnlySpan<byte> swaps, ReadOnlySpan<byte> fstab, ReadOnlySpan<byte> root)
    {
        SwapFiles found = new();
        foreach (Range line in swaps.Split((byte)'\n'))
        {
            if (Fields(swaps[line]) is [byte[] path, byte[] type, ..] && type.AsSpan().SequenceEqual("file"u8)
                && path.AsSpan().StartsWith(root) && path.Length > root.Length && path[root.Length] == '/')
            {
                found._paths.Add(path[root.Length..]);
            }
        }
        foreach (Range line in fstab.Split((byte)'\n'))
        {
            if (Fields(fstab[line]) is [[(byte)'/', ..] path, _, byte[] type, ..] && type.AsSpan().SequenceEqual("swap"u8) && !path.AsSpan().StartsWith("/dev/"u8))
            {
                found._paths.Add(path);
            }
        }
        return found;
    }

    /// <summary>The fields between blanks and tabs, without their escapes.</summary>
    private static List<byte[]> Fields(ReadOnlySpan<byte> line)
    {
        List<byte[]> fields = [];
        foreach (Range field in line.SplitAny(" \t"u8))
        {
            if (!line[field].IsEmpty)
            {
                fields.Add(MountInfo.Unescape(line[field]));
            }
        }
        return fields;
    }
}
