using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;
using Monitas.BootServer.Jobs;
using Monitas.BootServer.Verify;
using Monitas.Catalog;
using Monitas.Catalog.Records;
using Monitas.Contracts.Jobs;

namespace Monitas.BootServer.Api;

/// <summary>Volumes: whether they are sound, and the catalog made from them.</summary>
internal sealed class VolumeRoutes(ICatalog catalog, JobEngine jobs, CatalogRebuilder rebuilder)
{
    /// <summary>Orders that a volume, or each of them, is read again from begin to end.</summary>
    public async Task VerifyAsync(HttpContext context)
    {
        string id = context.Query("volume");
        JobParameters parameters = new() { Volume = id.Length > 0 ? Find(id).Id : null };
        await context.JsonAsync(await jobs.CreateServersAsync(JobKind.Verify, null, parameters, context.Who(), CancellationToken.None), ApiJson.Default.JobRecord);
    }

    /// <summary>Makes the catalog anew from the volumes.</summary>
    public async Task RebuildAsync(HttpContext context) =>
        await context.JsonAsync(await rebuilder.RunAsync(CancellationToken.None), ApiJson.Default.RebuildReply);

    private VolumeRecord Find(string text)
    {
        string id = text.EndsWith(".iso", StringComparison.Ordinal) ? text[..^4] : text;
        return catalog.ListVolumes().Where(volume => id.Length >= 6 && volume.Id.ToString().StartsWith(id, StringComparison.OrdinalIgnoreCase)).ToList() switch
        {
            [VolumeRecord only] => only,
            [] => throw ApiException.NotFound($"There is no volume '{text}': monitas-server volume list shows them."),
            _ => throw ApiException.BadRequest($"'{text}' begins the ids of several volumes: write more digits."),
        };
    }
}
