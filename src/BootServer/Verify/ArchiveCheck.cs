using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Monitas.BootServer.Api;
using Monitas.BootServer.Backups;
using Monitas.BootServer.Retention;
using Monitas.Catalog.Records;
using Monitas.Contracts.Ids;
using Monitas.Contracts.Plans;
using Monitas.Imaging;
using Monitas.Imaging.Volumes;

namespace Monitas.BootServer.Verify;

/// <summary>Says whether an archive is sound, after its volumes were read: which of its files are hit, and whether every chunk is there that its manifest names.</summary>
internal sealed class ArchiveCheck(VolumeStore volumes, ArchiveChunks chunks, HitFiles hits)
{
    /// <summary>Concludes from what was found in the archive's volumes.</summary>
    public async Task<VerifyReply> ConcludeAsync(ArchiveRecord archive, IReadOnlyList<VolumeVerification> found, CancellationToken cancellationToken)
    {
        List<string> damages = [.. found.SelectMany(volume => volume.Damage.Select(damage => Sentence(volume.Volume, damage)))];
        HashSet<ChunkId> damaged = [.. found.SelectMany(volume => volume.Damage).Where(damage => damage.Chunk.Length > 0).Select(damage => new ChunkId(Convert.FromHexString(damage.Chunk)))];
        VolumeId[] read = [.. archive.Volumes.Append(archive.Volume).Distinct()];
        HashSet<ChunkId> sound = [];
        foreach (VolumeId volume in read)
        {
            HashSet<ChunkId> here = [.. found.Where(one => one.Volume == volume).SelectMany(one => one.Damage).Where(damage => damage.Chunk.Length > 0)
                .Select(damage => new ChunkId(Convert.FromHexString(damage.Chunk)))];
            await TryAsync(damages, volume, () => AddChunksAsync(sound, volume, here, cancellationToken)).ConfigureAwait(false);
        }
        List<HitFile> files = [];
        int count = 0;
        await TryAsync(damages, archive.Volume, async () =>
        {
            HashSet<ChunkId> lost = await FindLostAsync(archive, read, sound, cancellationToken).ConfigureAwait(false);
            int missing = lost.Count(chunk => !damaged.Contains(chunk));
            damages.AddRange(missing > 0 ? [$"{CountText.Of(missing, "chunk that the manifest names is", "chunks that the manifest names are")} in none of the archive's volumes."] : []);
            count = await hits.FindAsync(archive, lost, files, cancellationToken).ConfigureAwait(false);
        }).ConfigureAwait(false);
        string[] notes = [.. found.Where(volume => volume.Unchecked.Length > 0).Select(volume => $"Volume {volume.Volume}: {volume.Unchecked}")];
        return new VerifyReply(damages.Count == 0, found.Sum(volume => volume.Chunks), found.Sum(volume => volume.Bytes), [.. damages.Distinct()], files, count, notes);
    }

    private static string Sentence(VolumeId volume, StoredDamage damage) =>
        $"Volume {volume}, {(damage.File.Length > 0 ? damage.File : "the volume")} at byte {damage.OffsetBytes}: {damage.What}.";

    private async Task AddChunksAsync(HashSet<ChunkId> sound, VolumeId volume, HashSet<ChunkId> damaged, CancellationToken cancellationToken)
    {
        await using VolumeReader reader = await VolumeReader.OpenAsync(volumes.Store, volume, cancellationToken).ConfigureAwait(false);
        sound.UnionWith((await reader.ReadIndexAsync(cancellationToken).ConfigureAwait(false)).Select(entry => entry.Id).Where(chunk => !damaged.Contains(chunk)));
    }

    /// <summary>The archive's chunks that are sound neither in the volumes that were read nor in any other of the store.</summary>
    private async Task<HashSet<ChunkId>> FindLostAsync(ArchiveRecord archive, VolumeId[] read, HashSet<ChunkId> sound, CancellationToken cancellationToken)
    {
        HashSet<ChunkId> lost = [.. (await chunks.ReadAsync(archive, cancellationToken).ConfigureAwait(false)).Where(chunk => !sound.Contains(chunk))];
        lost.RemoveWhere(chunk => volumes.Index.TryLocate(chunk, out ChunkLocation location) && !read.Contains(location.Volume));
        return lost;
    }

    /// <summary>Damage and missing volumes are findings here, not failures.</summary>
    private static async Task TryAsync(List<string> damages, VolumeId volume, Func<Task> work)
    {
        try
        {
            await work().ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or VolumeFormatException or KeyNotFoundException)
        {
            damages.Add($"Volume {volume}: {e.Message}");
        }
    }
}
