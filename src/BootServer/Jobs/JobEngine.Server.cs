using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Monitas.BootServer.Jobs.ServerWork;
using Monitas.Catalog.Records;
using Monitas.Contracts.Ids;
using Monitas.Contracts.Jobs;
using Monitas.Contracts.Messages;

namespace Monitas.BootServer.Jobs;

/// <content>Jobs that the server does itself.</content>
internal sealed partial class JobEngine
{
    /// <summary>Makes a job that the server does itself, and has it begun.</summary>
    /// <param name="kind">Verify or prune.</param>
    /// <param name="machine">The machine whose archive it is about; null when it is about no one machine.</param>
    /// <param name="parameters">What was ordered.</param>
    /// <param name="who">Who orders it.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="JobRefusedException">A prune, or a verification by [verify], is under way already: one at a time.</exception>
    public async ValueTask<JobRecord> CreateServersAsync(JobKind kind, MachineRecord? machine, JobParameters parameters, string who, CancellationToken cancellationToken)
    {
        JobRecord job;
        lock (_gate)
        {
            if (OpenJobs(j => j.Kind == kind && (kind == JobKind.Prune || (parameters.Background && j.Parameters.Background))).FirstOrDefault() is { } open)
            {
                throw new JobRefusedException(ErrorCode.Conflict, $"A {(kind == JobKind.Prune ? "prune" : "verification by [verify]")} is under way already, job {open.Id}: "
                    + $"watch it (monitas-server job wait {open.Id}) or cancel it (monitas-server job cancel {open.Id}).");
            }
            DateTimeOffset now = clock.GetUtcNow();
            job = catalog.AddJob(id => new JobRecord
            {
                Id = id,
                Kind = kind,
                Machine = machine?.Id ?? default,
                MachineName = machine?.Name ?? "",
                State = JobState.Queued,
                Parameters = parameters,
                Created = now,
                StateSince = now,
                Message = "Is about to begin.",
                Events = [new JobEventRecord(now, "queued", $"ordered by {who}")],
            });
        }
        JobMessages.Created(logger, job.Id, job.Kind, job.MachineName.Length > 0 ? job.MachineName : "the store", who);
        await ApplyAsync(job.Id, new JobEvent.Turn(), cancellationToken);
        return catalog.FindJob(job.Id) ?? job;
    }

    /// <summary>A job that the server does itself has come to its end.</summary>
    public async ValueTask FinishServersAsync(JobId job, ServerWorkEnd end, CancellationToken cancellationToken) =>
        await ApplyAsync(job, new JobEvent.ServerDone(end), cancellationToken);
}
