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
using Monitas.Contracts.Messages;
using Monitas.Imaging;
using Monitas.Imaging.Stores;
using Monitas.Imaging.Volumes;

namespace Monitas.BootServer.Verify;

/// <summary>
/// Makes the catalog's archives and volumes anew from the volumes alone. Machines that are gone come back with name, group, cards, SMBIOS UUID and
/// serial number, but without what volumes do not say: credentials, what their agents have told, jobs, tokens. What the catalog knows
/// of volumes that are still there (when they were sealed and verified, damage) stays.
/// </summary>
internal sealed class CatalogRebuilder(ICatalog catalog, VolumeStore volumes, ArchiveChunks chunks, TimeProvider clock)
{
    /// <summary>Does it.</summary>
    /// <exception cref="IOException">The store cannot be listed; nothing has changed then.</exception>
    public async Task<RebuildReply> RunAsync(CancellationToken cancellationToken)
    {
        List<string> problems = [];
        List<VolumeRecord> records = [];
        List<ReadArchive> found = [];
        Dictionary<ArchiveId, VolumeId> tombstones = [];
        HashSet<VolumeId> seen = [];
        foreach (StoreItem item in await volumes.Store.ListAsync(cancellationToken).ConfigureAwait(false))
        {
            if (!VolumeNames.TryParse(item.Name, out VolumeId id))
            {
                continue;
            }
            try
            {
                await using VolumeReader reader = await VolumeReader.OpenAsync(volumes.Store, id, cancellationToken).ConfigureAwait(false);
                records.Add(Record(reader.Description, item));
                foreach (ArchiveId removed in reader.Description.Removed)
                {
                    tombstones[removed] = id;
                }
                foreach (VolumeArchive stored in reader.Description.Archives)
                {
                    found.Add(await ReadAsync(reader, stored, cancellationToken).ConfigureAwait(false));
                }
                seen.Add(id);
            }
            catch (Exception e) when (e is VolumeFormatException or IOException or JsonException)
            {
                problems.Add($"The volume {id} cannot be read, what the catalog knows of it stays: {e.Message}");
            }
        }
        // Of two volumes that hold an archive's list of files the later counts: it was moved there.
        List<ReadArchive> living = [.. found.GroupBy(one => one.Archive.Id).Select(group => group.Last()).Where(one => !tombstones.ContainsKey(one.Archive.Id))];
        List<ArchiveRecord> archives = [];
        foreach (ReadArchive one in living)
        {
            archives.Add(await PlaceAsync(one.Archive, problems, cancellationToken).ConfigureAwait(false));
        }
        List<MachineRecord> machines = LostMachines(living);
        List<RemovedArchiveRecord> removedArchives = [.. tombstones.Select(pair => Removed(pair.Key, pair.Value, found)).OfType<RemovedArchiveRecord>()];
        return volumes.Switch(() =>
        {
            // What was committed since the store was listed, and what lies in volumes that cannot be read, stays as it is.
            archives.AddRange(catalog.ListArchives().Where(known => !seen.Contains(known.Volume) && !archives.Exists(one => one.Id == known.Id)));
            records.AddRange(catalog.ListVolumes().Where(known => !seen.Contains(known.Id)));
            removedArchives.AddRange(catalog.ListRemovedArchives().Where(known => known.Tombstone is null && !tombstones.ContainsKey(known.Archive)));
            archives.RemoveAll(archive => removedArchives.Exists(removed => removed.Archive == archive.Id));
            catalog.Rebuild(new RebuiltCatalog { Machines = machines, Archives = archives, Volumes = records, Removed = removedArchives });
            return new RebuildReply(records.Count, archives.Count, [.. machines.Select(machine => machine.Name)], removedArchives.Count, problems);
        });
    }

    private VolumeRecord Record(VolumeDescription description, StoreItem item)
    {
        VolumeRecord fresh = new()
        {
            Id = description.Volume,
            Name = item.Name,
            SizeBytes = item.LengthBytes,
            Sealed = description.Created,
            Machine = description.Machine ?? (description.Archives is [VolumeArchive first, ..] ? first.Machine : default),
            Interrupted = description.Machine is not null,
            Figures = new Dictionary<string, long> { ["chunks"] = description.Packs.Sum(pack => (long)pack.Chunks) },
        };
        return catalog.FindVolume(description.Volume) is { Dropped: null } known
            ? known with { SizeBytes = fresh.SizeBytes, Machine = known.Machine == default ? fresh.Machine : known.Machine }
            : fresh;
    }

