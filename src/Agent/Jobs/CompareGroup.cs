using System;
using System.Buffers;
using System.Collections.Generic;
using Monitas.Contracts.Ids;
using Monitas.Imaging.Manifests;

namespace Monitas.Agent.Jobs;

/// <summary>
/// What the machine's files hold where the archive's files lie in one chunk. When the parts follow each other from the chunk's begin
/// and hash to the chunk's id, all of them are equal and nothing has to be fetched.
/// </summary>
internal sealed class CompareGroup : IDisposable
{
    private readonly List<Part> _parts = [];
    private readonly byte[] _buffer;
    private bool _isSeamless = true;
    private int _used;

    /// <summary>Begins empty.</summary>
    internal CompareGroup(ChunkId chunk, int bufferBytes)
    {
        Chunk = chunk;
        _buffer = ArrayPool<byte>.Shared.Rent(bufferBytes);
    }

    /// <summary>The chunk.</summary>
    internal ChunkId Chunk { get; }

    /// <summary>Is there room for so many further bytes?</summary>
    internal bool HasRoom(int length) => _used + length <= _buffer.Length;

    /// <summary>Adds a part; the caller fills the bytes with what the machine's file holds now.</summary>
    internal Span<byte> Add(ManifestEntry entry, int chunkOffset, int length)
    {
        _isSeamless &= chunkOffset == _used;
        _parts.Add(new Part(entry, chunkOffset, _used, length));
        _used += length;
        return _buffer.AsSpan(_used - length, length);
    }

    /// <summary>Do the parts make up the whole chunk, and is it equal?</summary>
    internal bool IsWholeAndEqual() => _isSeamless && ChunkId.Of(_buffer.AsSpan(0, _used)) == Chunk;

    /// <summary>Compares byte by byte.</summary>
    /// <param name="chunk">The chunk.</param>
    /// <param name="differs">Gets the entries of which a part differs.</param>
    /// <param name="lost">Gets the entries of which nothing can be said, and why, when the store has lost the chunk.</param>
    internal void Compare(FetchedChunk chunk, Action<ManifestEntry> differs, Action<ManifestEntry, string> lost)
    {
        foreach (Part part in _parts)
        {
            if (chunk.Loss is { } loss)
            {
                lost(part.Entry, loss);
            }
            else if (!chunk.Slice(part.ChunkOffset, part.Length).SequenceEqual(_buffer.AsSpan(part.BufferOffset, part.Length)))
            {
                differs(part.Entry);
            }
        }
    }

    /// <summary>Gives the buffer back.</summary>
    public void Dispose() => ArrayPool<byte>.Shared.Return(_buffer);

    private readonly record struct Part(ManifestEntry Entry, int ChunkOffset, int BufferOffset, int Length);
}
