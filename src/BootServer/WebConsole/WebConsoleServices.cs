using Microsoft.Extensions.DependencyInjection;

namespace Monitas.BootServer.WebConsole;

/// <summary>Puts the web console into the host.</summary>
internal static class WebConsoleServices
{
    /// <summary>Adds the listener. It needs the certificates, the users, and the sysadmin's interface, whose client it is.</summary>
    public static IServiceCollection AddConsole(this IServiceCollection services) => services
        .AddSingleton<WebConsoleListener>()
        .AddHostedService(provider => provider.GetRequiredService<WebConsoleListener>());
}
