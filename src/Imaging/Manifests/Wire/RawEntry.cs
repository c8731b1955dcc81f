using System;
using Monitas.Contracts.Ids;
using Monitas.Imaging.Wire;

namespace Monitas.Imaging.Manifests.Wire;

/// <summary>
/// An entry's bytes without its path, cut into three: the fields before its spans, the spans, and what comes behind. Two entries are compared by these
/// without building either. Points into the block's plain bytes.
/// </summary>
internal readonly ref struct RawEntry
{
    private readonly ReadOnlySpan<byte> _before;
    private readonly ReadOnlySpan<byte> _spans;
    private readonly ReadOnlySpan<byte> _behind;
    private readonly ReadOnlySpan<byte> _chunks;

    private RawEntry(ReadOnlySpan<byte> before, ReadOnlySpan<byte> spans, ReadOnlySpan<byte> behind, ReadOnlySpan<byte> chunks)
    {
        _before = before;
        _spans = spans;
        _behind = behind;
        _chunks = chunks;
    }

    /// <summary>Cuts an entry; false when it cannot be read.</summary>
    /// <param name="fields">All that comes behind the path.</param>
    /// <param name="chunks">The block's chunk ids, 32 bytes each.</param>
    /// <param name="entry">The entry.</param>
    internal static bool TryCut(ReadOnlySpan<byte> fields, ReadOnlySpan<byte> chunks, out RawEntry entry)
    {
        ByteReader reader = new(fields);
        reader.U8();
        reader.Varint();
        reader.Varint();
        reader.Varint();
        reader.I64();
        reader.Varint();
        while (reader.Left > 0)
        {
            int before = reader.Position;
            bool isSpans = reader.Varint() == (ulong)EntryTag.Spans;
            ReadOnlySpan<byte> payload = reader.Counted(int.MaxValue);
            if (isSpans && !reader.Failed)
            {
                entry = new RawEntry(fields[..before], payload, fields[reader.Position..], chunks);
                return true;
            }
        }
        entry = new RawEntry(fields, default, default, chunks);
        return !reader.Failed;
    }

    /// <summary>Do both say the same in the same way? Chunks are compared by their ids, since the same chunk has another place in another block's table.</summary>
    internal bool IsSameAs(RawEntry other) =>
        _before.SequenceEqual(other._before) && _behind.SequenceEqual(other._behind) && HasSameSpans(other);

    private bool HasSameSpans(RawEntry other)
    {
        ByteReader left = new(_spans);
        ByteReader right = new(other._spans);
        while (left.Left > 0 && right.Left > 0)
        {
            bool isSame = left.Varint() == right.Varint()
                & Chunk(_chunks, left.Varint()).SequenceEqual(Chunk(other._chunks, right.Varint()))
                & left.Varint() == right.Varint()
                & left.Varint() == right.Varint();
            if (!isSame)
            {
                return false;
            }
        }
        return left.Left == 0 && right.Left == 0 && !left.Failed && !right.Failed;
    }

    /// <summary>Empty for a place that the table does not have.</summary>
    private static ReadOnlySpan<byte> Chunk(ReadOnlySpan<byte> chunks, ulong place) =>
        place < (ulong)(chunks.Length / ChunkId.SizeBytes) ? chunks.Slice((int)place * ChunkId.SizeBytes, ChunkId.SizeBytes) : default;
}
