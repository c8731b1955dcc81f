using System;
using System.IO;
using System.Linq;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Monitas.BootServer.Configuration;
using Monitas.BootServer.Tls;

namespace Monitas.BootServer.Agents;

/// <summary>The HTTPS listener for agents: a small Kestrel of its own that serves agents' routes and nothing else.</summary>
internal sealed class AgentListener(
    AgentRoutes routes, AgentSessions sessions, HttpsEndpoint endpoint, ServerCertificates certificates, TlsOptions options, ILoggerFactory logs)
    : IHostedService, IAsyncDisposable
{
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _stopping = new();
    private WebApplication? _app;

    /// <summary>The port that is open; 0 before the start.</summary>
    public int Port { get; private set; }

    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            _app = Build();
            await _app.StartAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (IOException e) when (e.InnerException is Microsoft.AspNetCore.Connections.AddressInUseException)
        {
            throw new StartupException($"TCP port {options.Port} is taken by another program: stop that program, or set https-port in server.conf.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StartupException($"The HTTPS port cannot be opened: {e.Message}", e);
        }
        catch (SocketException e)
        {
            throw new StartupException($"TCP port {options.Port} cannot be opened ({e.Message}): set another https-port in server.conf.", e);
        }
        Port = new Uri(_app.Urls.First()).Port;
        AgentLog.Listening(logs.CreateLogger<AgentListener>(), Port, certificates.CaFingerprint);
    }

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        sessions.CloseAll();
        if (_app is not null)
        {
            await _app.StopAsync(cancellationToken).ConfigureAwait(false);
        }
        await _stopping.CancelAsync().ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
        {
            await _app.DisposeAsync().ConfigureAwait(false);
        }
        _stopping.Dispose();
    }

    private WebApplication Build()
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration();
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton(logs);
        builder.Services.AddSingleton<IHostLifetime, InnerHostLifetime>();
        builder.Services.AddSingleton<IConfigureOptions<KestrelServerOptions>>(endpoint);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = StopLimit);
        WebApplication app = builder.Build();
        routes.Map(app, _stopping.Token);
        return app;
    }
}
