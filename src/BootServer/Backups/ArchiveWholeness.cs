using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;
using Monitas.BootServer.Retention;
using Monitas.Catalog;
using Monitas.Catalog.Records;
using Monitas.Contracts.Ids;
using Monitas.Imaging;
using Monitas.Imaging.Volumes;

namespace Monitas.BootServer.Backups;

/// <summary>
/// Has an archive say at the start whether it is whole. What counts is where its chunks lie, not which volumes it names: what they held may have
/// been moved since it was written.
/// </summary>
internal sealed class ArchiveWholeness(ICatalog catalog, VolumeStore volumes, ArchiveChunks chunks, ILogger<ArchiveWholeness> log)
{
    private const string Mark = "Not whole: ";

    /// <summary>Checks the archives that name a volume which is not there or were not whole before.</summary>
    /// <param name="present">The volumes in the store.</param>
    /// <param name="all">Check all archives: the catalog did not know the store as it is.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public async Task CheckAsync(IReadOnlySet<VolumeId> present, bool all, CancellationToken cancellationToken)
    {
        HashSet<VolumeId> there = [.. catalog.ListVolumes().Select(volume => volume.Id).Where(id => present.Contains(id) && !volumes.Unreadable.ContainsKey(id))];
        foreach (ArchiveRecord archive in catalog.ListArchives())
        {
            if (all || archive.Warnings.Any(IsMark) || !archive.Volumes.Append(archive.Volume).All(there.Contains))
            {
                await CheckAsync(archive, there, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async Task CheckAsync(ArchiveRecord archive, HashSet<VolumeId> there, CancellationToken cancellationToken)
    {
        (HashSet<VolumeId> needed, long missing) = await FindAsync(archive, cancellationToken).ConfigureAwait(false);
        if (missing > 0)
        {
            // Any volume that is not there may have them.
            needed.UnionWith(archive.Volumes.Where(volume => !there.Contains(volume)));
        }
        needed.Remove(archive.Volume);
        List<VolumeId> named = [.. needed.OrderBy(volume => volume.Value), archive.Volume];
        List<string> marks = [.. named.Where(volume => !there.Contains(volume)).Select(volume => Mark + (volumes.Unreadable.TryGetValue(volume, out string? why)
            ? $"the volume {volume} cannot be read: {why}"
            : $"the volume {volume} is missing from the store."))];
        if (marks.Count == 0 && missing > 0)
        {
            marks.Add($"{Mark}{missing} of its chunks are in no volume of the store.");
        }
        foreach (string mark in marks)
        {
            BackupLog.ArchiveIncomplete(log, archive.Id, archive.Machine, mark);
        }
        List<string> warnings = [.. archive.Warnings.Where(warning => !IsMark(warning)), .. marks];
        if (!warnings.SequenceEqual(archive.Warnings) || !named.ToHashSet().SetEquals(archive.Volumes))
        {
            catalog.CommitArchive(archive with { Warnings = warnings, Volumes = named }, []);
        }
    }

    /// <summary>The volumes in which the archive's chunks lie, and how many lie in none. All that it names when its list of files cannot be read.</summary>
    private async Task<(HashSet<VolumeId> Needed, long Missing)> FindAsync(ArchiveRecord archive, CancellationToken cancellationToken)
    {
        HashSet<VolumeId> needed = [];
        long missing = 0;
        try
        {
            foreach (ChunkId chunk in await chunks.ReadAsync(archive, cancellationToken).ConfigureAwait(false))
            {
                if (volumes.Index.TryLocate(chunk, out ChunkLocation location) || volumes.Index.TryLocateDamaged(chunk, out location))
                {
                    needed.Add(location.Volume);
                }
                else
                {
                    missing++;
                }
            }
            return (needed, missing);
        }
        catch (Exception e) when (e is VolumeFormatException or IOException or UnauthorizedAccessException or KeyNotFoundException)
        {
            return ([.. archive.Volumes], 0);
        }
    }

    private static bool IsMark(string warning) => warning.StartsWith(Mark, StringComparison.Ordinal);
}
