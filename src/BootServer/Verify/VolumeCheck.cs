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
using Monitas.Contracts.Plans;
using Monitas.Imaging;
using Monitas.Imaging.Stores;
using Monitas.Imaging.Volumes;

namespace Monitas.BootServer.Verify;

/// <summary>
/// Reads a volume again and acts on what it finds: the catalog notes it, a damaged chunk counts as not stored, so that the next backup that has it
/// sends it again, and the archives whose files are hit say so.
/// </summary>
internal sealed class VolumeCheck(
    ICatalog catalog, VolumeStore volumes, ArchiveChunks chunks, HitFiles hits, SpareChunks spares, TimeProvider clock, ILogger<VolumeCheck> log)
{
    /// <summary>Verifies a volume.</summary>
    /// <param name="volume">The volume.</param>
    /// <param name="store">From where it is read: the store, or a slower way to it.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="IOException">It is not there or cannot be read at all.</exception>
    public Task<VolumeVerification> RunAsync(VolumeId volume, IStore store, CancellationToken cancellationToken) =>
        RunAsync(volume, store, null, null, null, cancellationToken);

    /// <summary>Verifies a volume, or goes on with that.</summary>
    /// <param name="volume">The volume.</param>
    /// <param name="store">From where it is read: the store, or a slower way to it.</param>
    /// <param name="from">Where it goes on; null for the begin.</param>
    /// <param name="progress">Is told the bytes read so far.</param>
    /// <param name="passed">Is told where it could go on.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="IOException">It is not there or cannot be read at all.</exception>
    public async Task<VolumeVerification> RunAsync(
        VolumeId volume, IStore store, VerifyPoint? from, IProgress<long>? progress, Action<VerifyPoint>? passed, CancellationToken cancellationToken)
    {
        VolumeReport report = await VolumeVerifier.VerifyAsync(store, volume, from, progress, passed, cancellationToken).ConfigureAwait(false);
        List<StoredDamage> damage = [.. report.Damage.Select(one => new StoredDamage(one.File, one.OffsetBytes, one.What, one.Chunk?.ToString() ?? ""))];
        catalog.UpdateVolume(volume, record => record with
        {
            Verified = clock.GetUtcNow(),
            Damage = [.. damage.OrderBy(one => one.Chunk.Length == 0).Take(VolumeRecord.MaxDamage)],
            DamageCount = damage.Count,
        });
        List<ChunkId> hit = [.. report.Damage.Select(one => one.Chunk).OfType<ChunkId>().Where(chunk => volumes.Index.MarkDamaged(chunk, volume))];
        await spares.FindAsync(hit, cancellationToken).ConfigureAwait(false);
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
        return new VolumeVerification(volume, damage.Count == 0, report.ChunksChecked, report.BytesChecked, [.. damage.Take(VolumeRecord.MaxDamage)], files, count) { DamageCount = damage.Count, Unchecked = report.Unchecked };
    }

    /// <summary>Makes the index forget what earlier verifications have found to be damaged; to be done when it was read from the volumes.</summary>
    public async Task ForgetDamagedAsync(CancellationToken cancellationToken)
    {
        List<ChunkId> hit = [];
        foreach (VolumeRecord volume in catalog.ListVolumes())
        {
            hit.AddRange(volume.DamagedChunks().Where(chunk => volumes.Index.MarkDamaged(chunk, volume.Id)));
        }
        await spares.FindAsync(hit, cancellationToken).ConfigureAwait(false);
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
            Say(archive, volume, $"{ArchiveMarks.Damaged}the list of its files cannot be read from volume {archive.Volume}: {e.Message}");
            return 0;
        }
        bool listIsHit = report.Damage.Any(one => one.File == VolumeNames.OfManifest(archive.Id));
        Say(archive, volume, count > 0 ? $"{ArchiveMarks.Damaged}{CountText.Of(count, "file")} cannot be restored, since {CountText.Of(lost.Count, "chunk is", "chunks are")} damaged; a backup that has the same content again heals that."
            : listIsHit ? $"{ArchiveMarks.Damaged}the list of its files is damaged in volume {volume}; the server has a sound copy, which the next prune may store anew."
            : "");
        return count;
    }

    private void Say(ArchiveRecord archive, VolumeId volume, string mark)
    {
        if (mark.Length > 0)
        {
            VerifyLog.ArchiveHit(log, archive.Id, archive.Machine, volume, mark);
        }
        List<string> marks = mark.Length > 0 ? [mark] : [];
        if (!archive.Warnings.Where(IsMark).SequenceEqual(marks))
        {
            catalog.UpdateArchive(archive.Id, current => current with { Warnings = [.. current.Warnings.Where(warning => !IsMark(warning)), .. marks] });
        }
    }

    private static bool IsMark(string warning) => warning.StartsWith(ArchiveMarks.Damaged, StringComparison.Ordinal);
}