    private static async Task<ReadArchive> ReadAsync(VolumeReader reader, VolumeArchive stored, CancellationToken cancellationToken)
    {
        byte[] layout = await reader.ReadLayoutAsync(stored.Archive, cancellationToken).ConfigureAwait(false);
        ArchiveDescription? said = stored.Description.ValueKind == JsonValueKind.Object ? stored.Description.Deserialize(BackupJson.Default.ArchiveDescription) : null;
        Dictionary<string, long> figures = new(said?.Figures ?? new Dictionary<string, long> { ["files"] = stored.EntryCount, ["bytes"] = stored.TotalBytes });
        figures.TryAdd("storedBytes", reader.LengthBytes);
        ArchiveRecord archive = new()
        {
            Id = stored.Archive,
            Machine = stored.Machine,
            Number = said?.Number ?? 0,
            Time = said?.Time ?? stored.Created,
            Job = said?.Job,
            Volume = reader.Description.Volume,
            Volumes = [.. said?.EarlierVolumes ?? [], reader.Description.Volume],
            Figures = figures,
            Warnings = said?.Warnings ?? [],
            Layout = layout.Length == 0 ? null : JsonSerializer.Deserialize(layout, ContractsJson.Default.MachineLayout),
        };
        return new ReadArchive(archive, said?.MachineName ?? stored.MachineName, said?.Known);
    }

    /// <summary>Finds the volumes of an archive by its chunks: what its description names may have been moved since.</summary>
    private async Task<ArchiveRecord> PlaceAsync(ArchiveRecord archive, List<string> problems, CancellationToken cancellationToken)
    {
        try
        {
            HashSet<VolumeId> places = [];
            long missing = 0;
            foreach (ChunkId chunk in await chunks.ReadAsync(archive, cancellationToken).ConfigureAwait(false))
            {
                bool isHere = volumes.Index.TryLocate(chunk, out ChunkLocation location) || volumes.Index.TryLocateDamaged(chunk, out location);
                missing += isHere ? 0 : 1;
                if (isHere)
                {
                    places.Add(location.Volume);
                }
            }
            places.Remove(archive.Volume);
            string[] warnings = missing == 0 ? [] : [$"Not whole: {missing} of its chunks are in no volume of the store."];
            return archive with { Volumes = [.. archive.Volumes.Where(places.Contains), .. places.Except(archive.Volumes).OrderBy(volume => volume.Value), archive.Volume], Warnings = [.. archive.Warnings, .. warnings] };
        }
        catch (Exception e) when (e is VolumeFormatException or IOException or KeyNotFoundException)
        {
            problems.Add($"The list of files of archive {archive.Id} cannot be read: {e.Message}");
            return archive;
        }
    }

    private List<MachineRecord> LostMachines(List<ReadArchive> living)
    {
        HashSet<string> names = [.. catalog.ListMachines().Select(machine => machine.Name.ToLowerInvariant())];
        List<MachineRecord> lost = [];
        foreach (IGrouping<MachineId, ReadArchive> group in living.GroupBy(one => one.Archive.Machine).Where(group => catalog.FindMachine(group.Key) is null))
        {
            ReadArchive newest = group.OrderBy(one => one.Archive.Number).ThenBy(one => one.Archive.Time).Last();
            string name = names.Add(newest.MachineName.ToLowerInvariant()) ? newest.MachineName : $"{newest.MachineName}-{group.Key.ToString()[..8]}";
            lost.Add(new MachineRecord
            {
                Id = group.Key,
                Name = name,
                Created = newest.Known?.Created ?? clock.GetUtcNow(),
                MacAddresses = newest.Known?.MacAddresses ?? [],
                SmbiosUuid = newest.Known?.SmbiosUuid ?? "",
                SerialNumber = newest.Known?.SerialNumber ?? "",
                Group = newest.Known?.Group ?? "",
            });
        }
        return lost;
    }

    /// <summary>Null when no manifest of it is left.</summary>
    private RemovedArchiveRecord? Removed(ArchiveId archive, VolumeId tombstone, List<ReadArchive> found) => found.Find(one => one.Archive.Id == archive) is { } trace
        ? new RemovedArchiveRecord { Archive = archive, Machine = trace.Archive.Machine, Number = trace.Archive.Number, Removed = clock.GetUtcNow(), Tombstone = tombstone }
        : null;

    private sealed record ReadArchive(ArchiveRecord Archive, string MachineName, DescribedMachine? Known);
}
