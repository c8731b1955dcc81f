using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Monitas.BootServer.Api;
using Monitas.BootServer.Backups;
using Monitas.BootServer.Retention;
using Monitas.Catalog.Records;
using Monitas.Imaging.Manifests;

namespace Monitas.BootServer.Export;

/// <summary>
/// A file of an archive, or a directory with all below it. When content turns out to be missing or damaged in the middle, the connection is cut, so that
/// nobody takes the first half for the whole.
/// </summary>
internal sealed class FileRoutes(Lookup lookup, ManifestCache manifests, TarExporter tar, ZipExporter zip, VolumeStore volumes, ArchiveHolds holds)
{
    /// <summary>Sends it.</summary>
    public async Task SendAsync(HttpContext context)
    {
        MachineRecord machine = lookup.Machine(context.Query("machine"));
        ArchiveRecord archive = lookup.Archive(machine, context.Query("archive"));
        byte[] path = Convert.FromBase64String(context.Query("path"));
        using IDisposable hold = holds.TryHold(archive.Id) ?? throw ApiException.NotFound($"Archive {archive.Number} of {machine.Name} was removed just now.");
        using ManifestReader manifest = await manifests.ReadAsync(archive, context.RequestAborted);
        if (!manifest.TryFind(path, out ManifestEntry? entry))
        {
            throw ApiException.NotFound($"Archive {archive.Number} of {machine.Name} does not hold {BytePath.ToDisplay(path)}.");
        }
        string format = context.Query("format");
        IEnumerable<ManifestEntry> entries = (entry!.Kind == EntryKind.Directory ? manifest.EntriesBelow(entry.Path).Prepend(entry) : [entry]).Select(one => Standing(manifest, one, entry.Path));
        FileAnswer.BePatient(context);
        context.Response.ContentType = "application/octet-stream";
        await (format switch
        {
            "raw" => SendFileAsync(context, manifest, entry),
            "zip" => SendZipAsync(context, manifest, entries, entry.Path),
            "tar.zst" => tar.WriteAsync(entries, context.Response.Body, context.RequestAborted),
            _ => throw ApiException.BadRequest($"There is no format '{format}': raw, zip and tar.zst can be sent."),
        });
    }

    private Task SendZipAsync(HttpContext context, ManifestReader manifest, IEnumerable<ManifestEntry> entries, byte[] top)
    {
        // ZipArchive has no other way to write the few bytes of a directory's header.
        context.Features.GetRequiredFeature<IHttpBodyControlFeature>().AllowSynchronousIO = true;
        return zip.WriteAsync(manifest, entries, top, context.Response.Body, context.RequestAborted);
    }

    private async Task SendFileAsync(HttpContext context, ManifestReader manifest, ManifestEntry entry)
    {
        if (entry.Kind != EntryKind.File)
        {
            throw ApiException.BadRequest($"{BytePath.ToDisplay(entry.Path)} is no regular file: choose zip or tar.zst.");
        }
        context.Response.ContentLength = entry.SizeBytes;
        using ChunkReader chunks = new(volumes);
        await FileContent.WriteAsync(FileContent.Home(manifest, entry), chunks, context.Response.Body, context.RequestAborted);
    }

    /// <summary>A further name of a file whose first name is not sent has the content itself.</summary>
    private static ManifestEntry Standing(ManifestReader manifest, ManifestEntry entry, byte[] top) =>
        entry.HardLinkTo.Length == 0 || entry.HardLinkTo.AsSpan().StartsWith([.. top, (byte)'/']) || top is [(byte)'/'] ? entry : FileContent.Home(manifest, entry) with { Path = entry.Path };
}
