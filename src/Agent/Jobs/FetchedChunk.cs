using System;
using Monitas.Contracts.Ids;

namespace Monitas.Agent.Jobs;

/// <summary>The plain bytes of a chunk, checked against its id, in a buffer that is used again; or the word that the store has lost it.</summary>
internal sealed class FetchedChunk : IDisposable
{
    private readonly ChunkBuffers? _buffers;
    private byte[]? _buffer;

    /// <summary>Takes the buffer over.</summary>
    /// <param name="id">The chunk.</param>
    /// <param name="buffers">Where the buffer goes in the end.</param>
    /// <param name="buffer">The bytes.</param>
    /// <param name="length">How many of its bytes count.</param>
    internal FetchedChunk(ChunkId id, ChunkBuffers buffers, byte[] buffer, int length)
    {
        Id = id;
        _buffers = buffers;
        _buffer = buffer;
        Length = length;
    }

    private FetchedChunk(ChunkId id, string loss)
    {
        Id = id;
        Loss = loss;
    }

    /// <summary>A chunk that the server cannot deliver sound.</summary>
    /// <param name="id">The chunk.</param>
    /// <param name="loss">Why, and where it lay.</param>
    internal static FetchedChunk Lost(ChunkId id, string loss) => new(id, loss);

    /// <summary>Why there are no bytes; null when there are.</summary>
    internal string? Loss { get; }

    /// <summary>The chunk.</summary>
    internal ChunkId Id { get; }

    /// <summary>How many bytes it has.</summary>
    internal int Length { get; }

    /// <summary>A part of the bytes.</summary>
    /// <exception cref="ArchiveServerException">The manifest asks for bytes that the chunk does not have.</exception>
    internal ReadOnlySpan<byte> Slice(int offset, int length)
    {
        ObjectDisposedException.ThrowIf(_buffer is null, this);
        return offset + (long)length <= Length
            ? _buffer.AsSpan(offset, length)
            : throw new ArchiveServerException($"The archive is damaged: its manifest asks for bytes {offset} to {offset + (long)length} of chunk {Id}, which has {Length}.", isTransient: false);
    }

    /// <summary>Gives the buffer back.</summary>
    public void Dispose()
    {
        if (_buffer is { } buffer)
        {
            _buffer = null;
            _buffers?.Return(buffer);
        }
    }
}
