using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;

namespace Monitas.BootServer.WebConsole;

/// <summary>What a browser is told not to do: no script but ours, no frame around us, no word to others of where one was.</summary>
internal static class WebConsoleHeaders
{
    // MudBlazor sets styles of elements and writes its theme as a style element; scripts are files only.
    private const string Policy =
        "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'";

    /// <summary>Sets the headers of every answer.</summary>
    public static Task SetAsync(HttpContext context, RequestDelegate next)
    {
        IHeaderDictionary headers = context.Response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        return next(context);
    }
}
