using System;
using Monitas.Contracts.Ids;
using Monitas.Imaging.Compression;

namespace Monitas.Imaging.Packs;

/// <summary>Packs a chunk into its frame and back. Pure but for the codec's own memory.</summary>
public static class ChunkFrame
{
    /// <summary>A frame of so many plain bytes is never longer than this.</summary>
    public static int MaxLength(int rawLength) => ChunkFrameHeader.SizeBytes + ZstdCodec.MaxCompressedLength(rawLength);

    /// <summary>Writes the frame of a chunk and returns the frame's length.</summary>
    /// <param name="id">The SHA-256 of <paramref name="raw"/>; not computed again here.</param>
    /// <param name="raw">The plain bytes: 1 to <see cref="ChunkFrameHeader.MaxRawLength"/>.</param>
    /// <param name="codec">Compresses.</param>
    /// <param name="destination">At least <see cref="MaxLength"/> bytes.</param>
    public static int Encode(ChunkId id, ReadOnlySpan<byte> raw, ZstdCodec codec, Span<byte> destination)
    {
        ArgumentNullException.ThrowIfNull(codec);
        if (raw.IsEmpty || raw.Length > ChunkFrameHeader.MaxRawLength)
        {
            throw new ArgumentException($"A chunk has 1 to {ChunkFrameHeader.MaxRawLength} bytes, not {raw.Length}.", nameof(raw));
        }
        int compressedLength = codec.Compress(raw, destination[ChunkFrameHeader.SizeBytes..]);
        ChunkFrameHeader header = new(id, raw.Length, compressedLength);
        header.WriteTo(destination);
        return header.FrameLength;
    }

    /// <summary>The frame of these plain bytes, in an array of its own.</summary>
    public static byte[] Encode(ReadOnlySpan<byte> raw, ZstdCodec codec)
    {
        byte[] buffer = new byte[MaxLength(raw.Length)];
        int length = Encode(ChunkId.Of(raw), raw, codec, buffer);
        return buffer[..length];
    }

    /// <summary>
    /// Unpacks a frame and checks the plain bytes against the id. Bytes may have been written to the destination even when it
    /// returns false; they are not to be used then.
    /// </summary>
    /// <param name="frame">Exactly one frame.</param>
    /// <param name="codec">Unpacks.</param>
    /// <param name="destination">Gets the plain bytes; at least as long as the frame's raw length.</param>
    /// <param name="header">The frame's header when it could be read.</param>
    /// <param name="why">What is wrong, when false is returned.</param>
    /// <exception cref="ArgumentException">The frame is sound so far but the destination is shorter than its raw length.</exception>
    public static bool TryDecode(
        ReadOnlySpan<byte> frame, ZstdCodec codec, Span<byte> destination, out ChunkFrameHeader header, out ChunkFrameError why)
    {
        ArgumentNullException.ThrowIfNull(codec);
        if (!ChunkFrameHeader.TryParse(frame, out header, out why))
        {
            return false;
        }
        if (frame.Length != header.FrameLength)
        {
            why = frame.Length < header.FrameLength ? ChunkFrameError.Truncated : ChunkFrameError.BadLength;
            return false;
        }
        if (destination.Length < header.RawLength)
        {
            throw new ArgumentException($"The chunk has {header.RawLength} bytes, the destination {destination.Length}.", nameof(destination));
        }
        Span<byte> raw = destination[..header.RawLength];
        if (!codec.TryDecompress(frame[ChunkFrameHeader.SizeBytes..], raw, out int written) || written != header.RawLength)
        {
            why = ChunkFrameError.BadCompressedData;
            return false;
        }
        why = ChunkId.Of(raw) == header.Id ? ChunkFrameError.None : ChunkFrameError.IdMismatch;
        return why == ChunkFrameError.None;
    }

    /// <summary>As the other, into an array of its own (empty when false is returned).</summary>
    public static bool TryDecode(
        ReadOnlySpan<byte> frame, ZstdCodec codec, out byte[] raw, out ChunkFrameHeader header, out ChunkFrameError why)
    {
        raw = [];
        if (!ChunkFrameHeader.TryParse(frame, out header, out why))
        {
            return false;
        }
        byte[] buffer = new byte[header.RawLength];
        if (!TryDecode(frame, codec, buffer, out header, out why))
        {
            return false;
        }
        raw = buffer;
        return true;
    }
}
