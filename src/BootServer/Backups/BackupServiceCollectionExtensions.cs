using System.IO;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Monitas.BootServer.Agents;
using Monitas.BootServer.Configuration;
using Monitas.Catalog;
using Monitas.Imaging.Sealing;
using Monitas.Imaging.Stores;
using Monitas.Imaging.Volumes;

namespace Monitas.BootServer.Backups;

/// <summary>Puts the store and the receiving of backups into the host.</summary>
internal static class BackupServiceCollectionExtensions
{
    /// <summary>Adds the store and what serves backup jobs; the store is opened when the host starts.</summary>
    public static IServiceCollection AddBackups(this IServiceCollection services)
    {
        services.AddSingleton<StoreKeyRing>();
        services.AddSingleton<IStore>(provider => new KeyedStore(
            new DirectoryStore(provider.GetRequiredService<ServerSettings>().Store), provider.GetRequiredService<StoreKeyRing>()));
        services.AddSingleton(provider => new VolumeSettings { MaxVolumeBytes = provider.GetRequiredService<ServerSettings>().VolumeSize });
        services.AddSingleton<VolumeStore>();
        services.AddSingleton<StorePresence>();
        services.AddSingleton(provider => new ManifestCache(
            provider.GetRequiredService<VolumeStore>(), Path.Combine(provider.GetRequiredService<ServerSettings>().StateDirectory, "manifests")));
        services.AddSingleton(provider => new UploadDirectory(Path.Combine(provider.GetRequiredService<ServerSettings>().StateDirectory, "uploads")));
        services.AddSingleton(provider => new MachineChunks(
            provider.GetRequiredService<ICatalog>(),
            provider.GetRequiredService<VolumeStore>(),
            provider.GetRequiredService<ManifestCache>(),
            Path.Combine(provider.GetRequiredService<ServerSettings>().StateDirectory, "chunks"),
            provider.GetRequiredService<ILogger<MachineChunks>>()));
        services.AddSingleton<InterruptedUploads>();
        services.AddSingleton<UploadVolumes>();
        services.AddSingleton<FrameVerifier>();
        services.AddSingleton<FrameReceiver>();
        services.AddSingleton<BackupUploads>();
        services.AddSingleton<IJobTransfers>(provider => provider.GetRequiredService<BackupUploads>());
        services.AddSingleton<BackupCommitter>();
        services.AddSingleton<BackupRoutes>();
        services.AddSingleton<ArchiveWholeness>();
        services.AddSingleton<VanishedVolumes>();
        services.AddSingleton<StoreReconciler>();
        services.AddHostedService<StoreOpening>();
        return services;
    }
}
