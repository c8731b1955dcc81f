using System;
using System.Collections.Generic;
using Monitas.Contracts.Ids;

namespace Monitas.BootServer.Backups;

/// <summary>A set of chunks that takes 32 bytes for each and nothing more. Never changes.</summary>
internal sealed class ChunkSet
{
    private readonly ChunkId[] _sorted;

    /// <summary>The set of these chunks, which may come more than once.</summary>
    public ChunkSet(IEnumerable<ChunkId> chunks)
    {
        ChunkId[] sorted = [.. chunks];
        Array.Sort(sorted);
        int count = 0;
        for (int i = 0; i < sorted.Length; i++)
        {
            if (count == 0 || sorted[i] != sorted[count - 1])
            {
                sorted[count++] = sorted[i];
            }
        }
        _sorted = count == sorted.Length ? sorted : sorted[..count];
    }

    /// <summary>How many there are.</summary>
    public int Count => _sorted.Length;

    /// <summary>Is this one in it?</summary>
    public bool Contains(ChunkId chunk) => Array.BinarySearch(_sorted, chunk) >= 0;
}
