using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;
using Monitas.BootServer.Backups;
using Monitas.Catalog;

namespace Monitas.BootServer.Metrics;

/// <summary>Is the server well? In words, with the status 200 or 503.</summary>
internal sealed class HealthRoutes(StorePresence presence)
{
    /// <summary>The program runs; one that does not answer is to be started anew.</summary>
    public static Task LiveAsync(HttpContext context) => AnswerAsync(context, null);

    /// <summary>It can do its work: the catalog can be read and the store is there.</summary>
    public async Task ReadyAsync(HttpContext context) => await AnswerAsync(context, await FindTroubleAsync(context));

    private async Task<string?> FindTroubleAsync(HttpContext context)
    {
        try
        {
            return await presence.FindAbsenceAsync(context.RequestAborted);
        }
        catch (CatalogException e)
        {
            return e.Message;
        }
    }

    private static Task AnswerAsync(HttpContext context, string? trouble)
    {
        context.Response.StatusCode = trouble is null ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync((trouble ?? "ok") + "\n", context.RequestAborted);
    }
}
