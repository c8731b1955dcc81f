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
using Monitas.Contracts.Plans;
using Monitas.Imaging;
using Monitas.Imaging.Volumes;

namespace Monitas.BootServer.Backups;

/// <summary>
/// Has an archive say whether it is whole. What counts is where its chunks lie, not which volumes it names: what they held may have
/// been moved since it was written.
/// </summary>
internal sealed class ArchiveWholeness(ICatalog catalog, VolumeStore volumes, ArchiveChunks chunks, ILogger<ArchiveWholeness> log)
{
    /// <summary>Checks the archives that name a volume which is not there or were not whole before.</summary>
    /// <param name="present">The volumes in the store.</param>
    /// <param name="all">Check all archives: the store is not what the catalog knew.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>What is wrong, one sentence each.</returns>
    public async Task<IReadOnlyList<string>> CheckAsync(IReadOnlySet<VolumeId> present, bool all, CancellationToken cancellationToken)
    {
        List<string> wrong = [];
        HashSet<VolumeId> there = [.. catalog.ListVolumes().Select(volume => volume.Id).Where(id => present.Contains(id) && !volumes.Unreadable.ContainsKey(id))];
        foreach (ArchiveRecord archive in catalog.ListArchives())
        {
            if (all || archive.Warnings.Any(IsMark) || !archive.Volumes.Append(archive.Volume).All(there.Contains))
            {
                wrong.AddRange(await CheckAsync(archive, there, cancellationToken).ConfigureAwait(false));
            }
        }
        return wrong;
    }

    private async Task<IEnumerable<string>> CheckAsync(ArchiveRecord archive, HashSet<VolumeId> there, CancellationToken cancellationToken)
    {
        string name = catalog.FindMachine(archive.Machine)?.Name ?? archive.Machine.ToString();
        Content content = await FindAsync(archive, cancellationToken).ConfigureAwait(false);
        HashSet<VolumeId> needed = [.. content.Volumes];
        if (content.Missing > 0)
        {
            // Any volume that is not there may have them.
            needed.UnionWith(archive.Volumes.Where(volume => !there.Contains(volume)));
        }
        needed.Remove(archive.Volume);
        List<VolumeId> named = [.. needed.OrderBy(volume => volume.Value), archive.Volume];
        bool isLost = !there.Contains(archive.Volume) && !volumes.Unreadable.ContainsKey(archive.Volume);
        string[] marks = isLost
            ? [$"{ArchiveMarks.Lost}volume {archive.Volume} with its list of files is not in the store. Either it was pruned after this copy of the catalog was made, or it has to be put back (then restart the server); monitas-server archive delete {name} {archive.Number} gives the archive up."]
            : Marks(content, named.Where(volume => !there.Contains(volume)));
        foreach (string mark in marks)
        {
            BackupLog.ArchiveIncomplete(log, archive.Number, name, archive.Id, mark);
        }
        if (!archive.Warnings.Where(IsMark).SequenceEqual(marks) || !named.ToHashSet().SetEquals(archive.Volumes))
        {
            catalog.UpdateArchive(archive.Id, current => current.Volume != archive.Volume
                ? current
                : current with { Warnings = [.. current.Warnings.Where(warning => !IsMark(warning)), .. marks], Volumes = named });
        }
        return marks.Select(mark => $"Archive {archive.Number} of {name}: {mark}");
    }

    private string[] Marks(Content content, IEnumerable<VolumeId> absent)
    {
        string[] marks = [.. absent.Select(volume => ArchiveMarks.NotWhole + (volumes.Unreadable.TryGetValue(volume, out string? why)
            ? $"the volume {volume} cannot be read: {why}"
            : $"the volume {volume} is missing from the store."))];
        return marks.Length > 0 ? marks
            : content.Unreadable.Length > 0 ? [$"{ArchiveMarks.NotWhole}the list of its files cannot be read: {content.Unreadable}"]
            : content.Missing > 0 ? [$"{ArchiveMarks.NotWhole}{CountText.Of(content.Missing, "of its chunks is", "of its chunks are")} in no volume of the store."]
            : [];
    }

    /// <summary>The volumes in which the archive's chunks lie, and how many lie in none. All that it names when its list of files cannot be read.</summary>
    private async Task<Content> FindAsync(ArchiveRecord archive, CancellationToken cancellationToken)
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
            return new Content(needed, missing, "");
        }
        catch (Exception e) when (e is VolumeFormatException or IOException or UnauthorizedAccessException or KeyNotFoundException)
        {
            return new Content(archive.Volumes, 0, e.Message);
        }
    }

    private static bool IsMark(string warning) =>
        warning.StartsWith(ArchiveMarks.NotWhole, StringComparison.Ordinal) || warning.StartsWith(ArchiveMarks.Lost, StringComparison.Ordinal);

    /// <summary>Where an archive's content lies.</summary>
    /// <param name="Volumes">In these volumes.</param>
    /// <param name="Missing">So many chunks are in none.</param>
    /// <param name="Unreadable">Why the list of its files cannot be read; empty when it can.</param>
    private sealed record Content(IReadOnlyCollection<VolumeId> Volumes, long Missing, string Unreadable);
}
