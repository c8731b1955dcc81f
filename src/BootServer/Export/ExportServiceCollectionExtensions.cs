using Microsoft.Extensions.DependencyInjection;

namespace Monitas.BootServer.Export;

/// <summary>Puts the export of archives into the host.</summary>
internal static class ExportServiceCollectionExtensions
{
    /// <summary>Adds what writes archives in other forms. It needs the store.</summary>
    public static IServiceCollection AddExport(this IServiceCollection services) => services
        .AddSingleton<TarExporter>()
        .AddSingleton<IsoExporter>()
        .AddSingleton<VolumeExporter>()
        .AddSingleton<ZipExporter>()
        .AddSingleton<FileRoutes>()
        .AddSingleton<ExportRoutes>();
}
