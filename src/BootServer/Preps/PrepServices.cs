using Microsoft.Extensions.DependencyInjection;
using Monitas.BootServer.Preps.Clones;

namespace Monitas.BootServer.Preps;

/// <summary>Puts preps into the host.</summary>
internal static class PrepServices
{
    /// <summary>Adds what gives clones their credentials.</summary>
    public static IServiceCollection AddPreps(this IServiceCollection services) => services.AddSingleton<CloneCredentials>().AddSingleton<CloneCredentialRoutes>();
}
