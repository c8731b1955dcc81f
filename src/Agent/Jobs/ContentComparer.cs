using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Win32.SafeHandles;
using Monitas.Agent.Interop;
using Monitas.Contracts.Ids;
using Monitas.Imaging.Manifests;
using Monitas.Imaging.Packs;

namespace Monitas.Agent.Jobs;

/// <summary>
/// Compares the content of files with an archive, byte for byte, by reading all of the machine's files. Since small files share
/// chunks in path order, most chunks can be checked by their hash alone; only the others are fetched. Not thread safe.
/// </summary>
/// <param name="fetcher">Fetches chunks.</param>
internal sealed class ContentComparer(ChunkFetcher fetcher) : IDisposable
{
    private const int MaxPending = 6;
    private const int ZeroBufferBytes = 256 * 1024;

    private readonly HashSet<ManifestEntry> _different = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<ManifestEntry, string> _lost = new(ReferenceEqualityComparer.Instance);
    private readonly List<CompareGroup> _pending = [];
    private readonly byte[] _zeroBuffer = new byte[ZeroBufferBytes];
    private CompareGroup? _open;

    /// <summary>Entries that cannot be compared to their end, since the store has lost a chunk of theirs, and why.</summary>
    internal IReadOnlyDictionary<ManifestEntry, string> Lost => _lost;

    /// <summary>Entries whose content differs.</summary>
    internal IReadOnlyCollection<ManifestEntry> Different => _different;

    /// <summary>Reads a file that has the archive's size; the verdict stands after <see cref="CompleteAsync"/>.</summary>
    /// <param name="archived">The archive's entry.</param>
    /// <param name="file">The open file.</param>
    /// <param name="isSwap">A swap file: what the archive does not hold of it does not count.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="LinuxException">The file cannot be read.</exception>
    /// <exception cref="ArchiveServerException">A chunk cannot be had.</exception>
    internal async ValueTask AddAsync(ManifestEntry archived, SafeFileHandle file, bool isSwap, CancellationToken cancellationToken)
    {
        long at = 0;
        foreach (ContentSpan span in archived.Spans)
        {
            if ((!isSwap && !IsZero(archived, file, at, span.FileOffset)) || _different.Contains(archived))
            {
                _different.Add(archived);
                return;
            }
            if (_open is not null && (_open.Chunk != span.Chunk || !_open.HasRoom(span.Length)))
            {
                await CloseAsync(cancellationToken).ConfigureAwait(false);
            }
            _open ??= new CompareGroup(span.Chunk, ChunkFrameHeader.MaxRawLength);
            if (!Fill(file, _open.Add(archived, span.ChunkOffset, span.Length), span.FileOffset, archived.Path))
            {
                _different.Add(archived);
            }
            at = span.FileOffset + span.Length;
        }
        if (!isSwap && !IsZero(archived, file, at, archived.SizeBytes))
        {
            _different.Add(archived);
        }
    }

    /// <summary>Settles what is still open.</summary>
    /// <exception cref="ArchiveServerException">A chunk cannot be had.</exception>
    internal async ValueTask CompleteAsync(CancellationToken cancellationToken)
    {
        await CloseAsync(cancellationToken).ConfigureAwait(false);
        await SettleAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Gives the buffers back.</summary>
    public void Dispose()
    {
        _open?.Dispose();
        _pending.ForEach(group => group.Dispose());
    }

    private async ValueTask CloseAsync(CancellationToken cancellationToken)
    {
        CompareGroup? group = _open;
        _open = null;
        if (group is null)
        {
            return;
        }
        if (group.IsWholeAndEqual())
        {
            group.Dispose();
            return;
        }
        _pending.Add(group);
        if (_pending.Count >= MaxPending)
        {
            await SettleAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask SettleAsync(CancellationToken cancellationToken)
    {
        HashSet<ChunkId> ids = [];
        _pending.ForEach(group => ids.Add(group.Chunk));
        Dictionary<ChunkId, FetchedChunk> chunks = await fetcher.FetchFewAsync([.. ids], cancellationToken).ConfigureAwait(false);
        foreach (CompareGroup group in _pending)
        {
            group.Compare(chunks[group.Chunk], entry => _different.Add(entry), (entry, loss) => _lost[entry] = loss);
            group.Dispose();
        }
        _pending.Clear();
        foreach (FetchedChunk chunk in chunks.Values)
        {
            chunk.Dispose();
        }
    }

    private static bool Fill(SafeFileHandle file, Span<byte> part, long offset, ReadOnlySpan<byte> shown)
    {
        while (!part.IsEmpty)
        {
            int got = LinuxFile.ReadAt(file, part, offset, shown);
            if (got == 0)
            {
                part.Clear();
                return false;
            }
            part = part[got..];
            offset += got;
        }
        return true;
    }

    /// <summary>Does the file hold only zeros between two offsets, as the archive has a hole there?</summary>
    private bool IsZero(ManifestEntry archived, SafeFileHandle file, long at, long end)
    {
        while (at < end)
        {
            if (LinuxFile.NextData(file, at, archived.Path) is not { } data || data >= end)
            {
                return true;
            }
            at = data;
            int got = LinuxFile.ReadAt(file, _zeroBuffer.AsSpan(0, (int)Math.Min(ZeroBufferBytes, end - at)), at, archived.Path);
            if (_zeroBuffer.AsSpan(0, got).ContainsAnyExcept((byte)0))
            {
                return false;
            }
            at = got == 0 ? end : at + got;
        }
        return true;
    }
}
