using System;
using System.IO;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Monitas.BootServer.Configuration;

namespace Monitas.BootServer.Api;

/// <summary>
/// Serves the sysadmin's interface on a Unix socket that only the server's user (root) may open: a small Kestrel of its own, so that
/// nothing of it can be reached from the network.
/// </summary>
internal sealed class ApiListener(ApiEndpoints endpoints, ServerSettings settings, ILoggerFactory logs) : IHostedService, IAsyncDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(1);

    private WebApplication? _app;

    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(settings.Socket)!, OwnerOnly | UnixFileMode.UserExecute);
            await RemoveStaleAsync(cancellationToken);
            _app = Build();
            await _app.StartAsync(cancellationToken);
        }
        catch (Exception e) when (e is IOException or SocketException or UnauthorizedAccessException or ArgumentException)
        {
            throw new StartupException($"The socket {settings.Socket} cannot be opened ({e.Message}): set [server] socket to a path that this user may write.", e);
        }
        ApiMessages.Listening(logs.CreateLogger<ApiListener>(), settings.Socket);
    }

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_app is not null)
        {
            await _app.StopAsync(cancellationToken);
            File.Delete(settings.Socket);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
        {
            await _app.DisposeAsync();
        }
    }

    private WebApplication Build()
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseSockets(sockets => sockets.CreateBoundListenSocket = endPoint =>
        {
            // The mode is set between bind and listen, so that nobody else can connect in between.
            Socket socket = SocketTransportOptions.CreateDefaultBoundListenSocket(endPoint);
            File.SetUnixFileMode(settings.Socket, OwnerOnly);
            return socket;
        });
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ListenUnixSocket(settings.Socket, listen => listen.Protocols = HttpProtocols.Http1));
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton(logs);
        builder.Services.AddSingleton<IHostLifetime, InnerLifetime>();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = StopLimit);
        WebApplication app = builder.Build();
        endpoints.Map(app, logs.CreateLogger<ApiListener>());
        return app;
    }

    /// <summary>A server that was killed leaves its socket behind; one that lives answers on it.</summary>
    private async Task RemoveStaleAsync(CancellationToken cancellationToken)
    {
        if (!File.Exists(settings.Socket))
        {
            return;
        }
        using var probe = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await probe.ConnectAsync(new UnixDomainSocketEndPoint(settings.Socket), cancellationToken);
        }
        catch (SocketException)
        {
            File.Delete(settings.Socket);
            return;
        }
        throw new StartupException($"Another monitas-server listens on {settings.Socket} already: stop it first, or set [server] socket.");
    }

    /// <summary>The daemon's host alone decides when to stop; no signals are caught here.</summary>
    private sealed class InnerLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
