using Microsoft.Extensions.DependencyInjection;
using Monitas.BootServer.Agents;

namespace Monitas.BootServer.Restores;

/// <summary>Puts the reading of archives into the host.</summary>
internal static class RestoreServiceCollectionExtensions
{
    /// <summary>Adds what serves restore, compare and rebuild jobs.</summary>
    public static IServiceCollection AddRestores(this IServiceCollection services)
    {
        services.AddSingleton<SharedFrames>();
        services.AddSingleton<RestoreSources>();
        services.AddSingleton<IJobTransfers>(provider => provider.GetRequiredService<RestoreSources>());
        services.AddSingleton<FrameSender>();
        services.AddSingleton<RestoreRoutes>();
        return services;
    }
}
