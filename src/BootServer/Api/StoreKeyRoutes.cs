using System.Threading;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;
using Monitas.BootServer.Configuration;
using Monitas.BootServer.StoreKeys;
using Monitas.Imaging.Sealing;

namespace Monitas.BootServer.Api;

/// <summary>The keys of the store, as the running server has them.</summary>
internal sealed class StoreKeyRoutes(StoreKeyReload reload, StoreKeyRing ring, ServerSettings settings)
{
    /// <summary>Takes in what has become of them.</summary>
    public async Task TakeInAsync(HttpContext context)
    {
        string problem = await reload.TakeInAsync(CancellationToken.None);
        await context.JsonAsync(new StoreKeysInUse(settings.Store, ring.ActiveKey?.ToString(), problem), ApiJson.Default.StoreKeysInUse);
    }
}
