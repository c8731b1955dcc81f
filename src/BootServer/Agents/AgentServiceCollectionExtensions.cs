using System;
using System.IO;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Monitas.BootServer.Api;
using Monitas.BootServer.Backups;
using Monitas.BootServer.Configuration;
using Monitas.BootServer.Jobs;
using Monitas.BootServer.Jobs.ServerWork;
using Monitas.BootServer.Preps;
using Monitas.BootServer.Rebuilds;
using Monitas.BootServer.Restores;
using Monitas.BootServer.Retention;
using Monitas.BootServer.Tls;
using Monitas.BootServer.Verify;
using Monitas.BootServer.Wipes;

namespace Monitas.BootServer.Agents;

/// <summary>Puts the agents' side of the server into the host.</summary>
internal static class AgentServiceCollectionExtensions
{
    /// <summary>
    /// Adds TLS, enrolment, sessions, backups, restores and the rebuilds' netboot side. Needs <see cref="ServerSettings"/>, the
    /// catalog and the job engine. At the start the store is opened and compared with the catalog before the port opens.
    /// </summary>
    public static IServiceCollection AddAgents(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(provider => TlsOptionsOf(provider.GetRequiredService<ServerSettings>()));
        services.AddSingleton(OpenCertificates);
        services.AddSingleton<IServerIdentity>(provider => provider.GetRequiredService<ServerCertificates>());
        services.AddSingleton<HttpsEndpoint>();
        services.AddSingleton<AgentSessions>();
        services.AddSingleton<IAgentSessions>(provider => provider.GetRequiredService<AgentSessions>());
        services.AddSingleton<WrongSecretLimit>();
        services.AddSingleton<AgentAuthentication>();
        services.AddSingleton<Enrolments>();
        services.AddSingleton<JobRequests>();
        services.AddSingleton<MessageDispatcher>();
        services.AddSingleton<SessionRunner>();
        services.AddSingleton<ErrorReplies>();
        services.AddBackups();
        services.AddRestores();
        services.AddRetention();
        services.AddVerify();
        services.AddServerWork();
        services.AddRebuilds();
        services.AddPreps();
        services.AddWipes();
        services.AddSingleton<AgentRoutes>();
        services.AddSingleton<AgentListener>();
        services.AddHostedService(provider => provider.GetRequiredService<AgentListener>());
        services.AddHostedService<CertificateRenewal>();
        services.AddHostedService<AgentHousekeeping>();
        return services;
    }

    private static TlsOptions TlsOptionsOf(ServerSettings settings) => new()
    {
        Directory = Path.Combine(settings.StateDirectory, "tls"),
        Port = settings.HttpsPort,
        ExtraNames = [settings.Name, .. System.Linq.Enumerable.Select(settings.Addresses, address => address.ToString())],
    };

    private static ServerCertificates OpenCertificates(IServiceProvider provider)
    {
        try
        {
            return new ServerCertificates(
                provider.GetRequiredService<TlsOptions>(), provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<ServerCertificates>>());
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            throw new StartupException($"The server's keys cannot be opened: {e.Message}", e);
        }
    }
}
