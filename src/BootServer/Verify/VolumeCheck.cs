using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;
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
/// Reads a volume again and acts on what it finds: the catalog notes it, a damaged chunk counts as not stored, so that the next backup that has it
/// sends it again, and the archives whose files are hit say so.
/// </summary>
internal sealed class VolumeCheck(ICatalog catalog, VolumeStore volumes, ArchiveChunks chunks, HitFiles hits, TimeProvider clock, ILogger<VolumeCheck> log)
{
    /// <summary>Begins what is said of an archive that is hit.</summary>
    private const string Mark = "Damaged: ";

    /// <summary>Verifies a volume.</summary>
    /// <param name="volume">The volume.</param>
    /// <param name="store">From where it is read: the store, or a slower way to it.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="IOException">It is not there or cannot be read at all.</exception>
    public async Task<VolumeVerification> RunAsync(VolumeId volume, IStore store, CancellationToken cancellationToken)
    {
        VolumeReport report = await VolumeVerifier.VerifyAsync(store, volume, null, cancellationToken).ConfigureAwait(false);
        List<StoredDamage> damage = [.. report.Damage.Select(one => new StoredDamage(one.File, one.OffsetBytes, one.What, one.Chunk?.ToString() ?? ""))];
        catalog.UpdateVolume(volume, record => record with
        {
            Verified = clock.GetUtcNow(),
            Damage = [.. damage.OrderBy(one => one.Chunk.Length == 0).Take(VolumeRecord.MaxDamage)],
            DamageCount = damage.Count,
        });
        foreach (ChunkId chunk in report.Damage.Select(one => one.Chunk).OfType<ChunkId>())
        {
            volumes.Index.MarkDamaged(chunk, volume);
        }
        List<HitFile> files = [];
        int count = 0;
        foreach (ArchiveRecord archive in catalog.ListArchives().Where(archive => archive.Volumes.Append(archive.Volume).Contains(volume)))
        {
            count += await FindHitsAsync(archive, volume, report, files, cancellationToken).ConfigureAwait(false);
        }
        if (damage.Count > 0)
        {
            VerifyLog.Damaged(log, volume, damage.Count, count);
        }
        return new VolumeVerification(volume, damage.Count == 0, report.ChunksChecked, report.BytesChecked, damage, files, count) { Unchecked = report.Unchecked };
    }

    /// <summary>Makes the index forget what earlier verifications have found to be damaged; to be done when it was read from the volumes.</summary>
    public void ForgetDamaged()
    {
        foreach (VolumeRecord volume in catalog.ListVolumes())
        {
            foreach (StoredDamage damage in volume.Damage.Where(one => one.Chunk.Length > 0))
            {
                volumes.Index.MarkDamaged(new ChunkId(Convert.FromHexString(damage.Chunk)), volume.Id);
            }
        }
    }

    /// <summary>Finds the files of an archive that lie in chunks which are nowhere sound, and has the archive say so (or no longer).</summary>
    private async Task<int> FindHitsAsync(ArchiveRecord archive, VolumeId volume, VolumeReport report, List<HitFile> files, CancellationToken cancellationToken)
    {
        HashSet<ChunkId> lost = [];
        int count = 0;
        try
        {
            lost.UnionWith((await chunks.ReadAsync(archive, cancellationToken).ConfigureAwait(false)).Where(chunk => !volumes.Index.TryLocate(chunk, out _)));
            count = await hits.FindAsync(archive, lost, files, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is VolumeFormatException or IOException or KeyNotFoundException)
        {
            Say(archive, volume, $"{Mark}the list of its files cannot be read from volume {archive.Volume}: {e.Message}");
            return 0;
        }
        bool listIsHit = report.Damage.Any(one => one.File == VolumeNames.OfManifest(archive.Id));
        Say(archive, volume, count > 0 ? $"{Mark}{count} files cannot be restored, since {lost.Count} chunks are damaged; a backup that has them again heals them."
            : listIsHit ? $"{Mark}the list of its files is damaged in volume {volume}; the server has a sound copy, which the next prune may store anew."
            : "");
        return count;
    }

    private void Say(ArchiveRecord archive, VolumeId volume, string mark)
    {
        List<string> warnings = [.. archive.Warnings.Where(warning => !warning.StartsWith(Mark, StringComparison.Ordinal))];
        if (mark.Length > 0)
        {
            warnings.Add(mark);
            VerifyLog.ArchiveHit(log, archive.Id, archive.Machine, volume, mark);
        }
        if (!warnings.SequenceEqual(archive.Warnings))
        {
            volumes.Switch(() => catalog.FindArchive(archive.Id) is { } current ? catalog.CommitArchive(current with { Warnings = warnings }, []) : null);
        }
    }
}
