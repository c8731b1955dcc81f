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
    /// <summary>The length of a piece's head.</summary>
    public const int HeaderBytes = 24;

    /// <summary>The length of the digest at its end.</summary>
    public const int DigestBytes = 32;

    private static ReadOnlySpan<byte> Magic => "MKC1"u8;

    /// <summary>Reads a piece's head; false when it is none.</summary>
    public static bool TryParseHead(ReadOnlySpan<byte> head, out Guid source, out uint count)
    {
        (source, count) = (Guid.Empty, 0);
        if (head.Length < HeaderBytes || !head.StartsWith(Magic))
        {
            return false;
        }
        count = BinaryPrimitives.ReadUInt32LittleEndian(head[4..]);
        source = new Guid(head.Slice(8, 16), bigEndian: true);
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
