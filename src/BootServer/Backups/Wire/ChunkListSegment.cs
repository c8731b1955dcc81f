using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Security.Cryptography;
using Monitas.Contracts.Ids;

namespace Monitas.BootServer.Backups.Wire;

/// <summary>
/// A piece of a machine's chunk list (<see cref="MachineChunks"/>). The file is such pieces one after the other; numbers are little endian.
/// <code>
/// offset   size
///      0      4  "MKC1"
///      4      4  how many chunks: n
///      8     16  the archive or volume whose chunks are all in the list with this piece; zeros when it is for none
///     24     32n chunk ids
/// 24+32n     32  SHA-256 of all before
/// </code>
/// </summary>
/// <param name="Source">The archive's or volume's id; <see cref="Guid.Empty"/> for none.</param>
/// <param name="Chunks">Chunk ids.</param>
internal sealed record ChunkListSegment(Guid Source, IReadOnlyList<ChunkId> Chunks)
{
    private const int HeaderBytes = 24;
    private const int DigestBytes = 32;

    private static ReadOnlySpan<byte> Magic => "MKC1"u8;

    /// <summary>Reads the piece that stands first in the bytes; false when it is torn or damaged.</summary>
    public static bool TryParse(ReadOnlySpan<byte> bytes, out ChunkListSegment segment, out int length)
    {
        (segment, length) = (new ChunkListSegment(Guid.Empty, []), 0);
        if (bytes.Length < HeaderBytes + DigestBytes || !bytes.StartsWith(Magic))
        {
            return false;
        }
        uint count = BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]);
        long whole = HeaderBytes + ((long)count * ChunkId.SizeBytes) + DigestBytes;
        if (whole > bytes.Length || !SHA256.HashData(bytes[..(int)(whole - DigestBytes)]).AsSpan().SequenceEqual(bytes.Slice((int)whole - DigestBytes, DigestBytes)))
        {
            return false;
        }
        ChunkId[] chunks = new ChunkId[count];
        for (int i = 0; i < chunks.Length; i++)
        {
            chunks[i] = new ChunkId(bytes.Slice(HeaderBytes + (i * ChunkId.SizeBytes), ChunkId.SizeBytes));
        }
        (segment, length) = (new ChunkListSegment(new Guid(bytes.Slice(8, 16), bigEndian: true), chunks), (int)whole);
        return true;
    }

    /// <summary>The piece's bytes.</summary>
    public byte[] ToBytes()
    {
        byte[] bytes = new byte[HeaderBytes + (Chunks.Count * ChunkId.SizeBytes) + DigestBytes];
        Magic.CopyTo(bytes);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(4), Chunks.Count);
        Source.TryWriteBytes(bytes.AsSpan(8), bigEndian: true, out _);
        for (int i = 0; i < Chunks.Count; i++)
        {
            Chunks[i].WriteTo(bytes.AsSpan(HeaderBytes + (i * ChunkId.SizeBytes)));
        }
        SHA256.HashData(bytes.AsSpan(0, bytes.Length - DigestBytes), bytes.AsSpan(bytes.Length - DigestBytes));
        return bytes;
    }
}
