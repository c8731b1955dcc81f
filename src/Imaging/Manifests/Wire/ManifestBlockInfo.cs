using System;
using System.Collections.Generic;
using Monitas.Imaging.Compression;
using Monitas.Imaging.Wire;

namespace Monitas.Imaging.Manifests.Wire;

/// <summary>
/// One block's line in the index. The blocks lie one after the other from the end of the header to the index, so offsets are sums.
/// <code>
/// varint + n  the path of the block's first entry
/// 4           compressed length
/// 4           plain length
/// 4           number of entries
/// 32          SHA-256 of the block as stored
/// </code>
/// </summary>
internal sealed record ManifestBlockInfo
{
    internal required byte[] FirstPath { get; init; }

    internal required long OffsetBytes { get; init; }

    internal required int CompressedLength { get; init; }

    internal required int RawLength { get; init; }

    internal required int EntryCount { get; init; }

    internal required byte[] Digest { get; init; }

    /// <summary>Writes the line.</summary>
    internal void Write(ByteWriter writer)
    {
        writer.Counted(FirstPath);
        writer.U32((uint)CompressedLength);
        writer.U32((uint)RawLength);
        writer.U32((uint)EntryCount);
        writer.Bytes(Digest);
    }

    /// <summary>
    /// Reads the whole index. False unless there are exactly <paramref name="count"/> lines, sorted by path, whose blocks fill the
    /// file from <paramref name="firstOffsetBytes"/> to <paramref name="endOffsetBytes"/>.
    /// </summary>
    internal static bool TryParseAll(
        ReadOnlySpan<byte> source, int count, long firstOffsetBytes, long endOffsetBytes, out List<ManifestBlockInfo> blocks)
    {
        blocks = [];
        ByteReader reader = new(source);
        long offset = firstOffsetBytes;
        while (reader.Left > 0 && blocks.Count < count)
        {
            byte[] path = reader.Counted(BytePath.MaxLength).ToArray();
            uint compressed = reader.U32();
            uint raw = reader.U32();
            uint entries = reader.U32();
            byte[] digest = reader.Bytes(32).ToArray();
            bool inOrder = blocks.Count == 0 || BytePath.Compare(blocks[^1].FirstPath, path) < 0;
            if (reader.Failed || !inOrder || compressed > endOffsetBytes - offset
                || raw is 0 or > ManifestFormat.MaxBlockRawBytes || compressed > ZstdCodec.MaxCompressedLength((int)raw) || entries == 0 || entries > raw)
            {
                return false;
            }
            blocks.Add(new ManifestBlockInfo
            {
                FirstPath = path,
                OffsetBytes = offset,
                CompressedLength = (int)compressed,
                RawLength = (int)raw,
                EntryCount = (int)entries,
                Digest = digest,
            });
            offset += compressed;
        }
        return !reader.Failed && reader.Left == 0 && blocks.Count == count && offset == endOffsetBytes;
    }
}
