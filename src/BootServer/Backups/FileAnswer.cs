using System;
using System.IO;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace Monitas.BootServer.Backups;

/// <summary>Sends long answers.</summary>
internal static class FileAnswer
{
    private const int CopyBufferBytes = 128 * 1024;

    /// <summary>
    /// A machine that restores reads as fast as its disk writes, and a disk may stall for long; only a peer that takes nothing for
    /// minutes is cut off.
    /// </summary>
    private static readonly MinDataRate Patient = new(bytesPerSecond: 1, gracePeriod: TimeSpan.FromMinutes(10));

    /// <summary>Gives the agent time to take the answer.</summary>
    public static void BePatient(HttpContext context)
    {
        if (context.Features.Get<IHttpMinResponseDataRateFeature>() is { } feature)
        {
            feature.MinDataRate = Patient;
        }
    }

    /// <summary>Sends a file from its begin.</summary>
    public static async Task SendAsync(HttpContext context, FileStream file)
    {
        BePatient(context);
        context.Response.ContentType = "application/octet-stream";
        context.Response.ContentLength = file.Length;
        await file.CopyToAsync(context.Response.Body, CopyBufferBytes, context.RequestAborted).ConfigureAwait(false);
    }
}
