using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;
using Monitas.BootServer.Backups;
using Monitas.BootServer.Jobs;
using Monitas.Catalog.Records;
using Monitas.Contracts.Jobs;
using Monitas.Contracts.Messages;
using Monitas.Imaging;
using Monitas.Imaging.Manifests;
using Monitas.Imaging.Volumes;

namespace Monitas.BootServer.Api;

/// <summary>What is in an archive, and whether it is sound: read from its volumes, which are the truth.</summary>
internal sealed class ArchiveContentRoutes(Lookup lookup, JobEngine jobs, VolumeStore volumes)
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

    /// <summary>Orders that all volumes of an archive are read, and that it is looked whether every chunk that its manifest names is there.</summary>
    public async Task VerifyAsync(HttpContext context)
    {
        (MachineRecord machine, ArchiveRecord archive) = Find(context);
        JobParameters parameters = new() { Archive = archive.Id };
        await context.JsonAsync(await jobs.CreateServersAsync(JobKind.Verify, machine, parameters, context.Who(), CancellationToken.None), ApiJson.Default.JobRecord);
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

    private static IEnumerable<ManifestEntry> Entries(ManifestReader manifest, ManifestEntry entry, bool all) =>
        entry.Kind != EntryKind.Directory ? [entry] : all ? manifest.EntriesBelow(entry.Path) : manifest.Children(entry.Path);
}
