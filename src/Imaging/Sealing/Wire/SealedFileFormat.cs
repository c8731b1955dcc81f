using System;
using System.Buffers.Binary;
using System.Diagnostics;

namespace Monitas.Imaging.Sealing.Wire;

/// <summary>
/// A sealed file: the plain bytes in segments, each within AES-256-GCM, so that one can be read without the others. All numbers are little endian.
/// <code>
///  0   8  "MONITSEA"
///  8   2  version, 1
/// 10   2  0
/// 12   4  65,536, the plain length of a segment
/// 16  16  salt, random
/// 32      segments, each as long as its plain bytes and 16 bytes of tag
/// </code>
/// All segments but the last are full; the last has 0 to 65,535 plain bytes. The nonce of a segment is its number from 0 (8 bytes), 1 for the
/// last and 0 for another (1 byte), three zeros; its additional data are the 32 bytes of the header. So no segment can be moved, left out or cut off.
/// </summary>
internal static class SealedFileFormat
{
    internal const int HeaderBytes = 32;
    internal const int SaltBytes = 16;
    internal const int SegmentBytes = 65_536;
    internal const int SealedSegmentBytes = SegmentBytes + SealedFrame.TagBytes;

    private const ushort Version = 1;
    private const int SaltOffset = 16;

    private static ReadOnlySpan<byte> Magic => "MONITSEA"u8;

    /// <summary>The length of a sealed file with so many plain bytes.</summary>
    internal static long LengthFor(long plainBytes) =>
        HeaderBytes + (plainBytes / SegmentBytes * SealedSegmentBytes) + (plainBytes % SegmentBytes) + SealedFrame.TagBytes;

    /// <summary>The length of what is sealed in a file; false when no sealed file is so long.</summary>
    internal static bool TryMeasurePlain(long sealedBytes, out long plainBytes)
    {
        long segments = sealedBytes - HeaderBytes;
        long last = segments % SealedSegmentBytes;
        plainBytes = (segments / SealedSegmentBytes * SegmentBytes) + last - SealedFrame.TagBytes;
        return segments >= SealedFrame.TagBytes && last >= SealedFrame.TagBytes;
    }

    /// <summary>Writes a header.</summary>
    internal static void WriteHeader(ReadOnlySpan<byte> salt, Span<byte> destination)
    {
        Debug.Assert(salt.Length == SaltBytes, "a salt has 16 bytes");
        Magic.CopyTo(destination);
        BinaryPrimitives.WriteUInt16LittleEndian(destination[8..], Version);
        BinaryPrimitives.WriteUInt16LittleEndian(destination[10..], 0);
        BinaryPrimitives.WriteInt32LittleEndian(destination[12..], SegmentBytes);
        salt.CopyTo(destination[SaltOffset..]);
    }

    /// <summary>Reads a header; false when it is none of this version.</summary>
    internal static bool TryReadHeader(ReadOnlySpan<byte> header, out ReadOnlySpan<byte> salt)
    {
        salt = header.Length >= HeaderBytes ? header[SaltOffset..HeaderBytes] : default;
        return header.Length >= HeaderBytes && header[..8].SequenceEqual(Magic) && BinaryPrimitives.ReadUInt16LittleEndian(header[8..]) == Version
            && header[10] == 0 && header[11] == 0 && BinaryPrimitives.ReadInt32LittleEndian(header[12..]) == SegmentBytes;
    }

    /// <summary>Writes the nonce of a segment.</summary>
    internal static void WriteNonce(long segment, bool isLast, Span<byte> nonce)
    {
        nonce.Clear();
        BinaryPrimitives.WriteInt64LittleEndian(nonce, segment);
        nonce[8] = isLast ? (byte)1 : (byte)0;
    }
}
