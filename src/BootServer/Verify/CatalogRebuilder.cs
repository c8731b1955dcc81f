using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Monitas.BootServer.Backups;
using Monitas.BootServer.Retention;
using Monitas.Catalog;
using Monitas.Catalog.Records;
using Monitas.Contracts.Ids;
using Monitas.Imaging;
using Monitas.Imaging.Stores;
using Monitas.Imaging.Volumes;

namespace Monitas.BootServer.Verify;

/// <summary>
/// Makes the catalog's archives and volumes anew from the volumes alone. Machines that are gone come back with name, group, cards, SMBIOS UUID and
/// serial number, but without what volumes do not say: credentials, what their agents have told, jobs, tokens. What the catalog knows
/// of volumes that are still there (when they were sealed and verified, damage) stays, and so does that a volume is only to be deleted.
/// </summary>
internal sealed class CatalogRebuilder(
    ICatalog catalog, VolumeStore volumes, ArchiveWholeness wholeness, VanishedVolumes vanished, Pruner pruner, TimeProvider clock)
{
    /// <summary>Does it. Waits for a prune that is under way: that moves what is read here.</summary>
    /// <exception cref="IOException">The store cannot be listed; nothing has changed then.</exception>
    /// <exception cref="StoreAwayException">The store is away; nothing has changed then.</exception>
    public Task<RebuildReply> RunAsync(CancellationToken cancellationToken) => pruner.ExcludeAsync(() => RebuildAsync(cancellationToken), cancellationToken);

    private async Task<RebuildReply> RebuildAsync(CancellationToken cancellationToken)
    {
        Found found = await ReadAsync(cancellationToken).ConfigureAwait(false);
        // Of two volumes that hold an archive's list of files the later counts: it was moved there.
        List<StoredArchive> living =
            [.. found.Archives.GroupBy(one => one.Archive.Id).Select(group => group.Last()).Where(one => !found.Tombstones.ContainsKey(one.Archive.Id))];
        List<MachineRecord> machines = LostMachines(living);
        (int archives, int removed) = volumes.Switch(() => Replace(found, living, machines));
        foreach (VolumeId gone in catalog.ListVolumes().Select(volume => volume.Id).Where(id => !found.Present.Contains(id)))
        {
            // No backup may rely on what it held.
            volumes.Index.Drop(gone);
        }
        IReadOnlyList<string> wrong = await wholeness.CheckAsync(found.Present, all: true, cancellationToken).ConfigureAwait(false);
        await vanished.ForgetAsync(cancellationToken).ConfigureAwait(false);
        return new RebuildReply(catalog.ListVolumes().Count, archives, [.. machines.Select(machine => machine.Name)], removed, [.. found.Problems, .. wrong]);
    }

    private async Task<Found> ReadAsync(CancellationToken cancellationToken)
    {
        Found found = new();
        HashSet<VolumeId> dropped = [.. catalog.ListDroppedVolumes().Select(volume => volume.Id)];
        foreach (StoreItem item in await volumes.Store.ListAsync(cancellationToken).ConfigureAwait(false))
        {
            // What counts of a dropped volume lies elsewhere, and it may be gone at any moment.
            if (!VolumeNames.TryParse(item.Name, out VolumeId id) || dropped.Contains(id))
            {
                continue;
            }
            found.Present.Add(id);
            try
            {
                await ReadAsync(id, item, found, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception e) when (e is VolumeFormatException or IOException or JsonException)
            {
                found.Problems.Add($"The volume {id} cannot be read, what the catalog knows of it stays: {e.Message}");
            }
        }
        return found;
    }

    private async Task ReadAsync(VolumeId id, StoreItem item, Found found, CancellationToken cancellationToken)
    {
        await using VolumeReader reader = await VolumeReader.OpenAsync(volumes.Store, id, cancellationToken).ConfigureAwait(false);
        List<StoredArchive> archives = [];
        foreach (VolumeArchive stored in reader.Description.Archives)
        {
            archives.Add(await StoredArchive.ReadAsync(reader, stored, cancellationToken).ConfigureAwait(false));
        }
        VolumeRecord fresh = StoredArchive.Volume(reader.Description, item);
        found.Volumes[id] = catalog.FindVolume(id) is { } known
            ? known with { SizeBytes = fresh.SizeBytes, Machine = known.Machine == default ? fresh.Machine : known.Machine }
            : fresh;
        found.Archives.AddRange(archives);
        foreach (ArchiveId removed in reader.Description.Removed)
        {
            found.Tombstones[removed] = id;
        }
    }

    /// <summary>Puts it into the catalog. What was committed since the store was listed, and what lies in volumes that cannot be read, stays as it is.</summary>
    private (int Archives, int Removed) Replace(Found found, List<StoredArchive> living, List<MachineRecord> machines)
    {
        List<ArchiveRecord> archives = [.. living.Select(one => one.Archive with { Warnings = [.. one.Archive.Warnings, .. KnownDamage(one.Archive.Id)] })];
        archives.AddRange(catalog.ListArchives().Where(known => !found.Volumes.ContainsKey(known.Volume) && !archives.Exists(one => one.Id == known.Id)));
        List<RemovedArchiveRecord> removed = [.. found.Tombstones.Select(pair => Removed(pair.Key, pair.Value, found.Archives)).OfType<RemovedArchiveRecord>()];
        removed.AddRange(catalog.ListRemovedArchives().Where(known => known.Tombstone is null && !found.Tombstones.ContainsKey(known.Archive)));
        archives.RemoveAll(archive => removed.Exists(one => one.Archive == archive.Id));
        catalog.Rebuild(new RebuiltCatalog
        {
            Machines = machines,
            Archives = archives,
            Volumes = [.. found.Volumes.Values, .. catalog.ListVolumes().Where(known => !found.Volumes.ContainsKey(known.Id)), .. catalog.ListDroppedVolumes()],
            Removed = removed,
        });
        return (archives.Count, removed.Count);
    }

    /// <summary>What reading volumes again has found and no volume tells.</summary>
    private IEnumerable<string> KnownDamage(ArchiveId archive) =>
        catalog.FindArchive(archive)?.Warnings.Where(warning => warning.StartsWith(ArchiveMarks.Damaged, StringComparison.Ordinal)) ?? [];

    private List<MachineRecord> LostMachines(List<StoredArchive> living)
    {
        HashSet<string> names = new(catalog.ListMachines().Select(machine => machine.Name), StringComparer.OrdinalIgnoreCase);
        List<MachineRecord> lost = [];
        foreach (IGrouping<MachineId, StoredArchive> group in living.GroupBy(one => one.Archive.Machine).Where(group => catalog.FindMachine(group.Key) is null))
        {
            StoredArchive newest = group.OrderBy(one => one.Archive.Number).ThenBy(one => one.Archive.Time).Last();
            lost.Add(newest.Machine(names.Contains, clock.GetUtcNow()));
            names.Add(lost[^1].Name);
        }
        return lost;
    }

    /// <summary>Null when no manifest of it is left.</summary>
    private RemovedArchiveRecord? Removed(ArchiveId archive, VolumeId tombstone, List<StoredArchive> found) => found.Find(one => one.Archive.Id == archive) is { } trace
        ? new RemovedArchiveRecord { Archive = archive, Machine = trace.Archive.Machine, Number = trace.Archive.Number, Removed = clock.GetUtcNow(), Tombstone = tombstone }
        : null;

    /// <summary>What the store holds.</summary>
    private sealed class Found
    {
        /// <summary>The volumes that are there and not only to be deleted.</summary>
        public HashSet<VolumeId> Present { get; } = [];

        /// <summary>Those that could be read.</summary>
        public Dictionary<VolumeId, VolumeRecord> Volumes { get; } = [];

        /// <summary>The archives whose lists of files lie in them, in order of the volumes' names.</summary>
        public List<StoredArchive> Archives { get; } = [];

        /// <summary>The archives that are removed, and where that is said.</summary>
        public Dictionary<ArchiveId, VolumeId> Tombstones { get; } = [];

        /// <summary>What could not be read.</summary>
        public List<string> Problems { get; } = [];
    }
}
