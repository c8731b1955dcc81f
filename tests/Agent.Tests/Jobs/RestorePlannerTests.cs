using System;
using System.Collections.Generic;
using System.Linq;
using CsCheck;
using Monitas.Agent.Jobs;
using Monitas.Contracts.Ids;
using Monitas.Imaging.Manifests;
using Xunit;

namespace Monitas.Agent.Tests.Jobs;

public sealed class RestorePlannerTests
{
    private const int SpanBytes = 400_000;

    [Fact]
    public void Plan_AnySpans_CoversEverythingInOrderWithinItsBounds() =>
        Gen.Int[0, 60].Array[0, 90].Array[0, 12].Sample(files =>
        {
            List<RestoreItem> items = [.. files.Select((chunks, index) => Item(index, chunks))];
            List<RestoreBatch> batches = [.. RestorePlanner.Plan(items)];

            List<RestoreStep> steps = [.. batches.SelectMany(batch => batch.Steps)];
            Assert.Equal(items, steps.Where(step => step.Begins).Select(step => step.Item));
            Assert.Equal(items, steps.Where(step => step.Ends).Select(step => step.Item));
            Assert.Equal(
                items.SelectMany(item => item.Entry.Spans),
                steps.SelectMany(step => step.Item.Entry.Spans.Skip(step.FirstSpan).Take(step.SpanCount)));
            Assert.All(batches, batch => Assert.InRange(batch.Needed.Count, 0, RestorePlanner.MaxChunks));
            Assert.All(batches, batch => Assert.True(batch.Needed.Count * SpanBytes <= RestorePlanner.MaxBytes));
            CheckFetches(batches);
        });

    /// <summary>What a batch uses is fetched by it or is still there from the batch before.</summary>
    private static void CheckFetches(List<RestoreBatch> batches)
    {
        HashSet<ChunkId> before = [];
        foreach (RestoreBatch batch in batches)
        {
            HashSet<ChunkId> used = [.. batch.Steps.SelectMany(step => step.Item.Entry.Spans.Skip(step.FirstSpan).Take(step.SpanCount)).Select(span => span.Chunk)];
            Assert.Equal(used, batch.Needed);
            Assert.Equal(batch.Fetch.ToHashSet(), [.. used.Except(before)]);
            Assert.Equal(batch.Fetch.Count, batch.Fetch.Distinct().Count());
            before = used;
        }
    }

    private static RestoreItem Item(int index, int[] chunks)
    {
        ContentSpan[] spans = [.. chunks.Select((chunk, at) => new ContentSpan(at * SpanBytes, Chunk(chunk), 0, SpanBytes))];
        return new RestoreItem(
            new ManifestEntry { Path = BitConverter.GetBytes(index), Kind = EntryKind.File, Mode = 0, Uid = 0, Gid = 0, MtimeNs = 0, Spans = spans }, OnlyIfMissing: false);
    }

    private static ChunkId Chunk(int number)
    {
        byte[] id = new byte[ChunkId.SizeBytes];
        id[0] = (byte)number;
        return new ChunkId(id);
    }
}
