using System;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Monitas.BootServer.Jobs;

/// <summary>Takes jobs up again when the server starts, and lets time pass for them until it stops.</summary>
internal sealed class JobClock(JobEngine engine, TimeProvider clock, ILogger<JobClock> logger) : IHostedService, IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _stop = new();
    private Task _loop = Task.CompletedTask;

    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await engine.ResumeAsync(cancellationToken);
        _loop = RunAsync(_stop.Token);
    }

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stop.CancelAsync();
        await _loop.WaitAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose() => _stop.Dispose();

    private async Task RunAsync(CancellationToken stop)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stop))
            {
                await TickAsync(stop);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The server stops.
        }
    }

    private async Task TickAsync(CancellationToken stop)
    {
        try
        {
            await engine.TickAsync(stop);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // The edge of one tick: a full disk may have room again at the next one, and a fault with one job must not stop the time of the others.
            JobMessages.TickFailed(logger, e.Message, e);
        }
    }
}
