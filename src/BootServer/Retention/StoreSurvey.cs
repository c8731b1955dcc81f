using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Monitas.BootServer.Backups;
using Monitas.Catalog;
using Monitas.Catalog.Records;
using Monitas.Contracts.Ids;
using Monitas.Contracts.Plans;
using Monitas.Imaging;
using Monitas.Imaging.Volumes;

namespace Monitas.BootServer.Retention;

/// <summary>What is in use in the store.</summary>
/// <param name="Live">The chunks that the archives refer to.</param>
/// <param name="Counted">The archives that were counted.</param>
/// <param name="Uses">All volumes.</param>
internal sealed record StoreUse(LiveChunks Live, HashSet<ArchiveId> Counted, IReadOnlyList<VolumeUse> Uses)
{
    /// <summary>The volumes that hold what others hold too and that were never read back as far as is known.</summary>
    public IReadOnlyList<VolumeId> Unproven { get; init; } = [];
}

/// <summary>Finds out what of each volume still counts: reads the chunk list of every archive and the index of every volume.</summary>
internal sealed class StoreSurvey(ICatalog catalog, VolumeStore volumes, ArchiveChunks chunks)
{
    /// <summary>Surveys the store as if these archives were removed already.</summary>
    public async Task<StoreUse> RunAsync(IReadOnlySet<ArchiveId> without, CancellationToken cancellationToken)
    {
        List<ArchiveRecord> archives = [.. catalog.ListArchives().Where(archive => !without.Contains(archive.Id))];
        Dictionary<VolumeId, string> frozen = [];
        LiveChunks live = new();
        HashSet<ArchiveId> counted = [];
        foreach (ArchiveRecord archive in archives)
        {
            await CountAsync(archive, live, frozen, cancellationToken).ConfigureAwait(false);
            counted.Add(archive.Id);
        }
        HashSet<ArchiveId> living = [.. archives.Select(archive => archive.Id)];
        List<VolumeUse> uses = [];
        foreach (VolumeRecord volume in catalog.ListVolumes())
        {
            VolumeUse use = await LookAsync(volume, live, living, cancellationToken).ConfigureAwait(false);
            uses.Add(frozen.TryGetValue(volume.Id, out string? why) && use.Frozen.Length == 0 ? use with { Frozen = why } : use);
        }
        HashSet<VolumeId> sound = [.. catalog.ListVolumes().Select(volume => volume.Id).Except(uses.Where(use => !use.IsRead).Select(use => use.Volume.Id))];
        HashSet<VolumeId> unproven = [.. uses.Where(use => use.Volume is { TakenIn: true, Verified: null }).Select(use => use.Volume.Id)];
        return new StoreUse(live, counted, [.. uses.Select(use => use.ReliedOn(sound, unproven))])
        {
            Unproven = [.. uses.SelectMany(use => use.Elsewhere).Where(unproven.Contains).Distinct()],
        };
    }

    /// <summary>Looks only at what volumes say of archives; all chunks count as dead, so nothing may be moved or dropped by this.</summary>
    public async Task<StoreUse> LookAsync(CancellationToken cancellationToken)
    {
        HashSet<ArchiveId> living = [.. catalog.ListArchives().Select(archive => archive.Id)];
        LiveChunks none = new();
        List<VolumeUse> uses = [];
        foreach (VolumeRecord volume in catalog.ListVolumes())
        {
            uses.Add(await LookAsync(volume, none, living, cancellationToken).ConfigureAwait(false));
        }
        return new StoreUse(none, living, uses);
    }

    /// <summary>Counts an archive's chunks. What it may refer to stays as it is when its manifest cannot be read.</summary>
    private async Task CountAsync(ArchiveRecord archive, LiveChunks live, Dictionary<VolumeId, string> frozen, CancellationToken cancellationToken)
    {
        try
        {
            foreach (ChunkId chunk in await chunks.ReadAsync(archive, cancellationToken).ConfigureAwait(false))
            {
                live.Add(chunk);
            }
        }
        catch (Exception e) when (e is VolumeFormatException or IOException or UnauthorizedAccessException or KeyNotFoundException)
        {
            foreach (VolumeId volume in archive.Volumes.Append(archive.Volume))
            {
                frozen[volume] = $"the manifest of archive {archive.Id}, which may need it, cannot be read: {e.Message}";
            }
        }
    }

    private async Task<VolumeUse> LookAsync(VolumeRecord volume, LiveChunks live, HashSet<ArchiveId> living, CancellationToken cancellationToken)
    {
        try
        {
            await using VolumeReader reader = await VolumeReader.OpenAsync(volumes.Store, volume.Id, cancellationToken).ConfigureAwait(false);
            IReadOnlyList<ChunkEntry> entries = await reader.ReadIndexAsync(cancellationToken).ConfigureAwait(false);
            VolumeUse use = Measure(volume, reader.Description, entries, live, living);
            return use.Frozen.Length == 0 && volumes.Unreadable.TryGetValue(volume.Id, out string? why)
                ? use with { Frozen = $"it could not be read when the server was started ({why}): restart the server, which takes it in" }
                : use;
        }
        catch (Exception e) when (e is VolumeFormatException or IOException or UnauthorizedAccessException)
        {
            return new VolumeUse { Volume = volume, IsRead = false, Frozen = $"it cannot be read: {e.Message}" };
        }
    }

    private VolumeUse Measure(VolumeRecord volume, VolumeDescription description, IReadOnlyList<ChunkEntry> entries, LiveChunks live, HashSet<ArchiveId> living)
    {
        long liveChunks = 0;
        long liveBytes = 0;
        long damaged = 0;
        long spare = 0;
        long unknown = 0;
        HashSet<VolumeId> elsewhere = [];
        foreach (ChunkEntry entry in entries.Where(entry => live.Contains(entry.Id)))
        {
            if (volumes.Index.TryLocate(entry.Id, out ChunkLocation location))
            {
                bool isHere = location.Volume == volume.Id;
                liveChunks += isHere ? 1 : 0;
                liveBytes += isHere ? entry.FrameLength : 0;
                if (!isHere)
                {
                    elsewhere.Add(location.Volume);
                }
            }
            else if (volumes.Index.TryLocateDamaged(entry.Id, out ChunkLocation bad))
            {
                damaged += bad.Volume == volume.Id ? 1 : 0;
                spare += bad.Volume == volume.Id ? 0 : 1;
            }
            else
            {
                unknown++;
            }
        }
        List<VolumeArchive> here = [.. description.Archives.Where(stored => living.Contains(stored.Archive) && catalog.FindArchive(stored.Archive)?.Volume == volume.Id)];
        return new VolumeUse
        {
            Volume = volume,
            Frozen = damaged > 0 ? $"{CountText.Of(damaged, "chunk in it is", "chunks in it are")} damaged that archives still need"
                : unknown > 0 ? $"it holds {CountText.Of(unknown, "chunk")} that archives need and that the server has not taken in: restart the server"
                : spare > 0 ? $"it holds {CountText.Of(spare, "chunk")} that archives need and of which other copies are damaged"
                : "",
            Elsewhere = elsewhere,
            LiveChunks = liveChunks,
            LiveFrameBytes = liveBytes,
            LiveArchives = [.. here.Select(stored => stored.Archive)],
            LiveManifestBytes = here.Sum(stored => stored.Manifest.LengthBytes + (stored.Layout?.LengthBytes ?? 0)),
            Manifests = [.. description.Archives.Select(stored => stored.Archive)],
            Removed = description.Removed,
            IsTombstone = description.Packs.Count == 0 && description.Archives.Count == 0,
            IsUpload = volume.Interrupted,
        };
    }
}
