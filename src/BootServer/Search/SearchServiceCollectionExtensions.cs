using System.IO;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Monitas.BootServer.Backups;
using Monitas.BootServer.Configuration;

namespace Monitas.BootServer.Search;

/// <summary>Puts the answers about archives into the host.</summary>
internal static class SearchServiceCollectionExtensions
{
    /// <summary>Adds what answers age, find, history, diff and space. It needs the catalog and the store.</summary>
    public static IServiceCollection AddSearch(this IServiceCollection services) => services
        .AddSingleton<IndexCache>()
        .AddSingleton(provider => new PathLists(
            provider.GetRequiredService<ManifestCache>(), Path.Combine(provider.GetRequiredService<ServerSettings>().StateDirectory, "search")))
        .AddSingleton(provider => new ChangeLists(
            provider.GetRequiredService<ManifestCache>(),
            Path.Combine(provider.GetRequiredService<ServerSettings>().StateDirectory, "changes"),
            provider.GetRequiredService<ILogger<ChangeLists>>()))
        .AddSingleton<PathRuns>()
        .AddSingleton<AgeSearch>()
        .AddSingleton<HistorySearch>()
        .AddSingleton<FindSearch>()
        .AddSingleton<DifferenceSearch>()
        .AddSingleton<OwnChunks>()
        .AddSingleton<SpaceSearch>()
        .AddSingleton<SearchRoutes>()
        .AddHostedService<SearchKeeper>();
}
