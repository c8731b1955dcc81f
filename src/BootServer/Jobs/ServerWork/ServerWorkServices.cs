using Microsoft.Extensions.DependencyInjection;

namespace Monitas.BootServer.Jobs.ServerWork;

/// <summary>Puts the jobs that the server does itself into the host.</summary>
internal static class ServerWorkServices
{
    /// <summary>Adds what does them. It is to start after the store is opened; the kinds of work are each an <see cref="IServerWork"/>.</summary>
    public static IServiceCollection AddServerWork(this IServiceCollection services) =>
        services.AddSingleton<ServerWorkRunner>().AddHostedService(provider => provider.GetRequiredService<ServerWorkRunner>());
}
