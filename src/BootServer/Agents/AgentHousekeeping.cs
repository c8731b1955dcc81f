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
/// Lets go of what is held for jobs that ended without a word of their agent (cancelled, given up, machine lost), and closes the
/// sessions of machines that the sysadmin has removed. Looks every few seconds; ends with the host.
/// </summary>
internal sealed class AgentHousekeeping(
    JobEngine jobs, ICatalog catalog, AgentSessions sessions, IEnumerable<IJobTransfers> transfers, TimeProvider clock, ILogger<AgentHousekeeping> log)
    : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(10);

    /// <summary>Looks once.</summary>
    public async Task SweepAsync()
    {
        foreach (MachineId machine in sessions.Machines)
        {
            if (catalog.FindMachine(machine) is null)
            {
                sessions.Drop(machine, "The machine was removed from the server.");
            }
        }
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
