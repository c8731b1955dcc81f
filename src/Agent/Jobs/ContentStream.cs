using System;
using System.Collections.Generic;
using Monitas.Imaging.Chunking;

namespace Monitas.Agent.Jobs;

/// <summary>
/// The content stream of an archive: the bytes of all files that were read, in path order, cut into chunks by content. Small files
/// share a chunk, large files have one or many of their own. Not thread safe.
/// </summary>
/// <param name="rent">Gives a buffer of at least so many bytes; may wait for one.</param>
/// <param name="complete">Takes a chunk that is complete.</param>
internal sealed class ContentStream(Func<int, byte[]> rent, Action<ChunkCell> complete)
{
    private readonly ContentCutter _cutter = new();
    private ChunkCell? _open;
    private int _longestChunk;
    private bool _isShared;

    /// <summary>How many chunks were begun and, but for the last one while <see cref="HasOpenChunk"/>, ended.</summary>
    internal long ChunksBegun { get; private set; }

    /// <summary>Is a chunk waiting for further content?</summary>
    internal bool HasOpenChunk => _open is not null;

    /// <summary>Begins a file.</summary>
    /// <param name="sizeBytes">Its length; no more than that is appended.</param>
    internal void BeginFile(long sizeBytes)
    {
        if (_cutter.BeginFile(sizeBytes))
        {
            Complete();
        }
        _isShared = sizeBytes < ContentCutter.SharedBelowBytes;
        _longestChunk = _isShared
            ? ContentCutter.MaxSharedBytes
            : (int)Math.Min(sizeBytes, ChunkingSettings.Default.MaxBytes);
    }

    /// <summary>Ends the file.</summary>
    internal void EndFile()
    {
        if (_cutter.EndFile())
        {
            Complete();
        }
    }

    /// <summary>Appends a piece of the file and adds the spans where it lies.</summary>
    /// <param name="fileOffset">Where the piece begins in its file.</param>
    /// <param name="data">The piece.</param>
    /// <param name="spans">The spans of the file so far; a piece that follows on the last one prolongs it.</param>
    internal void Append(long fileOffset, ReadOnlySpan<byte> data, List<PendingSpan> spans)
    {
        while (!data.IsEmpty)
        {
            int taken = _cutter.Feed(data, out bool ends);
            if (taken > 0)
            {
                ChunkCell cell = _open ??= Begin();
                data[..taken].CopyTo(cell.Buffer.AsSpan(cell.Length));
                AddSpan(spans, new PendingSpan(fileOffset, cell, cell.Length, taken));
                cell.Length += taken;
            }
            if (ends)
            {
                Complete();
            }
            fileOffset += taken;
            data = data[taken..];
        }
    }

    /// <summary>Ends the chunk at hand, if there is one.</summary>
    internal void Flush()
    {
        _cutter.Reset();
        Complete();
    }

    private ChunkCell Begin()
    {
        ChunksBegun++;
        return new ChunkCell { Buffer = rent(_longestChunk), IsShared = _isShared };
    }

    private void Complete()
    {
        ChunkCell? cell = _open;
        _open = null;
        if (cell is not null)
        {
            complete(cell);
        }
    }

    private static void AddSpan(List<PendingSpan> spans, PendingSpan added)
    {
        if (spans.Count > 0)
        {
            PendingSpan last = spans[^1];
            if (last.Cell == added.Cell && last.FileOffset + last.Length == added.FileOffset && last.ChunkOffset + last.Length == added.ChunkOffset)
            {
                spans[^1] = last with { Length = last.Length + added.Length };
                return;
            }
        }
        spans.Add(added);
    }
}
