using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;
using Monitas.BootServer.Retention;
using Monitas.Catalog;
using Monitas.Catalog.Records;
using Monitas.Contracts.Ids;
using Monitas.Imaging;
using Monitas.Imaging.Stores;
using Monitas.Imaging.Volumes;

namespace Monitas.BootServer.Backups;

/// <summary>
/// Brings the catalog in line with the store at the start: a sealed volume that the catalog does not know (the server died between
/// sealing and cataloguing, or the catalog is new or an older copy) is taken in, one without archives too; what volumes say is removed goes, and an
/// archive whose content is not all there says so.
/// </summary>
internal sealed class StoreReconciler(
    ICatalog catalog, VolumeStore volumes, ArchiveWholeness wholeness, VanishedVolumes vanished, ArchiveChunks chunks, TimeProvider clock, ILogger<StoreReconciler> log)
{
    /// <summary>Does it. What cannot be read is logged and left alone.</summary>
    /// <exception cref="IOException">The store cannot be listed.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        Dictionary<VolumeId, StoreItem> present = [];
        foreach (StoreItem item in await volumes.Store.ListAsync(cancellationToken).ConfigureAwait(false))
        {
            if (VolumeNames.TryParse(item.Name, out VolumeId id))
            {
                present[id] = item;
            }
        }
        foreach ((VolumeId id, string why) in volumes.Unreadable)
        {
            BackupLog.VolumeUnreadable(log, id, why);
        }
        List<VolumeId> readable = [.. present.Keys.Where(id => !volumes.Unreadable.ContainsKey(id))];
        List<VolumeId> unknown = [.. readable.Where(id => catalog.FindVolume(id) is null)];
        bool isOther = unknown.Count > 0 || catalog.ListVolumes().Any(volume => !present.ContainsKey(volume.Id));
        if (unknown.Count > 0)
        {
            HashSet<ArchiveId> removed = await RemovedAsync(readable, cancellationToken).ConfigureAwait(false);
            foreach (VolumeId id in unknown)
            {
                await TakeInAsync(id, present[id], removed, cancellationToken).ConfigureAwait(false);
            }
        }
        await wholeness.CheckAsync(present.Keys.ToHashSet(), isOther, cancellationToken).ConfigureAwait(false);
        await vanished.ForgetAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// All archives that the catalog or any volume says are removed: whichever volume is taken in first, none of them comes back, and an older
    /// catalog that still has some gives them up. Their numbers are not given again, as far as a volume still tells them.
    /// </summary>
    private async Task<HashSet<ArchiveId>> RemovedAsync(List<VolumeId> readable, CancellationToken cancellationToken)
    {
        Dictionary<ArchiveId, VolumeId> tombstones = [];
        Dictionary<ArchiveId, VolumeArchive> traces = [];
        foreach (VolumeId id in readable)
        {
            try
            {
                await using VolumeReader volume = await VolumeReader.OpenAsync(volumes.Store, id, cancellationToken).ConfigureAwait(false);
                foreach (ArchiveId archive in volume.Description.Removed)
                {
                    tombstones[archive] = id;
                }
                foreach (VolumeArchive stored in volume.Description.Archives)
                {
                    traces[stored.Archive] = stored;
                }
            }
            catch (Exception e) when (e is VolumeFormatException or IOException)
            {
                BackupLog.VolumeUnreadable(log, id, e.Message);
            }
        }
        NoteRemoved(tombstones, traces);
        return [.. tombstones.Keys.Union(catalog.ListRemovedArchives().Select(one => one.Archive))];
    }

    private void NoteRemoved(Dictionary<ArchiveId, VolumeId> tombstones, Dictionary<ArchiveId, VolumeArchive> traces)
    {
        DateTimeOffset now = clock.GetUtcNow();
        Dictionary<ArchiveId, RemovedArchiveRecord> noted = catalog.ListRemovedArchives().ToDictionary(one => one.Archive);
        List<RemovedArchiveRecord> removed = [];
        foreach ((ArchiveId archive, VolumeId tombstone) in tombstones)
        {
            if (noted.TryGetValue(archive, out RemovedArchiveRecord? before))
            {
                removed.Add(before with { Tombstone = tombstone });
            }
            else if (catalog.FindArchive(archive) is { } known)
            {
                removed.Add(new RemovedArchiveRecord { Archive = archive, Machine = known.Machine, Number = known.Number, Removed = now, Tombstone = tombstone });
            }
            else if (traces.TryGetValue(archive, out VolumeArchive? trace))
            {
                removed.Add(StoredArchive.Removed(trace, tombstone, now));
            }
        }
        foreach (RemovedArchiveRecord one in catalog.NoteRemovedArchives(removed))
        {
            chunks.Drop(one.Archive);
            BackupLog.ArchiveWasRemoved(log, one.Number, one.Archive, one.Machine, one.Tombstone);
        }
    }

    private async Task TakeInAsync(VolumeId id, StoreItem item, HashSet<ArchiveId> removed, CancellationToken cancellationToken)
    {
        try
        {
            await using VolumeReader volume = await VolumeReader.OpenAsync(volumes.Store, id, cancellationToken).ConfigureAwait(false);
            foreach (VolumeArchive stored in volume.Description.Archives.Where(stored => !removed.Contains(stored.Archive)))
            {
                StoredArchive said = await StoredArchive.ReadAsync(volume, stored, cancellationToken).ConfigureAwait(false);
                if (catalog.FindArchive(stored.Archive) is { } known)
                {
                    // Moved here, or here before it was moved. Its machine may have been removed since: it does not come back.
                    catalog.CommitArchive(said.Archive with { Number = known.Number, Warnings = known.Warnings }, []);
                    continue;
                }
                if (catalog.FindMachine(stored.Machine) is null)
                {
                    catalog.AddMachine(said.Machine(name => catalog.FindMachineByName(name) is not null, clock.GetUtcNow()));
                }
                catalog.CommitArchive(said.Archive, []);
            }
            // Last: a volume that the catalog knows is not looked at again for archives.
            catalog.AddVolume(StoredArchive.Volume(volume.Description, item));
            BackupLog.VolumeTakenIn(log, id, volume.Description.Archives.Count);
        }
        catch (Exception e) when (e is VolumeFormatException or IOException or JsonException)
        {
            BackupLog.VolumeUnreadable(log, id, e.Message);
        }
    }
}
