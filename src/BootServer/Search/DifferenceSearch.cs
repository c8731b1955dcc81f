using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;
using Monitas.BootServer.Api;
using Monitas.BootServer.Backups;
using Monitas.BootServer.Export;
using Monitas.Catalog.Records;
using Monitas.Contracts.Messages;
using Monitas.Imaging.Manifests;

namespace Monitas.BootServer.Search;

/// <summary>What changed between two archives. What has not changed at all is mostly passed by unread, see <see cref="ManifestPair"/>.</summary>
internal sealed class DifferenceSearch(ManifestCache manifests, VolumeStore volumes)
{
    /// <summary>All differences, in byte order of paths, while they are found.</summary>
    /// <param name="older">The archive that counts as the state before.</param>
    /// <param name="newer">The other.</param>
    /// <param name="below">Only this path and what lies below it; "/" for all.</param>
    /// <param name="byContent">Compare the bytes of files of equal length; else equal length and time count as equal.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ApiException">A manifest or content cannot be read.</exception>
    public async IAsyncEnumerable<ArchiveDifference> FindAsync(
        ArchiveRecord older, ArchiveRecord newer, byte[] below, bool byContent, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using ManifestReader before = await manifests.ReadAsync(older, cancellationToken);
        using ManifestReader now = await manifests.ReadAsync(newer, cancellationToken);
        using ChunkReader? chunks = byContent ? new ChunkReader(volumes) : null;
        foreach ((ManifestEntry? left, ManifestEntry? right) in ManifestPair.Merge(before, now))
        {
            cancellationToken.ThrowIfCancellationRequested();
            byte[] path = (left ?? right)!.Path;
            if (!path.AsSpan().SequenceEqual(below) && !BytePath.IsBelow(path, below))
            {
                continue;
            }
            if (left is null || right is null)
            {
                yield return ArchiveDifference.Of(path, left is null ? ArchiveDifferenceKind.Added : ArchiveDifferenceKind.Removed, [], FileViews.Of((left ?? right)!));
            }
            else if (await ChangesAsync(left, right, chunks, cancellationToken) is { Count: > 0 } changes)
            {
                yield return ArchiveDifference.Of(path, ArchiveDifferenceKind.Changed, changes, FileViews.Of(right));
            }
        }
    }

    private static async Task<IReadOnlyList<PropertyChange>> ChangesAsync(ManifestEntry left, ManifestEntry right, ChunkReader? chunks, CancellationToken cancellationToken)
    {
        if (left.Kind != right.Kind)
        {
            return [new PropertyChange("type", EntryChanges.Words(left.Kind), EntryChanges.Words(right.Kind))];
        }
        List<PropertyChange> changes = EntryChanges.Between(left, right, withTime: true);
        if (left.SizeBytes != right.SizeBytes)
        {
            changes.Insert(0, new PropertyChange("size", $"{left.SizeBytes} bytes", $"{right.SizeBytes} bytes"));
        }
        else if (left.Kind == EntryKind.File && chunks is not null && left.HardLinkTo.Length == 0 && right.HardLinkTo.Length == 0
            && !left.Spans.SequenceEqual(right.Spans) && !await ContentEquality.AreEqualAsync(left, right, chunks, cancellationToken))
        {
            changes.Insert(0, new PropertyChange("content", "as it was", "other bytes"));
        }
        return changes;
    }
}
