using Microsoft.Extensions.DependencyInjection;

namespace Monitas.BootServer.Metrics;

/// <summary>Puts metrics and health into the host.</summary>
internal static class MetricsServices
{
    /// <summary>Adds them. Needs the catalog, the agents' sessions, the store and the schedule.</summary>
    public static IServiceCollection AddServerMetrics(this IServiceCollection services) => services
        .AddSingleton<ServerMetrics>()
        .AddSingleton<HealthRoutes>()
        .AddSingleton<MetricsListener>()
        .AddHostedService(provider => provider.GetRequiredService<MetricsListener>());
}
