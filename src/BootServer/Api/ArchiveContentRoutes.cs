using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;
using Monitas.BootServer.Backups;
using Monitas.BootServer.Retention;
using Monitas.BootServer.Verify;
using Monitas.Catalog.Records;
using Monitas.Contracts.Ids;
using Monitas.Contracts.Messages;
using Monitas.Imaging;
using Monitas.Imaging.Manifests;
using Monitas.Imaging.Volumes;

namespace Monitas.BootServer.Api;

/// <summary>What is in an archive, and whether it is sound: read from its volumes, which are the truth.</summary>
internal sealed class ArchiveContentRoutes(Lookup lookup, VolumeStore volumes, ArchiveChunks chunks, HitFiles hits)
{
    /// <summary>The entries of a directory; with ?all=true all that is below it.</summary>
    public async Task FilesAsync(HttpContext context)
    {
        (MachineRecord machine, ArchiveRecord archive) = Find(context);
        byte[] path = context.Query("path") is { Length: > 0 } text ? Convert.FromBase64String(text) : "/"u8.ToArray();
        await using VolumeReader volume = await OpenAsync(archive, context.RequestAborted);
        using ManifestReader manifest = ManifestReader.Open(volume.OpenManifest(archive.Id), $"manifest of archive {archive.Number}");
        if (!manifest.TryFind(path, out ManifestEntry? entry))
        {
            throw ApiException.NotFound($"Archive {archive.Number} of {machine.Name} does not hold {BytePath.ToDisplay(path)}.");
        }
        context.Response.ContentType = "application/x-ndjson";
        await using LineAnswer<FileView> answer = new(context, ApiJson.Default.FileView);
        foreach (ManifestEntry found in Entries(manifest, entry!, context.Query("all") == "true"))
        {
            await answer.AddAsync(FileViews.Of(found));
        }
        await answer.CompleteAsync();
    }

    /// <summary>Reads all volumes of an archive and compares every chunk with its digest; and looks whether every chunk that the manifest names is there.</summary>
    public async Task VerifyAsync(HttpContext context)
    {
        (_, ArchiveRecord archive) = Find(context);
        var damages = new List<string>();
        var notes = new List<string>();
        var sound = new HashSet<ChunkId>();
        var damaged = new HashSet<ChunkId>();
        VolumeId[] read = [.. archive.Volumes.Append(archive.Volume).Distinct()];
        long chunks = 0;
        long bytes = 0;
        foreach (VolumeId volume in read)
        {
            VolumeReport? report = await TryAsync(damages, volume, () => VolumeVerifier.VerifyAsync(volumes.Store, volume, null, context.RequestAborted));
            chunks += report?.ChunksChecked ?? 0;
            bytes += report?.BytesChecked ?? 0;
            damages.AddRange((report?.Damage ?? []).Select(d => $"Volume {volume}, {(d.File.Length > 0 ? d.File : "the volume")} at byte {d.OffsetBytes}: {d.What}."));
            notes.AddRange(report?.Unchecked is { Length: > 0 } note ? [$"Volume {volume}: {note}"] : []);
            HashSet<ChunkId> here = [.. (report?.Damage ?? []).Select(damage => damage.Chunk).OfType<ChunkId>()];
            damaged.UnionWith(here);
            await TryAsync(damages, volume, () => AddChunksAsync(sound, volume, here, context.RequestAborted));
        }
        var files = new List<HitFile>();
        int count = await TryAsync(damages, archive.Volume, async () =>
        {
            HashSet<ChunkId> lost = await FindLostAsync(archive, read, sound, context.RequestAborted);
            int missing = lost.Count(chunk => !damaged.Contains(chunk));
            damages.AddRange(missing > 0 ? [$"{missing} chunks that the manifest names are in none of the archive's volumes."] : []);
            return await hits.FindAsync(archive, lost, files, context.RequestAborted);
        });
        await context.JsonAsync(new VerifyReply(damages.Count == 0, chunks, bytes, [.. damages.Distinct()], files, count, notes), ApiJson.Default.VerifyReply);
    }

    private (MachineRecord Machine, ArchiveRecord Archive) Find(HttpContext context)
    {
        MachineRecord machine = lookup.Machine(context.Query("machine"));
        return (machine, lookup.Archive(machine, context.Query("archive")));
    }

    private async Task<VolumeReader> OpenAsync(ArchiveRecord archive, CancellationToken cancellationToken)
    {
        try
        {
            return await VolumeReader.OpenAsync(volumes.Store, archive.Volume, cancellationToken);
        }
        catch (Exception e) when (e is IOException or VolumeFormatException)
        {
            throw new ApiException(ErrorCode.Corrupt, $"The volume {archive.Volume} of archive {archive.Number} cannot be read: {e.Message}");
        }
    }

    private async Task<bool> AddChunksAsync(HashSet<ChunkId> sound, VolumeId volume, HashSet<ChunkId> damaged, CancellationToken cancellationToken)
    {
        await using VolumeReader reader = await VolumeReader.OpenAsync(volumes.Store, volume, cancellationToken);
        sound.UnionWith((await reader.ReadIndexAsync(cancellationToken)).Select(entry => entry.Id).Where(chunk => !damaged.Contains(chunk)));
        return true;
    }

    /// <summary>The archive's chunks that are sound neither in the volumes that were read nor in any other of the store.</summary>
    private async Task<HashSet<ChunkId>> FindLostAsync(ArchiveRecord archive, VolumeId[] read, HashSet<ChunkId> sound, CancellationToken cancellationToken)
    {
        HashSet<ChunkId> lost = [.. (await chunks.ReadAsync(archive, cancellationToken)).Where(chunk => !sound.Contains(chunk))];
        lost.RemoveWhere(chunk => volumes.Index.TryLocate(chunk, out ChunkLocation location) && !read.Contains(location.Volume));
        return lost;
    }

    /// <summary>Damage and missing volumes are findings here, not failures.</summary>
    private static async Task<T?> TryAsync<T>(List<string> damages, VolumeId volume, Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (Exception e) when (e is IOException or VolumeFormatException or KeyNotFoundException)
        {
            damages.Add($"Volume {volume}: {e.Message}");
            return default;
        }
    }

    private static IEnumerable<ManifestEntry> Entries(ManifestReader manifest, ManifestEntry entry, bool all) =>
        entry.Kind != EntryKind.Directory ? [entry] : all ? manifest.EntriesBelow(entry.Path) : manifest.Children(entry.Path);
}
