using System;
using System.Buffers.Binary;
using Monitas.Contracts.Ids;
using Monitas.Imaging.Compression;

namespace Monitas.Imaging.Packs;

/// <summary>
/// What stands before every chunk, in packs and on the wire. To a zstd program it is a skippable frame (RFC 8878 3.1.2), so
/// that `zstd -dc` of a pack gives the plain bytes. All numbers are little endian.
/// <code>
/// offset size
///      0    4  0x184D2A5D, a skippable frame's magic number
///      4    4  44, the length of the rest of this header
///      8    1  format version, 1
///      9    1  flags, 0
///     10    2  0
///     12    4  raw length: the chunk's plain bytes, 1 .. 4 MiB
///     16    4  compressed length: the zstd frame that follows
///     20   32  chunk id: SHA-256 of the plain bytes
///     52    n  one zstd frame with content size
/// </code>
/// </summary>
/// <param name="Id">The chunk's id.</param>
/// <param name="RawLength">The length of the chunk's plain bytes.</param>
/// <param name="CompressedLength">The length of the zstd frame that follows the header.</param>
public readonly record struct ChunkFrameHeader(ChunkId Id, int RawLength, int CompressedLength)
{
    /// <summary>The header's length in bytes.</summary>
    public const int SizeBytes = 52;

    /// <summary>The most plain bytes that a chunk has.</summary>
    public const int MaxRawLength = 4 * 1024 * 1024;

    private const uint Magic = 0x184D2A5D;
    private const int SkippableOverhead = 8;
    private const byte FormatVersion = 1;

    /// <summary>The length of header and zstd frame together.</summary>
    public int FrameLength => SizeBytes + CompressedLength;

    /// <summary>Reads the header at the start of the bytes. It looks at no byte after the header.</summary>
    public static bool TryParse(ReadOnlySpan<byte> source, out ChunkFrameHeader header, out ChunkFrameError why)
    {
        header = default;
        why = Check(source);
        if (why != ChunkFrameError.None)
        {
            return false;
        }
        uint rawLength = BinaryPrimitives.ReadUInt32LittleEndian(source[12..]);
        uint compressedLength = BinaryPrimitives.ReadUInt32LittleEndian(source[16..]);
        if (rawLength is 0 or > MaxRawLength || compressedLength == 0
            || compressedLength > ZstdCodec.MaxCompressedLength((int)rawLength))
        {
            why = ChunkFrameError.BadLength;
            return false;
        }
        ChunkId id = new(source.Slice(20, ChunkId.SizeBytes));
        header = new ChunkFrameHeader(id, (int)rawLength, (int)compressedLength);
        return true;
    }

    /// <summary>Writes the header and returns <see cref="SizeBytes"/>.</summary>
    public int WriteTo(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(destination, Magic);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[4..], SizeBytes - SkippableOverhead);
        destination[8] = FormatVersion;
        destination[9] = 0;
        BinaryPrimitives.WriteUInt16LittleEndian(destination[10..], 0);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[12..], (uint)RawLength);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[16..], (uint)CompressedLength);
        Id.WriteTo(destination.Slice(20, ChunkId.SizeBytes));
        return SizeBytes;
    }

    private static ChunkFrameError Check(ReadOnlySpan<byte> source)
    {
        if (source.Length < SizeBytes)
        {
            return ChunkFrameError.Truncated;
        }
        if (BinaryPrimitives.ReadUInt32LittleEndian(source) != Magic
            || BinaryPrimitives.ReadUInt32LittleEndian(source[4..]) != SizeBytes - SkippableOverhead)
        {
            return ChunkFrameError.NotAChunkFrame;
        }
        if (source[8] != FormatVersion)
        {
            return ChunkFrameError.UnsupportedVersion;
        }
        return source[9] != 0 || source[10] != 0 || source[11] != 0 ? ChunkFrameError.UnknownFlags : ChunkFrameError.None;
    }
}
