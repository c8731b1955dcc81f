using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;
using Monitas.BootServer.Jobs;
using Monitas.Contracts.Ids;
using Monitas.Contracts.Messages;

namespace Monitas.BootServer.Agents;

/// <summary>Hands what an agent says to the job engine, and lets go of a job's transfers when its end was said.</summary>
internal sealed class MessageDispatcher(JobEngine jobs, IEnumerable<IJobTransfers> transfers, ILogger<MessageDispatcher> log)
{
    /// <summary>Any message after the hello.</summary>
    public async ValueTask MessageAsync(AgentIdentity identity, AgentMessage message, CancellationToken cancellationToken)
    {
        JobId? job = JobOf(message);
        if (job is null || (identity.OnlyJob is { } only && job != only))
        {
            AgentLog.MessageMalformed(log, identity.MachineName, identity.Machine, 1, $"{message.GetType().Name} is not expected here.");
            return;
        }
        await jobs.HandleMessageAsync(identity.Machine, message, cancellationToken).ConfigureAwait(false);
        if (message is JobFinished && !jobs.IsOpen(job.Value))
        {
            foreach (IJobTransfers transfer in transfers)
            {
                await transfer.ForgetAsync(job.Value).ConfigureAwait(false);
            }
        }
    }

    private static JobId? JobOf(AgentMessage message) => message switch
    {
        JobStarted started => started.Job,
        JobProgress progress => progress.Job,
        JobLog line => line.Job,
        JobFinished finished => finished.Job,
        _ => null,
    };
}
