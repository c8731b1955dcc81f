using System.Collections.Generic;
using System.Threading;
using System.Threading.Channels;
using System.Threading.Tasks;
using Monitas.Agent.Files;
using Monitas.Contracts.Ids;
using Monitas.Imaging.Manifests;

namespace Monitas.Agent.Jobs;

/// <summary>
/// Streams chosen entries onto a target: one part plans and fetches ahead, all cores unpack and check, one part writes. At most two
/// batches of chunks and a few on their way are in memory.
/// </summary>
/// <param name="fetcher">Fetches chunks.</param>
/// <param name="writer">Writes entries.</param>
/// <param name="meter">Counts.</param>
internal sealed class RestorePipeline(ChunkFetcher fetcher, TreeWriter writer, ProgressMeter meter)
{
    private const int ChunksAhead = 4;

    private readonly Channel<RestoreBatch> _batches = Channel.CreateBounded<RestoreBatch>(2);
    private readonly Channel<Task<FetchedChunk>> _chunks = Channel.CreateBounded<Task<FetchedChunk>>(ChunksAhead);
    private readonly Dictionary<ChunkId, FetchedChunk> _held = [];

    /// <summary>Restores everything of the selection, in two passes: content and files, then directories and locking flags.</summary>
    /// <exception cref="ArchiveServerException">Content cannot be had.</exception>
    /// <exception cref="Interop.LinuxException">The target's medium is full or fails.</exception>
    internal async Task RunAsync(RestoreSelection selection, CancellationToken cancellationToken)
    {
        using TaskGroup group = new(cancellationToken);
        group.Run(stop => FetchAsync(selection, stop));
        group.Run(WriteAsync);
        await group.WaitAsync().ConfigureAwait(false);
        await Task.Run(() => Finish(selection, cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    private async Task FetchAsync(RestoreSelection selection, CancellationToken stop)
    {
        foreach (RestoreBatch batch in RestorePlanner.Plan(selection.Items()))
        {
            await _batches.Writer.WriteAsync(batch, stop).ConfigureAwait(false);
            await fetcher.FetchAsync(batch.Fetch, _chunks.Writer, stop).ConfigureAwait(false);
        }
        _batches.Writer.Complete();
        _chunks.Writer.Complete();
    }

    private async Task WriteAsync(CancellationToken stop)
    {
        await foreach (RestoreBatch batch in _batches.Reader.ReadAllAsync(stop).ConfigureAwait(false))
        {
            DropUnneeded(batch.Needed);
            foreach (RestoreStep step in batch.Steps)
            {
                stop.ThrowIfCancellationRequested();
                await WriteAsync(step, stop).ConfigureAwait(false);
            }
        }
        DropUnneeded([]);
        writer.Settle();
    }

    private async Task WriteAsync(RestoreStep step, CancellationToken stop)
    {
        ManifestEntry entry = step.Item.Entry;
        if (step.Begins)
        {
            writer.Begin(entry, step.Item.OnlyIfMissing);
        }
        for (int i = step.FirstSpan; i < step.FirstSpan + step.SpanCount; i++)
        {
            ContentSpan span = entry.Spans[i];
            FetchedChunk chunk = await GetAsync(span.Chunk, stop).ConfigureAwait(false);
            if (chunk.Loss is { } loss)
            {
                writer.GiveUp(loss);
            }
            else
            {
                writer.Write(span.FileOffset, chunk.Slice(span.ChunkOffset, span.Length));
            }
            meter.AddBytes(span.Length, entry.Path);
        }
        if (step.Ends)
        {
            writer.End();
            AddHoles(entry);
            meter.AddFile(entry.Path);
        }
    }

    /// <summary>Holes count as done too, so that the figures reach their totals.</summary>
    private void AddHoles(ManifestEntry entry)
    {
        long data = 0;
        foreach (ContentSpan span in entry.Spans)
        {
            data += span.Length;
        }
        if (entry.HardLinkTo.Length == 0 && entry.SizeBytes > data)
        {
            meter.AddBytes(entry.SizeBytes - data, entry.Path);
        }
    }

    /// <summary>The chunk; when it is not held yet, it is among the next that come.</summary>
    private async ValueTask<FetchedChunk> GetAsync(ChunkId id, CancellationToken stop)
    {
        FetchedChunk? chunk;
        while (!_held.TryGetValue(id, out chunk))
        {
            Task<FetchedChunk> next = await _chunks.Reader.ReadAsync(stop).ConfigureAwait(false);
            FetchedChunk fetched = await next.ConfigureAwait(false);
            _held.Add(fetched.Id, fetched);
        }
        return chunk;
    }

    private void DropUnneeded(HashSet<ChunkId> needed)
    {
        foreach ((ChunkId id, FetchedChunk chunk) in _held)
        {
            if (!needed.Contains(id))
            {
                _held.Remove(id);
                chunk.Dispose();
            }
        }
    }

    private void Finish(RestoreSelection selection, CancellationToken cancellationToken)
    {
        meter.Report("Setting the times and flags of directories");
        foreach (RestoreItem item in selection.Items())
        {
            cancellationToken.ThrowIfCancellationRequested();
            writer.Finish(item.Entry);
        }
    }
}
