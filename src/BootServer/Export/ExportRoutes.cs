using System;
using System.IO;
using System.Text;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;
using Monitas.BootServer.Api;
using Monitas.BootServer.Backups;
using Monitas.BootServer.Retention;
using Monitas.Catalog.Records;
using Monitas.Imaging.Manifests;
using Monitas.Imaging.Sealing;

namespace Monitas.BootServer.Export;

/// <summary>Archives in forms that need no Monitas, or no other volume.</summary>
internal sealed class ExportRoutes(Lookup lookup, ManifestCache manifests, TarExporter tar, IsoExporter iso, VolumeExporter volumes, ArchiveHolds holds, StoreKeyRing keys)
{
    /// <summary>
    /// Streams an archive's files. When content turns out to be missing or damaged in the middle, the connection is cut, so that nobody takes the
    /// first half for the whole.
    /// </summary>
    public async Task StreamAsync(HttpContext context)
    {
        (MachineRecord machine, ArchiveRecord archive) = Find(context);
        string format = context.Query("format");
        if (format is not ("tar.zst" or "iso"))
        {
            throw ApiException.BadRequest($"There is no format '{format}': tar.zst and iso can be streamed.");
        }
        using IDisposable hold = Hold(machine, archive);
        using ManifestReader manifest = await manifests.ReadAsync(archive, context.RequestAborted);
        FileAnswer.BePatient(context);
        context.Response.Headers[ApiRoutes.StoreEncryptedHeader] = IsEncrypted ? "true" : "false";
        context.Response.ContentType = "application/octet-stream";
        await (format == "iso"
            ? iso.WriteAsync(machine, archive, manifest, context.Response.Body, context.RequestAborted)
            : tar.WriteAsync(manifest, context.Response.Body, context.RequestAborted));
    }

    /// <summary>Writes an archive as a volume set into a directory of the server.</summary>
    public async Task VolumesAsync(HttpContext context)
    {
        (MachineRecord machine, ArchiveRecord archive) = Find(context);
        string directory = Encoding.UTF8.GetString(Convert.FromBase64String(context.Query("directory")));
        if (!Path.IsPathFullyQualified(directory))
        {
            throw ApiException.BadRequest($"'{directory}' is not an absolute path.");
        }
        using IDisposable hold = Hold(machine, archive);
        ExportReply reply = await volumes.WriteAsync(machine, archive, directory, context.RequestAborted);
        await context.JsonAsync(reply with { StoreEncrypted = IsEncrypted }, ApiJson.Default.ExportReply);
    }

    private bool IsEncrypted => keys.Keys.Count > 0;

    private (MachineRecord Machine, ArchiveRecord Archive) Find(HttpContext context)
    {
        MachineRecord machine = lookup.Machine(context.Query("machine"));
        return (machine, lookup.Archive(machine, context.Query("archive")));
    }

    /// <summary>Until it is over, neither archive delete nor prune removes the archive.</summary>
    private IDisposable Hold(MachineRecord machine, ArchiveRecord archive) =>
        holds.TryHold(archive.Id) ?? throw ApiException.NotFound($"Archive {archive.Number} of {machine.Name} was removed just now: monitas-server archive list {machine.Name} shows what is left.");
}
