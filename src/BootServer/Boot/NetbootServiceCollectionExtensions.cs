using System;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Monitas.BootServer.Boot.Images;
using Monitas.BootServer.Dhcp;
using Monitas.BootServer.HttpBoot;

namespace Monitas.BootServer.Boot;

/// <summary>Registers the network boot part.</summary>
internal static class NetbootServiceCollectionExtensions
{
    /// <summary>
    /// Adds DHCP, TFTP, the answers to router solicitations, and the plain HTTP port (on each served interface's address). The host must
    /// also register <see cref="IBootAssignments"/> and <see cref="IBootEvents"/> as singletons and call
    /// <see cref="HttpBootApplicationExtensions.MapHttpBoot"/>. The start fails with a <see cref="NetbootException"/> whose message is for the sysadmin.
    /// </summary>
    public static IServiceCollection AddNetboot(this IServiceCollection services, NetbootSettings settings)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(settings);
        services.AddSingleton(provider => new ServedBootImage(
            architecture => architecture == ImageArchitecture.Amd64 ? settings.BootImageDirectory : null, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => LoaderFiles.Load(settings.LoaderDirectory, provider.GetRequiredService<ILogger<LoaderFiles>>()));
        services.AddSingleton<NetbootClients>();
        services.AddSingleton(provider => new DhcpRivals(settings.Mode, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<DhcpRivals>>()));
        services.AddSingleton(provider => new AddressShortages(provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<AddressShortages>>()));
        services.AddSingleton<GrubRoutes>();
        services.AddSingleton<BootScriptSource>();
        services.AddSingleton<HttpBootHandler>();
        services.AddSingleton<NetbootService>();
        services.AddHostedService(provider => provider.GetRequiredService<NetbootService>());
        services.AddSingleton<IConfigureOptions<KestrelServerOptions>>(new ConfigureOptions<KestrelServerOptions>(options => Listen(options, settings)));
        return services;
    }

    private static void Listen(KestrelServerOptions options, NetbootSettings settings)
    {
        foreach (NetbootInterface server in NetbootInterfaces.Find(settings))
        {
            options.Listen(server.Address.ToIPAddress(), server.HttpPort, port =>
            {
                // Boot loaders know HTTP/1 only; without TLS nobody can ask for HTTP/2 here anyway.
                port.Protocols = HttpProtocols.Http1;
                port.Use(Mark);
            });
        }
    }

    private static ConnectionDelegate Mark(ConnectionDelegate next) => connection =>
    {
        connection.Features.Set(HttpBootConnection.Mark);
        return next(connection);
    };
}
