using System;
using System.Buffers.Binary;
using System.Security.Cryptography;
using Monitas.Imaging.Packs;

namespace Monitas.Imaging.Sealing.Wire;

/// <summary>
/// A chunk frame in a sealed pack: a plain frame, header and all, within AES-256-GCM, so that nothing tells which chunk it is. To a zstd
/// program the whole is one skippable frame. All numbers are little endian.
/// <code>
/// offset size
///      0    4  0x184D2A5D, a skippable frame's magic number
///      4    4  36 + n, the length of the rest
///      8    1  format version, 1
///      9    1  flags, 1: sealed
///     10    2  0
///     12    4  n, the length of the plain frame
///     16   12  nonce, random
///     28    n  the plain frame, encrypted; the 16 bytes at 0 are its additional data
///   28+n   16  tag
/// </code>
/// </summary>
internal static class SealedFrame
{
    /// <summary>The length of GCM's tag.</summary>
    internal const int TagBytes = 16;

    /// <summary>The length of GCM's nonce.</summary>
    internal const int NonceBytes = 12;

    /// <summary>By how much a frame grows.</summary>
    internal const int OverheadBytes = HeaderBytes + TagBytes;

    private const int HeaderBytes = 28;
    private const int AdditionalBytes = 16;
    private const uint Magic = 0x184D2A5D;
    private const byte Version = 1;
    private const byte SealedFlag = 1;

    /// <summary>Do the bytes begin as a sealed frame does?</summary>
    internal static bool IsSealed(ReadOnlySpan<byte> source) =>
        source.Length > 9 && BinaryPrimitives.ReadUInt32LittleEndian(source) == Magic && source[8] == Version && source[9] == SealedFlag;

    /// <summary>The whole length of the sealed frame that begins here, from its first 16 bytes; false when none does.</summary>
    internal static bool TryMeasure(ReadOnlySpan<byte> source, out int length)
    {
        length = 0;
        if (source.Length < AdditionalBytes || !IsSealed(source))
        {
            return false;
        }
        uint plain = BinaryPrimitives.ReadUInt32LittleEndian(source[12..]);
        if (plain <= ChunkFrameHeader.SizeBytes || plain > ChunkFrame.MaxLength(ChunkFrameHeader.MaxRawLength)
            || source[10] != 0 || source[11] != 0 || BinaryPrimitives.ReadUInt32LittleEndian(source[4..]) != plain + OverheadBytes - 8)
        {
            return false;
        }
        length = (int)plain + OverheadBytes;
        return true;
    }

    /// <summary>Seals a frame and returns the length of the result.</summary>
    internal static int Seal(ReadOnlySpan<byte> frame, AesGcm cipher, ReadOnlySpan<byte> nonce, Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(destination, Magic);
        BinaryPrimitives.WriteInt32LittleEndian(destination[4..], frame.Length + OverheadBytes - 8);
        destination[8] = Version;
        destination[9] = SealedFlag;
        BinaryPrimitives.WriteUInt16LittleEndian(destination[10..], 0);
        BinaryPrimitives.WriteInt32LittleEndian(destination[12..], frame.Length);
        nonce[..NonceBytes].CopyTo(destination[AdditionalBytes..]);
        cipher.Encrypt(
            nonce[..NonceBytes], frame, destination.Slice(HeaderBytes, frame.Length), destination.Slice(HeaderBytes + frame.Length, TagBytes), destination[..AdditionalBytes]);
        return frame.Length + OverheadBytes;
    }

    /// <summary>Opens exactly one sealed frame; false when it is damaged or sealed with another key.</summary>
    /// <param name="source">The sealed frame.</param>
    /// <param name="cipher">The volume's.</param>
    /// <param name="frame">Gets the plain frame: <see cref="OverheadBytes"/> shorter than the source.</param>
    internal static bool TryOpen(ReadOnlySpan<byte> source, AesGcm cipher, Span<byte> frame)
    {
        if (!TryMeasure(source, out int length) || length != source.Length)
        {
            return false;
        }
        int plain = length - OverheadBytes;
        try
        {
            cipher.Decrypt(
                source.Slice(AdditionalBytes, NonceBytes), source.Slice(HeaderBytes, plain), source[(HeaderBytes + plain)..], frame[..plain], source[..AdditionalBytes]);
            return true;
        }
        catch (AuthenticationTagMismatchException)
        {
            return false;
        }
    }
}
