using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Systemd;
using Microsoft.Extensions.Logging;
using Monitas.BootServer.Agents;
using Monitas.BootServer.Alerts;
using Monitas.BootServer.Api;
using Monitas.BootServer.Boot;
using Monitas.BootServer.Boot.Images;
using Monitas.BootServer.Configuration;
using Monitas.BootServer.HttpBoot;
using Monitas.BootServer.Jobs;
using Monitas.BootServer.Metrics;
using Monitas.BootServer.Schedules;
using Monitas.BootServer.WebConsole;
using Monitas.Catalog;
using Monitas.Contracts.Jobs;

namespace Monitas.BootServer;

/// <summary>
/// The server itself: one generic host with all parts. They start in the order in which they stand here, and the sysadmin's interface last:
/// who can ask for the status knows that all else runs.
/// </summary>
internal static class Daemon
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(20);

    /// <summary>Runs until a signal or <paramref name="cancellationToken"/> ends it. What keeps it from starting is one sentence on <paramref name="error"/>.</summary>
    public static async Task<ExitCode> RunAsync(ServerSettings settings, TextWriter error, CancellationToken cancellationToken)
    {
        try
        {
            Directory.CreateDirectory(settings.StateDirectory, OwnerOnly);
            using IHost host = Build(settings);
            host.Services.GetRequiredService<ICatalog>();
            if (await StartAsync(host, cancellationToken))
            {
                await host.WaitForShutdownAsync(cancellationToken);
            }

            return ExitCode.Done;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return ExitCode.Done;
        }
        catch (Exception e)
        {
            // The process ends here; the log holds what a developer needs, the terminal what a sysadmin needs.
            await error.WriteLineAsync($"monitas-server: {Explain(settings, e)}");
            return ExitCode.Failed;
        }
    }

    /// <returns>Whether it runs now; false when a signal ended it before.</returns>
    private static async Task<bool> StartAsync(IHost host, CancellationToken cancellationToken)
    {
        CancellationToken stopping = host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        try
        {
            await host.StartAsync(cancellationToken);
            return true;
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            await host.StopAsync(CancellationToken.None);
            return false;
        }
        catch
        {
            // What has started already ends in good order before the reason is told.
            await host.StopAsync(CancellationToken.None);
            throw;
        }
    }

    private static IHost Build(ServerSettings settings)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        AddLog(builder.Logging);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = StopLimit);
        builder.Services.AddSystemd();
        builder.Services.AddSingleton(settings);
        builder.Services.AddCatalog();
        builder.Services.AddJobs();
        builder.Services.AddAgents();
        builder.Services.AddSchedule();
        builder.Services.AddAlerts();
        builder.Services.AddServerMetrics();
        builder.Services.AddSingleton<BootImageLibrary>();
        if (settings.NetbootMode != NetbootMode.Off)
        {
            builder.Services.AddHostedService<BootImageOpener>();
            builder.Services.AddNetboot(settings.Netboot);
            builder.Services.AddSingleton(provider =>
            {
                BootImageLibrary library = provider.GetRequiredService<BootImageLibrary>();
                return new ServedBootImage(library.Served, provider.GetRequiredService<TimeProvider>());
            });
            builder.Services.AddHostedService<HttpBootListener>();
        }
        builder.Services.AddSingleton<IBootReport, BootReport>();
        builder.Services.AddSingleton<IBootDoctor, BootDoctor>();
        builder.Services.AddConsole();
        builder.Services.AddApi();
        return builder.Build();
    }

    private static void AddLog(ILoggingBuilder logging)
    {
        // The host logs a failed start with its stack; the sysadmin gets one sentence instead.
        logging.SetMinimumLevel(LogLevel.Information).AddFilter("Microsoft", LogLevel.Warning).AddFilter("Microsoft.Extensions.Hosting", LogLevel.Critical)
            .AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error);
        if (SystemdHelpers.IsSystemdService())
        {
            logging.AddSystemdConsole();
        }
        else
        {
            logging.AddSimpleConsole(console =>
            {
                console.SingleLine = true;
                console.TimestampFormat = "yyyy-MM-dd HH:mm:ss ";
            });
        }
    }

    private static string Explain(ServerSettings settings, Exception e) => e switch
    {
        StartupException or NetbootException or CatalogException => e.Message,
        AggregateException { InnerExceptions: [Exception first, ..] } => Explain(settings, first),
        UnauthorizedAccessException => $"Permission is denied ({e.Message}): run the server as root, or as the user who owns {settings.StateDirectory}.",
        IOException => $"The server cannot start: {e.Message}",
        _ => $"The server cannot start because of a fault of its own: {e.GetType().Name}: {e.Message}",
    };
}
