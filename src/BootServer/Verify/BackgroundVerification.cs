using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Monitas.BootServer.Configuration;
using Monitas.BootServer.Jobs;
using Monitas.Catalog;
using Monitas.Catalog.Records;
using Monitas.Contracts.Jobs;

namespace Monitas.BootServer.Verify;

/// <summary>
/// Orders the reading of every volume within the days that are set: a job as soon as a volume is due, which reads slowly all that are due about then. When
/// a volume was read stands in the catalog.
/// </summary>
internal sealed class BackgroundVerification(ICatalog catalog, JobEngine jobs, ServerSettings settings, TimeProvider clock, ILogger<BackgroundVerification> log) : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(10);

    /// <summary>Orders a job if a volume is due and no such job is under way; null when it does not.</summary>
    public async Task<JobRecord?> OrderAsync(CancellationToken cancellationToken)
    {
        DateTimeOffset now = clock.GetUtcNow();
        if (settings.Verify.Days == 0 || !catalog.ListVolumes().Any(volume => VerifyWork.DueTime(volume, settings.Verify) <= now)
            || catalog.ListOpenJobs().Any(job => job.Kind == JobKind.Verify && job.Parameters.Background))
        {
            return null;
        }
        try
        {
            return await jobs.CreateServersAsync(JobKind.Verify, null, new JobParameters { Background = true }, "[verify] in server.conf", cancellationToken).ConfigureAwait(false);
        }
        catch (JobRefusedException)
        {
            // Another has ordered it in this very moment.
            return null;
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using PeriodicTimer timer = new(Period, clock);
        while (settings.Verify.Days > 0 && await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false))
        {
            try
            {
                await OrderAsync(stoppingToken).ConfigureAwait(false);
            }
            catch (CatalogException e)
            {
                // Its disk is full, say; the next round asks again.
                VerifyLog.NotOrdered(log, e);
            }
        }
    }
}
