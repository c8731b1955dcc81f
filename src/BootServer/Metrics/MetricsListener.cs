using System;
using System.IO;
using System.Net;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Monitas.BootServer.Agents;
using Monitas.BootServer.Configuration;
using OpenTelemetry.Metrics;

namespace Monitas.BootServer.Metrics;

/// <summary>
/// Serves /metrics for Prometheus, /healthz and /readyz by plain HTTP on an address of its own, when one is set. It tells the names of machines and when they
/// were backed up, and nobody is asked who they are: the address is to be one that only the monitoring reaches.
/// </summary>
internal sealed class MetricsListener(ServerMetrics metrics, HealthRoutes health, ServerSettings settings, ILoggerFactory logs) : IHostedService, IAsyncDisposable
{
    private WebApplication? _app;

    /// <summary>Where it listens; null when it does not.</summary>
    public IPEndPoint? Address => settings.MetricsListen;

    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (Address is not { } address)
        {
            return;
        }
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(address));
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton(logs);
        builder.Services.AddSingleton<IHostLifetime, InnerHostLifetime>();
        builder.Services.AddSingleton(metrics);
        builder.Services.AddOpenTelemetry().WithMetrics(all => all.AddMeter(ServerMetrics.MeterName).AddPrometheusExporter());
        _app = builder.Build();
        _app.MapPrometheusScrapingEndpoint("/metrics");
        _app.MapGet("/healthz", HealthRoutes.LiveAsync);
        _app.MapGet("/readyz", health.ReadyAsync);
        try
        {
            await _app.StartAsync(cancellationToken);
        }
        catch (IOException e)
        {
            throw new StartupException($"{address} for metrics cannot be opened ({e.Message}): set another [metrics] listen.", e);
        }
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => _app?.StopAsync(cancellationToken) ?? Task.CompletedTask;

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _app?.DisposeAsync() ?? ValueTask.CompletedTask;
}
