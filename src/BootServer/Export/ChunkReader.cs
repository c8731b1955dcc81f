using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Monitas.BootServer.Api;
using Monitas.BootServer.Backups;
using Monitas.Contracts.Ids;
using Monitas.Contracts.Messages;
using Monitas.Imaging;
using Monitas.Imaging.Compression;
using Monitas.Imaging.Packs;
using Monitas.Imaging.Volumes;

namespace Monitas.BootServer.Export;

/// <summary>
/// Plain bytes of chunks, each checked against its id. The chunks that were read last are kept, since files that lie side by side share chunks.
/// Not thread-safe.
/// </summary>
internal sealed class ChunkReader(VolumeStore volumes) : IDisposable
{
    /// <summary>Chunks have 1 MiB on average and 4 MiB at most.</summary>
    private const int Kept = 8;

    private readonly ChunkSource _source = new(volumes.Store, volumes.Index);
    private readonly ZstdCodec _codec = new();
    private readonly LinkedList<(ChunkId Id, byte[] Raw)> _byUse = new();

    /// <summary>A part of a chunk. Holds until the chunk has been pushed out by others: use it at once.</summary>
    /// <exception cref="ApiException">The chunk is missing or damaged.</exception>
    public async ValueTask<ReadOnlyMemory<byte>> ReadAsync(ChunkId chunk, int offset, int length, CancellationToken cancellationToken)
    {
        byte[] raw = await ReadAsync(chunk, cancellationToken);
        return offset <= raw.Length && length <= raw.Length - offset
            ? raw.AsMemory(offset, length)
            : throw Damaged($"the chunk {chunk} has {raw.Length} bytes, and bytes behind them are part of a file");
    }

    /// <inheritdoc/>
    public void Dispose() => _codec.Dispose();

    private async ValueTask<byte[]> ReadAsync(ChunkId chunk, CancellationToken cancellationToken)
    {
        for (LinkedListNode<(ChunkId Id, byte[] Raw)>? node = _byUse.Last; node is not null; node = node.Previous)
        {
            if (node.Value.Id == chunk)
            {
                _byUse.Remove(node);
                _byUse.AddLast(node);
                return node.Value.Raw;
            }
        }
        byte[] raw = await DecodeAsync(chunk, cancellationToken);
        _byUse.AddLast((chunk, raw));
        if (_byUse.Count > Kept)
        {
            _byUse.RemoveFirst();
        }
        return raw;
    }

    private async ValueTask<byte[]> DecodeAsync(ChunkId chunk, CancellationToken cancellationToken)
    {
        byte[] frame;
        try
        {
            frame = await _source.ReadFrameAsync(chunk, cancellationToken);
        }
        catch (Exception e) when (e is IOException or VolumeFormatException or KeyNotFoundException)
        {
            throw Damaged($"the chunk {chunk} cannot be read: {e.Message}");
        }
        return ChunkFrame.TryDecode(frame, _codec, out byte[] raw, out ChunkFrameHeader header, out ChunkFrameError why) && header.Id == chunk
            ? raw
            : throw Damaged($"the chunk {chunk} is damaged ({why})");
    }

    private static ApiException Damaged(string why) => new(ErrorCode.Corrupt, $"The archive cannot be read: {why}.");
}
