using System;
using System.IO;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;
using Monitas.BootServer.Api;
using Monitas.BootServer.Backups;
using Monitas.BootServer.Cli;
using Monitas.BootServer.Cli.Commands;
using Monitas.BootServer.Configuration;

namespace Monitas.BootServer.WebConsole;

/// <summary>Files of archives for the browser to keep. Never shown in the console's own origin: what is in a file is not ours.</summary>
internal static class DownloadRoutes
{
    /// <summary>GET ?machine ?archive ?path ?format ?name.</summary>
    public const string Path = "/download";

    /// <summary>The address of a download.</summary>
    /// <param name="machine">The machine's name.</param>
    /// <param name="archive">The archive's number.</param>
    /// <param name="path">The path's bytes.</param>
    /// <param name="format">"raw", "zip" or "tar.zst".</param>
    /// <param name="name">What the browser is to call it.</param>
    public static string AddressOf(string machine, int archive, byte[] path, string format, string name) =>
        Arguments.Query(Path, ("machine", machine), ("archive", $"{archive}"), ("path", Convert.ToBase64String(path)), ("format", format), ("name", name));

    /// <summary>Sends it.</summary>
    public static async Task SendAsync(HttpContext context)
    {
        ServerSettings settings = context.RequestServices.GetRequiredService<ServerSettings>();
        using var api = new ApiClient(settings.Socket, context.User.Identity!.Name);
        IQueryCollection query = context.Request.Query;
        string content = Arguments.Query(
            ApiRoutes.ArchiveContent, ("machine", $"{query["machine"]}"), ("archive", $"{query["archive"]}"), ("path", $"{query["path"]}"), ("format", $"{query["format"]}"));
        FileAnswer.BePatient(context);
        context.Response.ContentType = "application/octet-stream";
        var disposition = new ContentDispositionHeaderValue("attachment");
        disposition.SetHttpFileName(new StringSegment($"{query["name"]}" is { Length: > 0 } name ? name : "file"));
        context.Response.Headers.ContentDisposition = disposition.ToString();
        context.Response.Headers.CacheControl = "no-store";
        try
        {
            await api.CopyAsync(content, context.Response.Body, context.RequestAborted);
        }
        catch (CliException e) when (!context.Response.HasStarted)
        {
            context.Response.Headers.Remove(HeaderNames.ContentDisposition);
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            context.Response.ContentType = "text/plain; charset=utf-8";
            await context.Response.WriteAsync(e.Message, context.RequestAborted);
        }
        catch (CliException)
        {
            // The archive is damaged, or the server stops: the browser must not take the first half for the whole.
            context.Abort();
        }
    }
}
