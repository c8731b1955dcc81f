using Microsoft.Extensions.DependencyInjection;

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
        services.AddSingleton<CatalogRebuilder>();
        services.AddHostedService<BackgroundVerification>();
        return services;
    }
}
