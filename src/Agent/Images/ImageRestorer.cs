using System;
using System.Collections.Generic;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Agent.Jobs;
using Monitas.Contracts.Ids;
using Monitas.Contracts.Messages;
using Monitas.Contracts.Plans;
using Monitas.Imaging.Manifests;

namespace Monitas.Agent.Images;

/// <summary>Puts images of an archive back onto devices, and reads back what was written. One call at a time.</summary>
/// <param name="server">The server.</param>
/// <param name="workDirectory">Where the manifest lies meanwhile.</param>
/// <param name="progress">Gets the progress.</param>
/// <param name="clock">The time.</param>
internal sealed class ImageRestorer(IArchiveServer server, string workDirectory, IJobProgress progress, TimeProvider clock) : IDisposable
{
    /// <summary>So many chunks are fetched while as many are written.</summary>
    private const int BatchChunks = 8;

    private readonly CodecPool _codecs = new();
    private ManifestReader? _manifest;

    /// <summary>Writes one image and compares the device with it.</summary>
    /// <param name="step">Which image, and how.</param>
    /// <param name="node">The device.</param>
    /// <param name="cancellationToken">Stops it; the device stays half written.</param>
    /// <returns>The bytes that were written, without zeros for holes.</returns>
    /// <exception cref="ImageException">The archive does not hold this image whole, or the device reads back otherwise.</exception>
    /// <exception cref="ArchiveServerException">The archive cannot be had.</exception>
    /// <exception cref="Interop.LinuxException">The device failed.</exception>
    internal async Task<long> RestoreAsync(WriteImage step, string node, CancellationToken cancellationToken)
    {
        _manifest ??= await WorkFile.OpenManifestAsync(async stop => await server.OpenManifestAsync(stop).ConfigureAwait(false), workDirectory, cancellationToken).ConfigureAwait(false);
        if (_manifest is null || !_manifest.TryFind(Encoding.UTF8.GetBytes(step.Path), out ManifestEntry? entry) || entry.Kind != EntryKind.File || entry.SizeBytes != step.SizeBytes)
        {
            throw new ImageException($"The archive holds no image {step.Path} of {step.SizeBytes} bytes: make a new plan.");
        }

        using ImageTarget target = ImageTarget.Open(node, step.SizeBytes);
        ProgressMeter meter = new(progress, JobPhase.Restore, Held(entry), 0, clock);
        if (step.HolesAreZeros)
        {
            await Task.Run(() => target.ZeroHoles(entry.Spans, cancellationToken), cancellationToken).ConfigureAwait(false);
        }

        await WriteAsync(entry, target, meter, cancellationToken).ConfigureAwait(false);
        meter.Report($"Reading back what was written to {node}");
        await Task.Run(() => target.Verify(cancellationToken), cancellationToken).ConfigureAwait(false);
        return meter.Bytes;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _manifest?.Dispose();
        _codecs.Dispose();
    }

    private async Task WriteAsync(ManifestEntry entry, ImageTarget target, ProgressMeter meter, CancellationToken cancellationToken)
    {
        ChunkFetcher fetcher = new(server, _codecs, clock);
        List<Range> batches = [.. Batches(entry.Spans)];
        Task<Dictionary<ChunkId, FetchedChunk>> next = FetchAsync(fetcher, entry.Spans, batches, 0, cancellationToken);
        for (int i = 0; i < batches.Count; i++)
        {
            Dictionary<ChunkId, FetchedChunk> chunks = await next.ConfigureAwait(false);
            next = FetchAsync(fetcher, entry.Spans, batches, i + 1, cancellationToken);
            await Task.Run(() => Write(entry, batches[i], chunks, target, meter), cancellationToken).ConfigureAwait(false);
        }
    }

    private static void Write(ManifestEntry entry, Range batch, Dictionary<ChunkId, FetchedChunk> chunks, ImageTarget target, ProgressMeter meter)
    {
        for (int i = batch.Start.Value; i < batch.End.Value; i++)
        {
            ContentSpan span = entry.Spans[i];
            FetchedChunk chunk = chunks[span.Chunk];
            if (chunk.Loss is { } loss)
            {
                throw new ImageException($"The store has lost a part of the image {BytePath.ToDisplay(entry.Path)}, which is of no use without it: {loss} Rebuild from another archive.");
            }

            target.Write(span.FileOffset, chunk.Slice(span.ChunkOffset, span.Length));
            meter.AddBytes(span.Length, entry.Path);
        }

        foreach (FetchedChunk chunk in chunks.Values)
        {
            chunk.Dispose();
        }
    }

    /// <summary>The chunks of one batch; none behind the last.</summary>
    private static Task<Dictionary<ChunkId, FetchedChunk>> FetchAsync(
        ChunkFetcher fetcher, IReadOnlyList<ContentSpan> spans, List<Range> batches, int index, CancellationToken cancellationToken)
    {
        if (index >= batches.Count)
        {
            return Task.FromResult(new Dictionary<ChunkId, FetchedChunk>());
        }

        List<ChunkId> ids = [];
        HashSet<ChunkId> seen = [];
        for (int i = batches[index].Start.Value; i < batches[index].End.Value; i++)
        {
            if (seen.Add(spans[i].Chunk))
            {
                ids.Add(spans[i].Chunk);
            }
        }

        return fetcher.FetchFewAsync(ids, cancellationToken);
    }

    /// <summary>The spans in runs that need no more than a few chunks each.</summary>
    private static IEnumerable<Range> Batches(IReadOnlyList<ContentSpan> spans)
    {
        HashSet<ChunkId> chunks = [];
        int first = 0;
        for (int i = 0; i < spans.Count; i++)
        {
            if (chunks.Add(spans[i].Chunk) && chunks.Count > BatchChunks)
            {
                yield return first..i;
                first = i;
                chunks = [spans[i].Chunk];
            }
        }

        if (first < spans.Count)
        {
            yield return first..spans.Count;
        }
    }

    private static long Held(ManifestEntry entry)
    {
        long bytes = 0;
        foreach (ContentSpan span in entry.Spans)
        {
            bytes += span.Length;
        }

        return bytes;
    }
}
