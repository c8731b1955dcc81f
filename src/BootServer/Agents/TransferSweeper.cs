using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Monitas.BootServer.Jobs;
using Monitas.Catalog;
using Monitas.Contracts.Ids;

namespace Monitas.BootServer.Agents;

/// <summary>
/// Lets go of what is held for jobs that ended without a word of their agent (cancelled, given up, machine lost). Looks every few
/// seconds; ends with the host.
/// </summary>
internal sealed class TransferSweeper(JobEngine jobs, IEnumerable<IJobTransfers> transfers, TimeProvider clock, ILogger<TransferSweeper> log)
    : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(10);

    /// <summary>Lets go of everything that belongs to jobs that are over.</summary>
    public async Task SweepAsync()
    {
        foreach (IJobTransfers transfer in transfers)
        {
            foreach (JobId job in transfer.Jobs)
            {
                if (!jobs.IsOpen(job))
                {
                    await transfer.ForgetAsync(job).ConfigureAwait(false);
                }
            }
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using PeriodicTimer timer = new(Period, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false))
        {
            try
            {
                await SweepAsync().ConfigureAwait(false);
            }
            catch (CatalogException e)
            {
                AgentLog.SweepFailed(log, e);
            }
        }
    }
}
