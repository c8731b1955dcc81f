using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;
using Monitas.Catalog;
using Monitas.Catalog.Records;
using Monitas.Contracts.Ids;
using Monitas.Contracts.Messages;
using Monitas.Imaging;
using Monitas.Imaging.Stores;
using Monitas.Imaging.Volumes;

namespace Monitas.BootServer.Backups;

/// <summary>
/// Brings the catalog in line with the store at the start: a sealed volume that the catalog does not know (the server died between
/// sealing and cataloguing, or the catalog is new) is taken in, one without archives too, and an archive whose volumes are not all there says so.
/// </summary>
internal sealed class StoreReconciler(ICatalog catalog, VolumeStore volumes, ArchiveWholeness wholeness, TimeProvider clock, ILogger<StoreReconciler> log)
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
        HashSet<ArchiveId> removed = unknown.Count > 0 ? await RemovedAsync(readable, cancellationToken).ConfigureAwait(false) : [];
        foreach (VolumeId id in unknown)
        {
            await TakeInAsync(id, present[id], removed, cancellationToken).ConfigureAwait(false);
        }
        await wholeness.CheckAsync(present.Keys.ToHashSet(), all: unknown.Count > 0, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>All archives that the catalog or any volume says are removed: whichever volume is taken in first, none of them comes back.</summary>
    private async Task<HashSet<ArchiveId>> RemovedAsync(List<VolumeId> readable, CancellationToken cancellationToken)
    {
        HashSet<ArchiveId> removed = [.. catalog.ListRemovedArchives().Select(one => one.Archive)];
        foreach (VolumeId id in readable)
        {
            try
            {
                await using VolumeReader volume = await VolumeReader.OpenAsync(volumes.Store, id, cancellationToken).ConfigureAwait(false);
                removed.UnionWith(volume.Description.Removed);
            }
            catch (Exception e) when (e is VolumeFormatException or IOException)
            {
                BackupLog.VolumeUnreadable(log, id, e.Message);
            }
        }
        return removed;
    }

    private async Task TakeInAsync(VolumeId id, StoreItem item, HashSet<ArchiveId> removed, CancellationToken cancellationToken)
    {
        try
        {
            await using VolumeReader volume = await VolumeReader.OpenAsync(volumes.Store, id, cancellationToken).ConfigureAwait(false);
            VolumeRecord record = new()
            {
                Id = id,
                Name = item.Name,
                SizeBytes = item.LengthBytes,
                Sealed = volume.Description.Created,
                Machine = MachineOf(volume.Description),
                Interrupted = volume.Description.Machine is not null,
            };
            foreach (VolumeArchive stored in volume.Description.Archives.Where(stored => !removed.Contains(stored.Archive)))
            {
                byte[] layout = await volume.ReadLayoutAsync(stored.Archive, cancellationToken).ConfigureAwait(false);
                ArchiveRecord archive = Describe(id, stored, layout);
                if (catalog.FindArchive(archive.Id) is not { } known)
                {
                    AddMachine(archive.Machine, stored.MachineName);
                    catalog.CommitArchive(archive, [record]);
                }
                else
                {
                    // Moved here, or here before it was moved. Its machine may have been removed since: it does not come back.
                    catalog.CommitArchive(archive with { Number = known.Number }, [record]);
                }
            }
            TakeInRemoved(record, volume.Description.Removed);
            BackupLog.VolumeTakenIn(log, id, volume.Description.Archives.Count);
        }
        catch (Exception e) when (e is VolumeFormatException or IOException or JsonException)
        {
            BackupLog.VolumeUnreadable(log, id, e.Message);
        }
    }

    private static MachineId MachineOf(VolumeDescription volume) => volume.Machine ?? (volume.Archives.Count > 0 ? volume.Archives[0].Machine : default);

    /// <summary>The volume itself, and the archives that it says are removed: the server died between writing that and noting it, or the catalog is an older copy.</summary>
    private void TakeInRemoved(VolumeRecord volume, IReadOnlyList<ArchiveId> removed)
    {
        catalog.RemoveArchives(removed, clock.GetUtcNow());
        catalog.ReplaceVolumes(new VolumeReplacement { Time = clock.GetUtcNow(), Added = [volume], Tombstones = removed.ToDictionary(archive => archive, _ => volume.Id) });
    }

    private static ArchiveRecord Describe(VolumeId volume, VolumeArchive stored, byte[] layout)
    {
        ArchiveDescription? known = stored.Description.ValueKind == JsonValueKind.Object
            ? stored.Description.Deserialize(BackupJson.Default.ArchiveDescription)
            : null;
        return new ArchiveRecord
        {
            Id = stored.Archive,
            Machine = stored.Machine,
            Number = known?.Number ?? 0,
            Time = known?.Time ?? stored.Created,
            Job = known?.Job,
            Volume = volume,
            Volumes = [.. known?.EarlierVolumes ?? [], volume],
            Figures = known?.Figures ?? new Dictionary<string, long> { ["files"] = stored.EntryCount, ["bytes"] = stored.TotalBytes },
            Warnings = known?.Warnings ?? [],
            Layout = layout.Length == 0 ? null : JsonSerializer.Deserialize(layout, ContractsJson.Default.MachineLayout),
        };
    }

    /// <summary>A machine that the catalog does not know comes back without a credential: it enrols anew, by its name, and has its archives again.</summary>
    private void AddMachine(MachineId id, string name)
    {
        if (catalog.FindMachine(id) is not null)
        {
            return;
        }
        string free = catalog.FindMachineByName(name) is null ? name : $"{name}-{id.ToString()[..8]}";
        catalog.AddMachine(new MachineRecord { Id = id, Name = free, Created = clock.GetUtcNow() });
    }
}
