using System;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;
using Monitas.BootServer.Backups;
using Monitas.BootServer.Verify;
using Monitas.Catalog;
using Monitas.Catalog.Records;
using Monitas.Contracts.Messages;

namespace Monitas.BootServer.Api;

/// <summary>Volumes: whether they are sound, and the catalog made from them.</summary>
internal sealed class VolumeRoutes(ICatalog catalog, VolumeStore volumes, VolumeCheck check, CatalogRebuilder rebuilder)
{
    /// <summary>Reads a volume again from begin to end.</summary>
    public async Task VerifyAsync(HttpContext context)
    {
        VolumeRecord volume = Find(context.Route("id"));
        try
        {
            await context.JsonAsync(await check.RunAsync(volume.Id, volumes.Store, context.RequestAborted), ApiJson.Default.VolumeVerification);
        }
        catch (IOException e)
        {
            throw new ApiException(ErrorCode.Corrupt, $"The volume {volume.Id} cannot be read: {e.Message}");
        }
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
