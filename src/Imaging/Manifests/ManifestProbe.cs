using System;
using System.Diagnostics.CodeAnalysis;
using System.IO;
using Microsoft.Win32.SafeHandles;
using Monitas.Contracts.Ids;
using Monitas.Imaging.Compression;
using Monitas.Imaging.Manifests.Wire;
using Monitas.Imaging.Wire;

namespace Monitas.Imaging.Manifests;

/// <summary>
/// Looks single paths up in many manifests: reads one block, checks its digest, goes over its paths without building entries, and builds the one
/// that was asked for. The block that was read last is kept, for its neighbours. Keeps its buffers and its codec, so make one for each thread. Not thread safe.
/// </summary>
public sealed class ManifestProbe : IDisposable
{
    private readonly ZstdCodec _codec = new();
    private byte[] _stored = [];
    private byte[] _plain = [];
    private ChunkId? _loaded;
    private int _loadedBytes;

    /// <summary>Looks a path up in one block.</summary>
    /// <param name="manifest">The manifest's file.</param>
    /// <param name="name">What errors call it.</param>
    /// <param name="index">The manifest's index.</param>
    /// <param name="block">The block, from <see cref="ManifestIndex.FindBlock"/>.</param>
    /// <param name="path">The path.</param>
    /// <returns>The entry; null when the block has none with this path.</returns>
    /// <exception cref="VolumeFormatException">The block is damaged.</exception>
    public ManifestEntry? Find(SafeFileHandle manifest, string name, ManifestIndex index, int block, ReadOnlySpan<byte> path)
    {
        ArgumentNullException.ThrowIfNull(index);
        ReadOnlySpan<byte> plain = _loaded == index.Digest(block) ? _plain.AsSpan(0, _loadedBytes) : Load(manifest, name, index, block);
        if (!TryFind(plain, path, out ManifestEntry? entry))
        {
            throw new VolumeFormatException(name, index.OffsetBytes(block), "a block of sound entries", "another");
        }
        return entry;
    }

    /// <summary>Gives the codec's memory back.</summary>
    public void Dispose() => _codec.Dispose();

    private ReadOnlySpan<byte> Load(SafeFileHandle manifest, string name, ManifestIndex index, int block)
    {
        _loaded = null;
        Span<byte> stored = Room(ref _stored, index.CompressedLength(block));
        Span<byte> plain = Room(ref _plain, index.RawLength(block));
        long offset = index.OffsetBytes(block);
        int got = 0;
        while (got < stored.Length && RandomAccess.Read(manifest, stored[got..], offset + got) is > 0 and int read)
        {
            got += read;
        }
        if (got < stored.Length || ChunkId.Of(stored) != index.Digest(block))
        {
            throw new VolumeFormatException(name, offset, $"a block with SHA-256 {index.Digest(block)}", got < stored.Length ? "the end of the file" : "other bytes");
        }
        if (!_codec.TryDecompress(stored, plain, out int written) || written != plain.Length)
        {
            throw new VolumeFormatException(name, offset, $"a block that unpacks to {plain.Length} bytes", "another");
        }
        (_loaded, _loadedBytes) = (index.Digest(block), plain.Length);
        return plain;
    }

    /// <summary>False when the block's bytes cannot be read; the entry is null when they can and the path is not among them.</summary>
    private static bool TryFind(ReadOnlySpan<byte> plain, ReadOnlySpan<byte> path, out ManifestEntry? entry)
    {
        entry = null;
        ByteReader reader = new(plain);
        long chunks = reader.Varint(reader.Left / ChunkId.SizeBytes);
        reader.Bytes((int)chunks * ChunkId.SizeBytes);

        // How much of the wanted path the entry before has in common with it; all that is needed to follow shared prefixes.
        int common = 0;
        while (reader.Left > 0)
        {
            ReadOnlySpan<byte> body = reader.Counted(int.MaxValue);
            ByteReader fields = new(body);
            int shared = (int)fields.Varint(BytePath.MaxLength);
            ReadOnlySpan<byte> rest = fields.Counted(BytePath.MaxLength);
            if (reader.Failed || fields.Failed)
            {
                return false;
            }
            if (shared > common)
            {
                // It goes on as the path before did where that one had left the wanted path.
                continue;
            }
            common = shared + path[shared..].CommonPrefixLength(rest);
            if (common == path.Length && shared + rest.Length == path.Length)
            {
                ByteReader table = new(plain);
                return BlockDecoder.TryParseChunks(ref table, out ChunkId[] ids) && TryBuild(body, path, ids, out entry);
            }
        }
        return !reader.Failed;
    }

    private static bool TryBuild(ReadOnlySpan<byte> body, ReadOnlySpan<byte> path, ChunkId[] chunks, [NotNullWhen(true)] out ManifestEntry? entry) =>
        EntryDecoder.TryParse(body, path, chunks, out entry) && ManifestEntryRules.FindFault(entry) is null && BytePath.Compare(entry.Path, path) == 0;

    private static Span<byte> Room(ref byte[] buffer, int length)
    {
        if (buffer.Length < length)
        {
            buffer = new byte[Math.Max(length, ManifestFormat.BlockLimitBytes)];
        }
        return buffer.AsSpan(0, length);
    }
}
