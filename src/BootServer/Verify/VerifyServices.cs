using Microsoft.Extensions.DependencyInjection;
using Monitas.BootServer.Jobs.ServerWork;

namespace Monitas.BootServer.Verify;

/// <summary>Puts verification and the making of the catalog from volumes into the host.</summary>
internal static class VerifyServices
{
    /// <summary>Adds them. Needs the store and retention.</summary>
    public static IServiceCollection AddVerify(this IServiceCollection services)
    {
        services.AddSingleton<HitFiles>();
        services.AddSingleton<SpareChunks>();
        services.AddSingleton<VolumeCheck>();
        services.AddSingleton<ArchiveCheck>();
        services.AddSingleton<CatalogRebuilder>();
        services.AddSingleton<IServerWork, VerifyWork>();
        services.AddHostedService<BackgroundVerification>();
        return services;
    }
}
