using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Catalog.Records;
using Monitas.Contracts.Ids;
using Monitas.Contracts.Jobs;

namespace Monitas.BootServer.Jobs;

/// <content>What the clock says.</content>
internal sealed partial class JobEngine
{
    /// <summary>Takes all open jobs up again after the server's start; call it once, before the first agent connects.</summary>
    public async ValueTask ResumeAsync(CancellationToken cancellationToken)
    {
        foreach (JobRecord job in catalog.ListOpenJobs())
        {
            JobMessages.Resumed(logger, job.Id, job.MachineName, job.State);
            await ApplyAsync(job.Id, new JobEvent.ServerStarted(), cancellationToken);
            if (job.WorksInBootImage && job.State == JobState.Queued)
            {
                await ApplyAsync(job.Id, new JobEvent.MachineAway(), cancellationToken);
            }
        }
    }

    /// <summary>Lets time pass for all open jobs; call it every few seconds.</summary>
    public async ValueTask TickAsync(CancellationToken cancellationToken)
    {
        foreach (JobRecord job in catalog.ListOpenJobs())
        {
            try
            {
                await ApplyAsync(job.Id, new JobEvent.Tick(), cancellationToken);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                // The edge of one job: the time of those behind it must not stand still with it.
                JobMessages.TickFailed(logger, $"job {job.Id} of {job.MachineName}: {e.Message}", e);
            }
        }
        foreach (MachineId machine in OpenJobs(j => !j.IsServers).Select(j => j.Home).Distinct())
        {
            await DispatchAsync(machine, cancellationToken);
        }
    }
}
