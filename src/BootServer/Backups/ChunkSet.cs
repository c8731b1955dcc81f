using System;
using Monitas.Contracts.Ids;

namespace Monitas.BootServer.Backups;

/// <summary>A set of chunks that takes 32 bytes for each and nothing more. Never changes.</summary>
internal sealed class ChunkSet
{
    private readonly ChunkId[] _sorted;

    /// <summary>The set of these chunks, which may come more than once.</summary>
    /// <param name="chunks">Belongs to the set from now on, and is put in order in place: a list of a million chunks is not copied.</param>
    /// <param name="count">So many of them count, from the first.</param>
    public ChunkSet(ChunkId[] chunks, int count)
    {
        Array.Sort(chunks, 0, count);
        for (int i = 0; i < count; i++)
        {
            if (Count == 0 || chunks[i] != chunks[Count - 1])
            {
                chunks[Count++] = chunks[i];
            }
        }

        // What a copy would save is more than what it costs only when much of the array is unused.
        _sorted = Count < chunks.Length / 2 ? chunks[..Count] : chunks;
    }

    /// <summary>How many there are.</summary>
    public int Count { get; }

    /// <summary>Is this one in it?</summary>
    public bool Contains(ChunkId chunk) => Array.BinarySearch(_sorted, 0, Count, chunk) >= 0;
}
