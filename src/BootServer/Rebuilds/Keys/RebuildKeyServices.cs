using System.IO;
using Microsoft.Extensions.DependencyInjection;
using Monitas.BootServer.Configuration;

namespace Monitas.BootServer.Rebuilds.Keys;

/// <summary>Puts the passphrases of rebuilds into the host.</summary>
internal static class RebuildKeyServices
{
    /// <summary>Adds their place and their routes.</summary>
    public static IServiceCollection AddRebuildKeys(this IServiceCollection services) => services
        .AddSingleton(provider => new RebuildKeyFiles(Path.Combine(provider.GetRequiredService<ServerSettings>().StateDirectory, "rebuild-keys")))
        .AddSingleton<RebuildKeyDesk>()
        .AddSingleton<RebuildKeyRoutes>()
        .AddSingleton<RebuildPassphraseRoutes>();
}
