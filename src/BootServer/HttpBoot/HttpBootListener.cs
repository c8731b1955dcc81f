using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Monitas.BootServer.Agents;
using Monitas.BootServer.Boot;
using Monitas.BootServer.Configuration;

namespace Monitas.BootServer.HttpBoot;

/// <summary>
/// The plain HTTP listener for firmware and boot loaders: a small Kestrel of its own on the ports that the network boot part has asked for.
/// It serves boot files and nothing else.
/// </summary>
internal sealed class HttpBootListener(
    IEnumerable<IConfigureOptions<KestrelServerOptions>> ports, HttpBootHandler handler, NetbootSettings settings, ILoggerFactory logs) : IHostedService, IAsyncDisposable
{
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(1);

    private WebApplication? _app;

    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        builder.Services.AddSingleton(logs);
        builder.Services.AddSingleton(handler);
        builder.Services.AddSingleton<IHostLifetime, InnerHostLifetime>();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = StopLimit);
        foreach (IConfigureOptions<KestrelServerOptions> port in ports)
        {
            builder.Services.AddSingleton(port);
        }
        _app = builder.Build();
        _app.MapHttpBoot();
        try
        {
            await _app.StartAsync(cancellationToken);
        }
        catch (IOException e)
        {
            throw new StartupException($"TCP port {settings.HttpPort} for boot files cannot be opened ({e.Message}): set another [netboot] http-port.", e);
        }
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => _app?.StopAsync(cancellationToken) ?? Task.CompletedTask;

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _app?.DisposeAsync() ?? ValueTask.CompletedTask;
}
