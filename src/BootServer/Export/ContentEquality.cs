using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Monitas.BootServer.Api;
using Monitas.Contracts.Ids;
using Monitas.Imaging.Manifests;

namespace Monitas.BootServer.Export;

/// <summary>Whether two files of archives have the same bytes. What lies at the same place of the same chunk, and holes on both sides, need not be read.</summary>
internal static class ContentEquality
{
    /// <summary>Compares two files of the same length.</summary>
    /// <exception cref="ApiException">Content is missing or damaged.</exception>
    public static async Task<bool> AreEqualAsync(ManifestEntry left, ManifestEntry right, ChunkReader chunks, CancellationToken cancellationToken)
    {
        using IEnumerator<Piece> a = Pieces(left).GetEnumerator();
        using IEnumerator<Piece> b = Pieces(right).GetEnumerator();
        Piece first = default;
        Piece second = default;
        while (true)
        {
            first = first.Length == 0 && a.MoveNext() ? a.Current : first;
            second = second.Length == 0 && b.MoveNext() ? b.Current : second;
            int length = (int)Math.Min(Math.Min(first.Length, second.Length), Piece.MaxStep);
            if (length == 0)
            {
                return first.Length == second.Length;
            }
            if (!first.IsSamePlace(second) && !await AreEqualAsync(first, second, length, chunks, cancellationToken))
            {
                return false;
            }
            first = first.Skip(length);
            second = second.Skip(length);
        }
    }

    private static async ValueTask<bool> AreEqualAsync(Piece left, Piece right, int length, ChunkReader chunks, CancellationToken cancellationToken)
    {
        ReadOnlyMemory<byte> a = left.IsHole ? default : await chunks.ReadAsync(left.Chunk, left.Offset, length, cancellationToken);
        ReadOnlyMemory<byte> b = right.IsHole ? default : await chunks.ReadAsync(right.Chunk, right.Offset, length, cancellationToken);
        return left.IsHole ? !b.Span.ContainsAnyExcept((byte)0) : right.IsHole ? !a.Span.ContainsAnyExcept((byte)0) : a.Span.SequenceEqual(b.Span);
    }

    private static IEnumerable<Piece> Pieces(ManifestEntry entry)
    {
        long end = 0;
        foreach (ContentSpan span in entry.Spans)
        {
            if (span.FileOffset > end)
            {
                yield return new Piece(true, default, 0, span.FileOffset - end);
            }
            yield return new Piece(false, span.Chunk, span.ChunkOffset, span.Length);
            end = span.FileOffset + span.Length;
        }
        if (entry.SizeBytes > end)
        {
            yield return new Piece(true, default, 0, entry.SizeBytes - end);
        }
    }

    /// <summary>A run of a file: a hole, or a part of a chunk.</summary>
    private readonly record struct Piece(bool IsHole, ChunkId Chunk, int Offset, long Length)
    {
        public const int MaxStep = 1 << 30;

        public bool IsSamePlace(Piece other) => IsHole == other.IsHole && Chunk == other.Chunk && Offset == other.Offset;

        public Piece Skip(int length) => this with { Offset = IsHole ? 0 : Offset + length, Length = Length - length };
    }
}
