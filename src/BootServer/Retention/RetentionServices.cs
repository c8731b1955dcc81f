using System.IO;
using Microsoft.Extensions.DependencyInjection;
using Monitas.BootServer.Backups;
using Monitas.BootServer.Configuration;
using Monitas.BootServer.Jobs.ServerWork;

namespace Monitas.BootServer.Retention;

/// <summary>Puts the removal of archives into the host.</summary>
internal static class RetentionServices
{
    /// <summary>Adds <see cref="Pruner"/>. Needs the store and the backups.</summary>
    public static IServiceCollection AddRetention(this IServiceCollection services)
    {
        services.AddSingleton(provider => new ArchiveChunks(
            provider.GetRequiredService<ManifestCache>(), Path.Combine(provider.GetRequiredService<ServerSettings>().StateDirectory, "manifests")));
        services.AddSingleton<ArchiveHolds>();
        services.AddSingleton<ArchiveRemover>();
        services.AddSingleton<StoreSurvey>();
        services.AddSingleton<ChunkMover>();
        services.AddSingleton<SureReplacement>();
        services.AddSingleton<Compactor>();
        services.AddSingleton<DroppedVolumes>();
        services.AddSingleton<Pruner>();
        services.AddSingleton<IServerWork, PruneWork>();
        return services;
    }
}
