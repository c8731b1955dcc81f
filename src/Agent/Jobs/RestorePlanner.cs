using System;
using System.Collections.Generic;
using Monitas.Contracts.Ids;
using Monitas.Imaging.Manifests;

namespace Monitas.Agent.Jobs;

/// <summary>
/// Cuts a restore into batches: in path order, each with a bounded number of chunks, so that every chunk that neighbours share is
/// fetched once and little memory is needed. Pure.
/// </summary>
internal sealed class RestorePlanner
{
    /// <summary>The most chunks of a batch.</summary>
    internal const int MaxChunks = 64;

    /// <summary>
    /// The most bytes of a batch's chunks, as far as its spans tell how long they are, unless it has a single one.
    /// </summary>
    internal const int MaxBytes = 8 * 1024 * 1024;

    /// <summary>The most steps of a batch.</summary>
    internal const int MaxSteps = 4096;

    private readonly Dictionary<ChunkId, int> _lengths = [];
    private long _bytes;
    private HashSet<ChunkId> _neededBefore = [];
    private RestoreBatch _batch = NewBatch();

    private RestorePlanner()
    {
    }

    /// <summary>The batches, made while they are asked for.</summary>
    internal static IEnumerable<RestoreBatch> Plan(IEnumerable<RestoreItem> items)
    {
        RestorePlanner planner = new();
        foreach (RestoreItem item in items)
        {
            IReadOnlyList<ContentSpan> spans = item.Entry.Spans;
            int first = 0;
            for (int i = 0; i < spans.Count; i++)
            {
                if (!planner.TryNeed(spans[i]))
                {
                    if (i > first)
                    {
                        planner.AddStep(item, first, i);
                        first = i;
                    }
                    yield return planner.Close();
                    planner.TryNeed(spans[i]);
                }
            }
            planner.AddStep(item, first, spans.Count);
            if (planner._batch.Steps.Count >= MaxSteps)
            {
                yield return planner.Close();
            }
        }
        yield return planner.Close();
    }

    private bool TryNeed(ContentSpan span)
    {
        ChunkId chunk = span.Chunk;
        int end = span.ChunkOffset + span.Length;
        int before = _lengths.GetValueOrDefault(chunk);
        if (before == 0 && _batch.Needed.Count > 0 && (_batch.Needed.Count >= MaxChunks || _bytes + end > MaxBytes))
        {
            return false;
        }
        _bytes += Math.Max(0, end - before);
        _lengths[chunk] = Math.Max(before, end);
        if (!_batch.Needed.Add(chunk))
        {
            return true;
        }
        if (!_neededBefore.Contains(chunk))
        {
            _batch.Fetch.Add(chunk);
        }
        return true;
    }

    private void AddStep(RestoreItem item, int first, int end) => _batch.Steps.Add(
        new RestoreStep(item, first, end - first, Begins: first == 0, Ends: end == item.Entry.Spans.Count));

    private RestoreBatch Close()
    {
        RestoreBatch closed = _batch;
        _neededBefore = closed.Needed;
        _batch = NewBatch();
        _lengths.Clear();
        _bytes = 0;
        return closed;
    }

    private static RestoreBatch NewBatch() => new([], [], []);
}
