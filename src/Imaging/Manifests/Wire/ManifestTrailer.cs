using System;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Monitas.Imaging.Compression;
using Monitas.Imaging.Wire;

namespace Monitas.Imaging.Manifests.Wire;

/// <summary>
/// The last 144 bytes of a manifest:
/// <code>
///   0  8  "MONITEND"
///   8  8  offset of the index
///  16  4  compressed length of the index
///  20  4  plain length of the index
///  24  4  number of blocks
///  28  4  0
///  32  8  number of entries
///  40  8  total bytes of regular files
///  48 32  SHA-256 of the header
///  80 32  SHA-256 of the index as stored
/// 112 32  SHA-256 of the trailer up to here
/// </code>
/// </summary>
internal sealed record ManifestTrailer
{
    /// <summary>Its length in bytes.</summary>
    internal const int SizeBytes = 144;

    private const int SealedBytes = 112;

    internal required long IndexOffsetBytes { get; init; }

    internal required int IndexCompressedLength { get; init; }

    internal required int IndexRawLength { get; init; }

    internal required int BlockCount { get; init; }

    internal required long EntryCount { get; init; }

    internal required long TotalBytes { get; init; }

    internal required byte[] HeaderDigest { get; init; }

    internal required byte[] IndexDigest { get; init; }

    /// <summary>Writes the trailer.</summary>
    internal void Write(ByteWriter writer)
    {
        int start = writer.Length;
        writer.Bytes(ManifestFormat.TrailerMagic);
        writer.I64(IndexOffsetBytes);
        writer.U32((uint)IndexCompressedLength);
        writer.U32((uint)IndexRawLength);
        writer.U32((uint)BlockCount);
        writer.U32(0);
        writer.I64(EntryCount);
        writer.I64(TotalBytes);
        writer.Bytes(HeaderDigest);
        writer.Bytes(IndexDigest);
        writer.Bytes(SHA256.HashData(writer.Written[start..]));
    }

    /// <summary>Reads exactly the trailer's bytes; false when they are damaged or of another format.</summary>
    internal static bool TryParse(ReadOnlySpan<byte> source, [NotNullWhen(true)] out ManifestTrailer? trailer)
    {
        trailer = null;
        if (source.Length != SizeBytes || !SHA256.HashData(source[..SealedBytes]).AsSpan().SequenceEqual(source[SealedBytes..]))
        {
            return false;
        }
        ByteReader reader = new(source);
        bool known = reader.Bytes(8).SequenceEqual(ManifestFormat.TrailerMagic);
        long indexOffset = reader.I64();
        uint compressed = reader.U32();
        uint raw = reader.U32();
        uint blocks = reader.U32();
        uint zero = reader.U32();
        long entries = reader.I64();
        long total = reader.I64();
        if (!known || zero != 0 || indexOffset < 0 || raw > ManifestFormat.MaxIndexRawBytes || compressed > ZstdCodec.MaxCompressedLength((int)raw)
            || blocks > int.MaxValue || entries < 0 || total < 0)
        {
            return false;
        }
        trailer = new ManifestTrailer
        {
            IndexOffsetBytes = indexOffset,
            IndexCompressedLength = (int)compressed,
            IndexRawLength = (int)raw,
            BlockCount = (int)blocks,
            EntryCount = entries,
            TotalBytes = total,
            HeaderDigest = reader.Bytes(32).ToArray(),
            IndexDigest = reader.Bytes(32).ToArray(),
        };
        return true;
    }
}
