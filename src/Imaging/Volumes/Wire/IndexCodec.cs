using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Monitas.Contracts.Ids;
using Monitas.Imaging.Packs;
using Monitas.Imaging.Wire;

namespace Monitas.Imaging.Volumes.Wire;

/// <summary>
/// The file INDEX of a volume: which chunk lies where. All numbers are little endian.
/// <code>
///  0  8     "MONITIDX"
///  8  2     version, 1
/// 10  6     0
/// 16  8     number of entries n
/// 24  52 n  entries, in rising order of id:
///             0 32  chunk id
///            32  4  pack number, from 1
///            36  8  offset of the frame in the pack
///            44  4  length of the frame
///            48  4  raw length
///     32    SHA-256 of all before
/// </code>
/// </summary>
internal static class IndexCodec
{
    /// <summary>The length of one entry.</summary>
    internal const int EntryBytes = 52;

    private const int HeaderBytes = 24;
    private const int DigestBytes = 32;
    private const ushort Version = 1;

    private static ReadOnlySpan<byte> Magic => "MONITIDX"u8;

    /// <summary>The length of an index with so many entries.</summary>
    internal static long LengthFor(int entries) => HeaderBytes + ((long)entries * EntryBytes) + DigestBytes;

    /// <summary>Writes an index; the entries are in rising order of id.</summary>
    internal static byte[] ToBytes(IReadOnlyList<ChunkEntry> entries)
    {
        byte[] bytes = new byte[LengthFor(entries.Count)];
        Magic.CopyTo(bytes);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(8), Version);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(16), entries.Count);
        Span<byte> rest = bytes.AsSpan(HeaderBytes);
        foreach (ChunkEntry entry in entries)
        {
            entry.Id.WriteTo(rest[..ChunkId.SizeBytes]);
            BinaryPrimitives.WriteInt32LittleEndian(rest[32..], entry.Pack);
            BinaryPrimitives.WriteInt64LittleEndian(rest[36..], entry.OffsetBytes);
            BinaryPrimitives.WriteInt32LittleEndian(rest[44..], entry.FrameLength);
            BinaryPrimitives.WriteInt32LittleEndian(rest[48..], entry.RawLength);
            rest = rest[EntryBytes..];
        }
        SHA256.HashData(bytes.AsSpan(0, bytes.Length - DigestBytes), rest);
        return bytes;
    }

    /// <summary>
    /// Reads an index. False with the offset of what is wrong unless the digest holds, the entries are sorted, and each lies within the
    /// pack that it names.
    /// </summary>
    /// <param name="source">The whole file.</param>
    /// <param name="packLengths">The lengths of the packs, number 1 first.</param>
    /// <param name="sealedOverhead">By how much longer than a plain frame one of the packs may be.</param>
    /// <param name="entries">The entries.</param>
    /// <param name="fault">What is wrong, in words.</param>
    /// <param name="faultOffset">Where.</param>
    internal static bool TryParse(
        ReadOnlySpan<byte> source, IReadOnlyList<long> packLengths, int sealedOverhead, [NotNullWhen(true)] out List<ChunkEntry>? entries, out string fault, out long faultOffset)
    {
        entries = null;
        faultOffset = 0;
        fault = "no index of a version that is known";
        ByteReader reader = new(source);
        bool known = reader.Bytes(8).SequenceEqual(Magic) && reader.U16() == Version && !reader.Bytes(6).ContainsAnyExcept((byte)0);
        long count = reader.I64();
        if (!known || reader.Failed)
        {
            return false;
        }
        fault = "a length or digest that is not its own";
        if (count < 0 || count > (source.Length - HeaderBytes - DigestBytes) / EntryBytes || LengthFor((int)count) != source.Length
            || !SHA256.HashData(source[..^DigestBytes]).AsSpan().SequenceEqual(source[^DigestBytes..]))
        {
            return false;
        }
        fault = "an entry that is out of order or outside its pack";
        List<ChunkEntry> found = new((int)count);
        for (int i = 0; i < count; i++)
        {
            faultOffset = reader.Position;
            ChunkEntry entry = ReadEntry(ref reader);
            if (!IsSound(entry, packLengths, sealedOverhead) || (i > 0 && found[i - 1].Id >= entry.Id))
            {
                return false;
            }
            found.Add(entry);
        }
        entries = found;
        return true;
    }

    private static ChunkEntry ReadEntry(ref ByteReader reader)
    {
        ChunkId id = new(reader.Bytes(ChunkId.SizeBytes));
        return new ChunkEntry(id, unchecked((int)reader.U32()), reader.I64(), unchecked((int)reader.U32()), unchecked((int)reader.U32()));
    }

    private static bool IsSound(ChunkEntry entry, IReadOnlyList<long> packLengths, int sealedOverhead) =>
        entry.Pack >= 1 && entry.Pack <= packLengths.Count
        && entry.RawLength is > 0 and <= ChunkFrameHeader.MaxRawLength
        && entry.FrameLength > ChunkFrameHeader.SizeBytes + sealedOverhead && entry.FrameLength <= ChunkFrame.MaxLength(entry.RawLength) + sealedOverhead
        && entry.OffsetBytes >= 0 && entry.OffsetBytes <= packLengths[entry.Pack - 1] - entry.FrameLength;
}
