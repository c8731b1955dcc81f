using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;
using Monitas.BootServer.Backups;
using Monitas.Catalog;
using Monitas.Catalog.Records;
using Monitas.Contracts.Ids;
using Monitas.Imaging.Volumes;

namespace Monitas.BootServer.Retention;

/// <summary>
/// Moves what counts out of volumes into a new one and lets that take their place. The order is a rule: dead chunks are no longer found (so that no
/// backup begins to rely on one) -> live chunks and manifests copied, each checked -> new volume sealed and read back twice, before and after it has its name -> catalog, in one step ->
/// old volumes deleted (<see cref="DroppedVolumes"/>). After a crash between any two of these all archives are whole, and the next start or prune
/// does the rest. Running restores find chunks in their new place; what running backups rely on is moved too.
/// </summary>
internal sealed class Compactor(
    ICatalog catalog, VolumeStore volumes, ArchiveChunks chunks, ChunkMover mover, BackupUploads uploads, SureReplacement sure, TimeProvider clock,
    ILogger<Compactor> log)
{
    /// <summary>Does it with one batch.</summary>
    /// <param name="batch">The volumes; none to write only what is to be said of removed archives.</param>
    /// <param name="use">What is in use; archives that were made since are added.</param>
    /// <param name="staying">The volumes that stay.</param>
    /// <param name="meter">Is told what is moved; null when nobody asks.</param>
    /// <param name="cancellationToken">Ends the work; nothing has changed then.</param>
    /// <exception cref="IOException">The store is full or failed; nothing has changed then.</exception>
    public async Task<Compaction> RunAsync(IReadOnlyList<VolumeUse> batch, StoreUse use, IReadOnlyList<VolumeUse> staying, MoveMeter? meter, CancellationToken cancellationToken)
    {
        sure.RequireCertainty();
        Dictionary<VolumeId, IReadOnlyList<KeyValuePair<ChunkId, ChunkLocation>>> forgotten = await ForgetDeadAsync(batch, use, cancellationToken).ConfigureAwait(false);
        List<VolumeUse> dropped = [];
        SealedVolume? done = null;
        try
        {
            await using Move move = new(volumes, meter, clock);
            await mover.MoveChunksAsync(batch, move, cancellationToken).ConfigureAwait(false);
            Dictionary<ArchiveId, IReadOnlyList<VolumeId>> places = await PlacesAsync(batch, move, cancellationToken).ConfigureAwait(false);
            await mover.MoveManifestsAsync(batch, places, move, cancellationToken).ConfigureAwait(false);
            dropped = [.. batch.Where(one => !move.Stuck.ContainsKey(one.Volume.Id))];
            Tombstones tombstones = Tombstones.Decide(
                catalog.ListRemovedArchives(), dropped, [.. staying, .. batch.Except(dropped)], catalog.ListArchives().Select(archive => archive.Id).ToHashSet());
            done = await move.SealAsync(tombstones.ToWrite, cancellationToken).ConfigureAwait(false);
            volumes.Switch(() => Replace(dropped, move, done, places, tombstones));
            foreach ((VolumeId volume, string why) in move.Stuck)
            {
                RetentionLog.VolumeStays(log, volume, why);
            }
            return new Compaction(dropped, done?.LengthBytes ?? 0, [.. move.Stuck.Select(pair => $"The volume {pair.Key} stays: {pair.Value}")]);
        }
        catch (CatalogException) when (done is not null && !sure.IsInDoubt)
        {
            // Nobody knows the new volume: what it says of archives must not come back when they are removed later.
            dropped = [];
            await volumes.Store.DeleteAsync(VolumeNames.OfVolume(done.Description.Volume), CancellationToken.None).ConfigureAwait(false);
            throw;
        }
        catch
        {
            dropped = [];
            throw;
        }
        finally
        {
            // In doubt the volumes may be dropped already: nothing may begin to rely on what was dead in them.
            foreach ((VolumeId volume, IReadOnlyList<KeyValuePair<ChunkId, ChunkLocation>> back) in forgotten.Where(pair => !sure.IsInDoubt && !dropped.Exists(one => one.Volume.Id == pair.Key)))
            {
                volumes.Index.Restore(volume, back);
            }
        }
    }

    /// <summary>
    /// Makes the index forget what no archive and no running backup refers to. Archives that were committed since the survey are counted first;
    /// none can be committed while the index forgets.
    /// </summary>
    private async Task<Dictionary<VolumeId, IReadOnlyList<KeyValuePair<ChunkId, ChunkLocation>>>> ForgetDeadAsync(
        IReadOnlyList<VolumeUse> batch, StoreUse use, CancellationToken cancellationToken)
    {
        Dictionary<VolumeId, List<ChunkId>> held = [];
        foreach (VolumeUse one in batch)
        {
            await using VolumeReader reader = await VolumeReader.OpenAsync(volumes.Store, one.Volume.Id, cancellationToken).ConfigureAwait(false);
            held[one.Volume.Id] = [.. (await reader.ReadIndexAsync(cancellationToken).ConfigureAwait(false)).Select(entry => entry.Id)];
        }
        while (true)
        {
            foreach (ArchiveRecord archive in catalog.ListArchives().Where(archive => !use.Counted.Contains(archive.Id)))
            {
                foreach (ChunkId chunk in await chunks.ReadAsync(archive, cancellationToken).ConfigureAwait(false))
                {
                    use.Live.Add(chunk);
                }
                use.Counted.Add(archive.Id);
            }
            var forgotten = volumes.Switch(() => catalog.ListArchives().Any(archive => !use.Counted.Contains(archive.Id))
                ? null
                : held.ToDictionary(pair => pair.Key, pair => volumes.Index.Forget(pair.Key, pair.Value, chunk => use.Live.Contains(chunk) || uploads.Hold(chunk))));
            if (forgotten is not null)
            {
                return forgotten;
            }
        }
    }

    /// <summary>In which volumes the archives will lie that one of these volumes holds a part of.</summary>
    private async Task<Dictionary<ArchiveId, IReadOnlyList<VolumeId>>> PlacesAsync(IReadOnlyList<VolumeUse> batch, Move move, CancellationToken cancellationToken)
    {
        HashSet<VolumeId> going = [.. batch.Select(one => one.Volume.Id)];
        HashSet<VolumeId> known = [.. catalog.ListVolumes().Select(volume => volume.Id)];
        Dictionary<ArchiveId, IReadOnlyList<VolumeId>> places = [];
        foreach (ArchiveRecord archive in catalog.ListArchives().Where(archive => archive.Volumes.Append(archive.Volume).Any(going.Contains)))
        {
            // A volume that is missing from the store goes on being missed.
            HashSet<VolumeId> found = [.. archive.Volumes.Where(volume => !known.Contains(volume) || volumes.Unreadable.ContainsKey(volume))];
            bool isMissed = false;
            foreach (ChunkId chunk in await chunks.ReadAsync(archive, cancellationToken).ConfigureAwait(false))
            {
                if (move.Holds(chunk))
                {
                    found.Add(move.Volume);
                }
                else if (volumes.Index.TryLocate(chunk, out ChunkLocation location) || volumes.Index.TryLocateDamaged(chunk, out location))
                {
                    found.Add(location.Volume);
                }
                else
                {
                    isMissed = true;
                }
            }
            if (isMissed)
            {
                // Any of those that it names may have it.
                found.UnionWith(archive.Volumes);
            }
            places[archive.Id] = [.. found.OrderBy(volume => volume.Value)];
        }
        return places;
    }

    private bool Replace(List<VolumeUse> dropped, Move move, SealedVolume? done, Dictionary<ArchiveId, IReadOnlyList<VolumeId>> places, Tombstones tombstones)
    {
        HashSet<VolumeId> gone = [.. dropped.Select(one => one.Volume.Id)];
        VolumeId[] added = done is null ? [] : [done.Description.Volume];
        DateTimeOffset now = clock.GetUtcNow();
        sure.Run(new VolumeReplacement
        {
            Time = now,
            Dropped = [.. gone],
            Added = done is null ? [] : [Record(done, now)],
            Places = catalog.ListArchives().Where(archive => archive.Volumes.Append(archive.Volume).Any(gone.Contains)).ToDictionary(archive => archive.Id, Place),
            Tombstones = tombstones.ToWrite.ToDictionary(archive => archive, _ => added[0]),
            Forgotten = tombstones.Forgotten,
        });
        volumes.Replace(gone, added);
        if (done is not null)
        {
            volumes.Index.Add(done);
            RetentionLog.Moved(log, gone.Count, added[0], done.Chunks.Count, done.Description.Archives.Count, done.LengthBytes);
        }
        return true;

        ArchivePlace Place(ArchiveRecord archive)
        {
            VolumeId home = move.Manifests.Contains(archive.Id) ? added[0] : archive.Volume;
            // An archive that was committed since names what it needs less exactly; that does no harm.
            IReadOnlyList<VolumeId> all = places.GetValueOrDefault(archive.Id) ?? [.. archive.Volumes.Where(volume => !gone.Contains(volume)).Union(added)];
            return new ArchivePlace(home, [.. all.Where(volume => !gone.Contains(volume) && volume != home).Distinct(), home]);
        }
    }

    private static VolumeRecord Record(SealedVolume done, DateTimeOffset now) => new()
    {
        Id = done.Description.Volume,
        Name = VolumeNames.OfVolume(done.Description.Volume),
        SizeBytes = done.LengthBytes,
        Sealed = now,
        Machine = done.Description.Archives is [VolumeArchive first, ..] ? first.Machine : default,
        Figures = new Dictionary<string, long> { ["chunks"] = done.Chunks.Count },
    };
}
