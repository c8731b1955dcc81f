using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Channels;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;
using Monitas.BootServer.Jobs.Rules;
using Monitas.BootServer.Jobs.ServerWork;
using Monitas.Catalog;
using Monitas.Catalog.Records;
using Monitas.Contracts.Ids;
using Monitas.Contracts.Jobs;
using Monitas.Contracts.Machines;
using Monitas.Contracts.Messages;

namespace Monitas.BootServer.Jobs;

/// <summary>
/// Runs all jobs: takes what agents, the sysadmin and the clock say, lets <see cref="JobStateMachine"/> decide, stores the new state in the
/// catalog, and only then acts. Safe from any thread; decisions are made one at a time, messages are sent outside of that.
/// </summary>
internal sealed partial class JobEngine(
    ICatalog catalog, IAgentSessions sessions, IRebuildPlanning planning, IWipeDesk wipes, IJobWakeUp wakeUp, IBootImageOrders bootImages, ServerWorkQueue serverWork, JobBoard board, JobLimits limits, TimeProvider clock, ILogger<JobEngine> logger)
{
    private readonly Lock _gate = new();

    /// <summary>Makes a job and lets it begin as soon as its machine can.</summary>
    /// <exception cref="JobRefusedException">A rebuild, wipe, prep or cold backup of this machine is open already.</exception>
    public ValueTask<JobRecord> CreateAsync(JobKind kind, MachineRecord machine, JobParameters parameters, string who, CancellationToken cancellationToken) =>
        CreateAsync(kind, machine, null, parameters, who, cancellationToken);

    /// <summary>Makes a job and lets it begin as soon as its machine can.</summary>
    /// <param name="kind">What is done.</param>
    /// <param name="machine">The machine.</param>
    /// <param name="onto">Rebuild: the paired PC that takes its place; null for its own hardware. Restore: the machine that gets the files; null for itself.</param>
    /// <param name="parameters">What was ordered.</param>
    /// <param name="who">Who orders it.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="JobRefusedException">A rebuild, wipe, prep or cold backup of one of them is open already, this PC cannot take the machine's place, or files are to be compared with an archive of images.</exception>
    public async ValueTask<JobRecord> CreateAsync(
        JobKind kind, MachineRecord machine, MachineRecord? onto, JobParameters parameters, string who, CancellationToken cancellationToken)
    {
        if (kind == JobKind.Rebuild && onto is not null && Replacement.Refusal(machine, onto, HasArchives(onto), sessions.IsConnected(machine.Id, AgentEnvironment.Live)) is { Length: > 0 } why)
        {
            throw new JobRefusedException(ErrorCode.Conflict, why);
        }
        if (kind == JobKind.Compare && parameters.Archive is { } compared && catalog.FindArchive(compared)?.Layout is { IsOfImages: true })
        {
            throw new JobRefusedException(ErrorCode.Conflict, "That archive holds images of partitions, not files, so files cannot be compared with it: name another with --archive.");
        }
        JobRecord job;
        lock (_gate)
        {
            RequireNoOpenRebuild(kind is JobKind.Rebuild or JobKind.Wipe or JobKind.Prep || (kind == JobKind.Backup && parameters.Cold), machine, onto);
            RequireFree(parameters, machine);
            DateTimeOffset now = clock.GetUtcNow();
            job = catalog.AddJob(id => new JobRecord
            {
                Id = id,
                Kind = kind,
                Machine = machine.Id,
                MachineName = machine.Name,
                Onto = onto?.Id,
                OntoName = onto?.Name ?? "",
                State = JobState.Queued,
                Parameters = parameters,
                Created = now,
                StateSince = now,
                Message = "Waits for its turn.",
                Events = [new JobEventRecord(now, "queued", $"ordered by {who}")],
            });
        }
        JobMessages.Created(logger, job.Id, job.Kind, job.MachineName, who);
        await OpenAsync(job, cancellationToken);
        return catalog.FindJob(job.Id) ?? job;
    }

    /// <summary>Approves the plan with this hash.</summary>
    /// <exception cref="JobRefusedException">There is no such job or no such plan to approve, or the PC cannot take the machine's place any more.</exception>
    public ValueTask<JobRecord> ApproveAsync(JobId job, string hash, string who, CancellationToken cancellationToken)
    {
        RequireReplaceable(job);
        return AskAsync(job, new JobEvent.Approved(hash, who), cancellationToken);
    }

    /// <summary>Stops a job; a running one ends when its agent says so.</summary>
    /// <exception cref="JobRefusedException">There is no such job, or it is over.</exception>
    public async ValueTask<JobRecord> CancelAsync(JobId job, string who, CancellationToken cancellationToken)
    {
        JobRecord cancelled = await AskAsync(job, new JobEvent.CancelAsked(who), cancellationToken);
        if (!cancelled.IsServers)
        {
            await DispatchAsync(cancelled.Home, cancellationToken);
        }
        return cancelled;
    }

    /// <summary>Adds a line to a job's timeline, such as a stage of the network boot; the same line twice in a row is kept once.</summary>
    public async ValueTask NoteAsync(JobId job, string stage, string text, CancellationToken cancellationToken)
    {
        JobEventRecord? last = catalog.FindJob(job)?.Events is [.., { } end] ? end : null;
        if (last is null || (last.Stage, last.Text) != (stage, text))
        {
            await ApplyAsync(job, new JobEvent.Noted(stage, text), cancellationToken);
        }
    }

    /// <summary>Is the job known and not over?</summary>
    public bool IsOpen(JobId job) => catalog.FindJob(job) is { } found && !found.State.IsFinal();

    /// <summary>The job, if it is this machine's and its order has been handed over and is not finished; null otherwise. Data routes ask this.</summary>
    public JobRecord? FindRunning(JobId job, MachineId machine) => catalog.FindJob(job) is { State: JobState.Running } found && found.Worker == machine ? found : null;

    /// <summary>The rebuild, wipe, prep or cold backup for which this machine must start the boot image now; null when it shall start its own disk.</summary>
    public JobRecord? FindNetbootJob(MachineId machine) => OpenJobs(j => j.Worker == machine).FirstOrDefault(j => j is
    {
        WorksInBootImage: true,
        State: JobState.Queued or JobState.WaitingForMachine or JobState.WaitingForApproval or JobState.Running,
    });

    /// <summary>All there is to know of a job, from now to its end: its state, its log so far and from now on, its progress.</summary>
    public async IAsyncEnumerable<JobUpdate> WatchAsync(JobId id, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Channel<bool> bell = board.Watch(id);
        try
        {
            var seen = new JobWatch();
            bool over = false;
            while (!over)
            {
                JobRecord? job = catalog.FindJob(id);
                foreach (JobUpdate update in seen.News(job, board.Progress(id), catalog.ListJobLog(id, seen.LastLine)))
                {
                    yield return update;
                }
                over = job is null || job.State.IsFinal();
                if (!over)
                {
                    await bell.Reader.ReadAsync(cancellationToken);
                }
            }
        }
        finally
        {
            board.Unwatch(id, bell);
        }
    }

    private void RequireNoOpenRebuild(bool worksInBootImage, MachineRecord machine, MachineRecord? onto)
    {
        foreach (MachineRecord wanted in worksInBootImage ? new[] { machine, onto }.OfType<MachineRecord>() : [])
        {
            if (OpenJobs(j => j.Machine == wanted.Id || j.Worker == wanted.Id).FirstOrDefault(j => j.WorksInBootImage) is { } open)
            {
                string what = open.IsColdBackup ? $"backs up the disks of {open.MachineName}" : open.Kind == JobKind.Wipe ? $"wipes {open.MachineName}" : open.Kind == JobKind.Prep ? $"prepares {open.MachineName}" : open.Machine == wanted.Id ? $"rebuilds {open.MachineName}" : $"rebuilds {open.MachineName} onto {open.OntoName}";
                throw new JobRefusedException(
                    ErrorCode.Conflict, $"Job {open.Id} {what} already: watch it (monitas-server job wait {open.Id}) or cancel it (monitas-server job cancel {open.Id}).");
            }
        }
    }

    /// <summary>Hours may lie between the plan and its approval: the PC may have got an agent or archives of its own, and the machine may be running again.</summary>
    private void RequireReplaceable(JobId id)
    {
        if (catalog.FindJob(id) is not { State: JobState.WaitingForApproval, Onto: { } other } job || catalog.FindMachine(job.Machine) is not { } machine)
        {
            return;
        }
        string why = catalog.FindMachine(other) is { } onto
            ? Replacement.Refusal(machine, onto, HasArchives(onto), sessions.IsConnected(machine.Id, AgentEnvironment.Live))
            : $"{job.OntoName} is no longer in the catalog: cancel this job (monitas-server job cancel {id}), pair the PC again and order the rebuild anew.";
        if (why.Length > 0)
        {
            throw new JobRefusedException(ErrorCode.Conflict, why);
        }
    }

    private bool HasArchives(MachineRecord machine) => catalog.FindNewestArchive(machine.Id) is not null;

    private async ValueTask<JobRecord> AskAsync(JobId job, JobEvent asked, CancellationToken cancellationToken)
    {
        JobTransition? transition = await ApplyAsync(job, asked, cancellationToken);
        return transition switch
        {
            null => throw new JobRefusedException(ErrorCode.NotFound, $"There is no job {job}."),
            { Refusal.Length: > 0 } refused => throw new JobRefusedException(ErrorCode.Conflict, refused.Refusal),
            _ => catalog.FindJob(job) ?? transition.Job,
        };
    }

    private List<JobRecord> OpenJobs(Func<JobRecord, bool> which) => [.. catalog.ListOpenJobs().Where(which)];
}
