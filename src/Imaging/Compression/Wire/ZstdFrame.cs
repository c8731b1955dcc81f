using System;
using System.Buffers.Binary;

namespace Monitas.Imaging.Compression.Wire;

/// <summary>
/// The outline of one Zstandard frame (RFC 8878 3.1.1), found without unpacking it:
/// <code>
/// magic 4 | descriptor 1 | window 0..1 | dictionary id 0,1,2,4 | content size 0,1,2,4,8 | blocks (3 + n each) | checksum 0,4
/// </code>
/// </summary>
/// <param name="ContentLength">The plain length that the frame states, in bytes; -1 when it states none.</param>
/// <param name="FrameLength">The frame's own length in bytes.</param>
internal readonly record struct ZstdFrame(long ContentLength, int FrameLength)
{
    private const uint Magic = 0xFD2FB528;

    private static ReadOnlySpan<byte> DictionaryIdLengths => [0, 1, 2, 4];

    /// <summary>Measures the frame at the start of the bytes; false when there is no whole frame there.</summary>
    internal static bool TryMeasure(ReadOnlySpan<byte> source, out ZstdFrame frame)
    {
        frame = default;
        if (source.Length < 5 || BinaryPrimitives.ReadUInt32LittleEndian(source) != Magic)
        {
            return false;
        }
        byte descriptor = source[4];
        bool singleSegment = (descriptor & 0x20) != 0;
        bool hasChecksum = (descriptor & 0x04) != 0;
        int at = 5 + (singleSegment ? 0 : 1) + DictionaryIdLengths[descriptor & 3];
        int sizeField = (descriptor >> 6) switch { 0 => singleSegment ? 1 : 0, 1 => 2, 2 => 4, _ => 8 };
        // Bit 3 is reserved and must be zero (3.1.1.1.1.4).
        if ((descriptor & 0x08) != 0 || source.Length < at + sizeField)
        {
            return false;
        }
        long contentLength = ReadContentLength(source.Slice(at, sizeField));
        if (contentLength < -1 || !TryPassBlocks(source, at + sizeField, out at))
        {
            return false;
        }
        at += hasChecksum ? 4 : 0;
        frame = new ZstdFrame(contentLength, at);
        return at <= source.Length;
    }

    /// <summary>RFC 8878 3.1.1.1.4; a value beyond 63 bits gives a number below -1.</summary>
    private static long ReadContentLength(ReadOnlySpan<byte> field) => field.Length switch
    {
        0 => -1,
        1 => field[0],
        2 => BinaryPrimitives.ReadUInt16LittleEndian(field) + 256,
        4 => BinaryPrimitives.ReadUInt32LittleEndian(field),
        _ => BinaryPrimitives.ReadInt64LittleEndian(field) is long value && value >= 0 ? value : long.MinValue,
    };

    /// <summary>RFC 8878 3.1.1.2: bit 0 last, bits 1..2 type (0 raw, 1 run, 2 compressed, 3 reserved), 21 bits of size.</summary>
    private static bool TryPassBlocks(ReadOnlySpan<byte> source, int start, out int at)
    {
        at = start;
        while (source.Length - at >= 3)
        {
            int header = source[at] | (source[at + 1] << 8) | (source[at + 2] << 16);
            int type = (header >> 1) & 3;
            int stored = type == 1 ? 1 : header >> 3;
            if (type == 3 || stored > source.Length - at - 3)
            {
                return false;
            }
            at += 3 + stored;
            if ((header & 1) != 0)
            {
                return true;
            }
        }
        return false;
    }
}
