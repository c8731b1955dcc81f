using System;
using System.Collections.Generic;

namespace Monitas.Agent.Wiping;

/// <summary>
/// The places of a disk that are looked at before and after it is erased: its first and its last block, and two in each of up to a thousand equal parts
/// (NIST SP 800-88r1 4.7: a thousand subsections, two places in each). Marks are written at one half of them; the other half is left as it is until the
/// disk is erased. Pure.
/// </summary>
/// <param name="Marked">Where marks are written, in order: the first and the last block are among them.</param>
/// <param name="Untouched">Where the disk's old content is looked at, in order.</param>
internal sealed record WipeSamples(IReadOnlyList<long> Marked, IReadOnlyList<long> Untouched)
{
    /// <summary>The length of a sample in bytes.</summary>
    public const int BlockBytes = 4096;

    private const int MaxParts = 1000;
    private const long MinPartBytes = 16 * BlockBytes;

    /// <summary>How many places there are.</summary>
    public int Count => Marked.Count + Untouched.Count;

    /// <summary>Chooses the places.</summary>
    /// <param name="sizeBytes">The disk's size: at least one block, and a multiple of its sector size.</param>
    /// <param name="random">Decides where in each part.</param>
    public static WipeSamples Choose(long sizeBytes, Random random)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(sizeBytes, BlockBytes);
        // In a disk of 512-byte sectors the last block may not begin at a multiple of 4096.
        long last = sizeBytes - BlockBytes;
        SortedSet<long> marked = [0, last];
        SortedSet<long> untouched = [];
        long parts = Math.Clamp(sizeBytes / MinPartBytes, 1, MaxParts);
        long blocks = sizeBytes / BlockBytes;
        for (long part = 0; part < parts; part++)
        {
            long first = blocks * part / parts;
            long end = blocks * (part + 1) / parts;
            long middle = (first + end) / 2;
            Add(marked, random.NextInt64(first, Math.Max(first + 1, middle)), last);
            Add(untouched, random.NextInt64(middle, end), last);
        }

        untouched.ExceptWith(marked);
        return new WipeSamples([.. marked], [.. untouched]);
    }

    /// <summary>A block that would lie across the last one, or is the last one, is that one.</summary>
    private static void Add(SortedSet<long> places, long block, long last)
    {
        long offset = block * BlockBytes;
        if (offset + BlockBytes <= last)
        {
            places.Add(offset);
        }
    }
}
