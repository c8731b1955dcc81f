using System;
using System.IO;
using System.Net;
using System.Text;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Monitas.BootServer.Boot;
using Monitas.BootServer.Boot.Images;
using Monitas.BootServer.Dhcp.Wire;
using Monitas.BootServer.RamDisks;

namespace Monitas.BootServer.HttpBoot;

/// <summary>
/// Everything that the plain HTTP port serves: loader, script, kernel, initramfs. GET and HEAD, HTTP/1.0 and 1.1, always with a
/// Content-Length, never a redirect: boot loaders know no more. Safe for all threads.
/// </summary>
internal sealed class HttpBootHandler(
    LoaderFiles loaders,
    ServedBootImage images,
    BootScriptSource scripts,
    NetbootClients clients,
    IBootEvents events,
    TimeProvider clock,
    ILogger<HttpBootHandler> logger)
{
    /// <summary>How many requests of one address are written down in ten minutes.</summary>
    internal const int WrittenPerClient = 500;

    private readonly HttpBootTrace _trace = new(clients, events, clock);

    /// <summary>A network boot is about ten requests, and a router may stand before many machines. One client that asks all the time must not push everything else out of the logs.</summary>
    private readonly ClientRateLimit _written = new(WrittenPerClient, 20_000, TimeSpan.FromMinutes(10));

    /// <summary>Answers one request, and tells the boot log.</summary>
    public async Task HandleAsync(HttpContext context)
    {
        long started = clock.GetTimestamp();
        bool complete = false;
        if (!_written.TryPass(context.Connection.RemoteIpAddress ?? IPAddress.None, clock.GetUtcNow()))
        {
            context.Features.Set(HttpBootQuiet.Mark);
        }

        try
        {
            await ServeAsync(context);
            complete = !context.RequestAborted.IsCancellationRequested;
        }
        finally
        {
            if (IsWritten(context))
            {
                _trace.Note(context, started, complete);
            }
        }
    }

    private async Task ServeAsync(HttpContext context)
    {
        bool isHead = HttpMethods.IsHead(context.Request.Method);
        if (!isHead && !HttpMethods.IsGet(context.Request.Method))
        {
            Refuse(context, StatusCodes.Status405MethodNotAllowed, "only GET and HEAD are known here");
            context.Response.Headers.Allow = "GET, HEAD";
        }
        else if (!HttpBootRequest.TryParse(context.Request.Path.Value ?? "", out HttpBootRequest? request))
        {
            Refuse(context, StatusCodes.Status404NotFound, "there is no such boot file");
        }
        else if (request.File == BootFileNames.IpxeScript)
        {
            await SendScriptAsync(context, isHead);
        }
        else if (request is { IsRamDisk: true, Mac: { } mac })
        {
            await SendRamDiskAsync(context, request, mac, isHead);
        }
        else if (loaders.TryGet(request.File, out ReadOnlyMemory<byte> loader))
        {
            await SendLoaderAsync(context, request, loader, isHead);
        }
        else
        {
            await SendImageAsync(context, request, isHead);
        }
    }

    private async Task SendScriptAsync(HttpContext context, bool isHead)
    {
        string local = $"http://{new IPEndPoint(LocalAddress(context), context.Connection.LocalPort)}";
        IQueryCollection query = context.Request.Query;
        bool known = MacAddress.TryParse(query["mac"].ToString(), out MacAddress mac);
        Guid? told = Guid.TryParse(query["uuid"].ToString(), out Guid uuid) ? clients.Usable(SmbiosUuids.FindIdentity(uuid)) : null;
        Guid? smbiosUuid = told ?? clients.FindUuid(mac);
        context.Response.ContentType = "text/plain";
        context.Response.Headers.CacheControl = "no-store";
        if (isHead)
        {
            context.Response.ContentLength = known ? scripts.MeasureForIpxe(mac, smbiosUuid, local) : IpxeScripts.Introduction(local).Length;
            return;
        }

        BootScript? script = known ? scripts.ForIpxe(mac, smbiosUuid, local) : null;
        byte[] text = Encoding.ASCII.GetBytes(script?.Text ?? IpxeScripts.Introduction(local));
        context.Response.ContentLength = text.Length;
        await context.Response.Body.WriteAsync(text, context.RequestAborted);
        await context.Response.CompleteAsync();
        if (script is not null)
        {
            Record(mac, smbiosUuid, script.Stage, script.Note);
        }
    }

    private async Task SendLoaderAsync(HttpContext context, HttpBootRequest request, ReadOnlyMemory<byte> loader, bool isHead)
    {
        context.Response.ContentType = "application/efi";
        if (Begin(context, loader.Length) is not { } range || isHead)
        {
            return;
        }

        await context.Response.Body.WriteAsync(loader.Slice((int)range.OffsetBytes, (int)range.LengthBytes), context.RequestAborted);
        (BootStage stage, string text) = BootSteps.OfLoader(request.File, "HTTP");
        await EndAsync(context, request, range, loader.Length, stage, text);
    }

    private async Task SendImageAsync(HttpContext context, HttpBootRequest request, bool isHead)
    {
        bool isKernel = request.File == BootFileNames.Kernel;
        if (images.Of(request.Mac, request.Architecture) is not { } image)
        {
            Refuse(context, StatusCodes.Status404NotFound, "there is no boot image for arm64 (monitas-server boot image import DIR takes one in)");
            return;
        }

        FileInfo file = new(isKernel ? image.Kernel : image.Initrd);
        context.Response.ContentType = "application/octet-stream";
        if (!file.Exists)
        {
            Refuse(context, StatusCodes.Status404NotFound, $"{file.FullName} is missing; build the boot image");
            return;
        }

        if (Begin(context, file.Length) is not { } range || isHead)
        {
            return;
        }

        await HttpBootFile.SendAsync(context, file.FullName, range.OffsetBytes, range.LengthBytes);
        (BootStage stage, string text) = BootSteps.OfImage(isKernel);
        await EndAsync(context, request, range, file.Length, stage, text);
    }

    /// <summary>
    /// A disk whose GRUB settings are made as they are sent. A part without them, as a client asks for that goes on after an interruption, uses no secret up.
    /// Firmware asks for the length first: with that its start begins, and the disk stays the same to its end.
    /// </summary>
    private async Task SendRamDiskAsync(HttpContext context, HttpBootRequest request, MacAddress mac, bool isHead)
    {
        bool starts = request.StartsBootImage;
        BootImageFiles? image = !starts ? images.Find(request.Architecture) : isHead ? images.Begin(mac, request.Architecture) : images.BeginOrGoOn(mac, request.Architecture);
        SignedLoaders? signed = request.Architecture == ImageArchitecture.Amd64 ? loaders.ForDisk : image?.Loaders;
        if (signed is null || (starts && image is not { IsThere: true }))
        {
            Refuse(context, StatusCodes.Status404NotFound, "the signed loaders or the boot image are missing");
            return;
        }

        RamDisk disk = RamDisk.Make(signed, starts ? image : null);
        context.Response.ContentType = "application/vnd.efi-img";
        context.Response.Headers.CacheControl = "no-store";
        if (Begin(context, disk.LengthBytes) is not { } range || isHead)
        {
            return;
        }

        BootScript? script = starts && disk.HoldsSettings(range.OffsetBytes, range.LengthBytes)
            ? scripts.ForRamDisk(mac, clients.FindUuid(mac))
            : null;
        foreach ((RamDiskPiece piece, long first, long count) in disk.Pieces(script?.Text ?? GrubConfigs.OwnDisk(), range.OffsetBytes, range.LengthBytes))
        {
            await (piece.Path is { } path
                ? HttpBootFile.SendAsync(context, path, first, count)
                : context.Response.Body.WriteAsync(piece.Memory.Slice((int)first, (int)count), context.RequestAborted).AsTask());
        }

        if (script is { Stage: BootStage.ScriptSent })
        {
            Record(mac, clients.FindUuid(mac), script.Stage, script.Note);
        }

        bool toImage = starts && script is not { Stage: BootStage.LocalDisk };
        await EndAsync(context, request, range, disk.LengthBytes, toImage ? BootStage.InitrdSent : BootStage.LocalDisk, toImage
            ? "It loaded the disk with the boot image; the kernel starts now."
            : "It has nothing to do and got the disk that starts its own disk.");
    }

    /// <summary>Sets status and lengths; null when the range lies outside the file, which is answered here.</summary>
    private static HttpByteRange? Begin(HttpContext context, long fileBytes)
    {
        HttpResponse response = context.Response;
        response.Headers.AcceptRanges = "bytes";
        if (!HttpByteRange.TryRead(context.Request.Headers.Range, fileBytes, out HttpByteRange range))
        {
            response.StatusCode = StatusCodes.Status416RangeNotSatisfiable;
            response.Headers.ContentRange = $"bytes */{fileBytes}";
            return null;
        }

        if (range.IsPartial)
        {
            response.StatusCode = StatusCodes.Status206PartialContent;
            response.Headers.ContentRange = $"bytes {range.OffsetBytes}-{range.OffsetBytes + range.LengthBytes - 1}/{fileBytes}";
        }

        response.ContentLength = range.LengthBytes;
        return range;
    }

    /// <summary>The step counts when the file's last byte has gone to the client.</summary>
    private async Task EndAsync(HttpContext context, HttpBootRequest request, HttpByteRange range, long fileBytes, BootStage stage, string text)
    {
        await context.Response.CompleteAsync();
        if (IsWritten(context))
        {
            NetbootLog.HttpSent(logger, context.Request.Path.ToUriComponent(), range.LengthBytes, context.Connection.RemoteIpAddress);
        }

        if (range.OffsetBytes + range.LengthBytes == fileBytes && TryFindMachine(context, request, out MacAddress mac, out Guid? smbiosUuid))
        {
            clients.NoteLoader(request.File, mac);
            Record(mac, smbiosUuid, stage, text);
        }
    }

    private bool TryFindMachine(HttpContext context, HttpBootRequest request, out MacAddress mac, out Guid? smbiosUuid)
    {
        if (request.Mac is { } named)
        {
            (mac, smbiosUuid) = (named, clients.FindUuid(named));
            return true;
        }

        (mac, smbiosUuid) = (default, null);
        IPAddress? address = context.Connection.RemoteIpAddress?.MapToIPv4();
        return address is not null && clients.TryFind(Ipv4Address.From(address), out mac, out smbiosUuid);
    }

    private void Refuse(HttpContext context, int status, string why)
    {
        context.Response.StatusCode = status;
        context.Response.ContentLength = 0;
        if (IsWritten(context))
        {
            NetbootLog.HttpRefused(logger, context.Connection.RemoteIpAddress, context.Request.Path.ToUriComponent(), why);
        }
    }

    private void Record(MacAddress mac, Guid? smbiosUuid, BootStage stage, string text) =>
        events.Record(new BootEvent(clock.GetUtcNow(), mac, smbiosUuid, stage, text));

    private static bool IsWritten(HttpContext context) => context.Features.Get<HttpBootQuiet>() is null;

    private static IPAddress LocalAddress(HttpContext context) => (context.Connection.LocalIpAddress ?? IPAddress.Loopback).MapToIPv4();
}
