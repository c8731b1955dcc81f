using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Contracts.Ids;
using Monitas.Imaging.Manifests;

namespace Monitas.Agent.Jobs;

/// <summary>An entry on its way into the manifest.</summary>
/// <param name="Entry">The entry; its own spans hold when <paramref name="Spans"/> is null.</param>
/// <param name="Spans">Where the content lies that was read just now.</param>
internal readonly record struct PendingEntry(ManifestEntry Entry, List<PendingSpan>? Spans)
{
    /// <summary>The entry as soon as all its chunks have their ids.</summary>
    internal async ValueTask<ManifestEntry> CompleteAsync(CancellationToken cancellationToken)
    {
        if (Spans is null)
        {
            return Entry;
        }
        ContentSpan[] spans = new ContentSpan[Spans.Count];
        for (int i = 0; i < spans.Length; i++)
        {
            PendingSpan span = Spans[i];
            ChunkId chunk = span.Cell.Id.IsCompletedSuccessfully
                ? span.Cell.Id.Result
                : await span.Cell.Id.WaitAsync(cancellationToken).ConfigureAwait(false);
            spans[i] = new ContentSpan(span.FileOffset, chunk, span.ChunkOffset, span.Length);
        }
        return Entry with { Spans = spans };
    }
}
