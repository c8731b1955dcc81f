using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Monitas.BootServer.Jobs.Rules;
using Monitas.Catalog.Records;
using Monitas.Contracts.Ids;
using Monitas.Contracts.Jobs;
using Monitas.Contracts.Machines;
using Monitas.Contracts.Messages;

namespace Monitas.BootServer.Jobs;

/// <content>What agents say.</content>
internal sealed partial class JobEngine
{
    /// <summary>The most bytes of paths and details that the catalog keeps of a compare job's findings.</summary>
    private const int MaxDifferenceBytes = 4 << 20;

    /// <summary>An agent has said hello; its session is registered in <see cref="IAgentSessions"/> already.</summary>
    public async ValueTask HandleHelloAsync(MachineId machine, AgentHello hello, CancellationToken cancellationToken)
    {
        catalog.UpdateMachine(machine, m => Seen(m, hello));
        foreach (JobId stray in hello.RunningJobs.Where(id => !IsOpen(id)))
        {
            await sessions.SendAsync(machine, new CancelJob { Job = stray }, cancellationToken);
        }
        if (hello.Environment == AgentEnvironment.Live)
        {
            await ApplyLiveHelloAsync(machine, hello, cancellationToken);
        }
        else
        {
            foreach (JobRecord job in OpenJobs(j => j.Worker == machine))
            {
                await ApplyAsync(job.Id, new JobEvent.BootImageHello(hello.Facts, hello.RunningJobs.Contains(job.Id)), cancellationToken);
            }
        }
        await DispatchAsync(machine, cancellationToken);
    }

    /// <summary>An agent's session is over and no longer registered in <see cref="IAgentSessions"/>.</summary>
    public async ValueTask HandleDisconnectAsync(MachineId machine, AgentEnvironment environment, CancellationToken cancellationToken)
    {
        catalog.UpdateMachine(machine, m => m with { LastSeen = clock.GetUtcNow() });
        if (!sessions.IsConnected(machine, environment))
        {
            foreach (JobRecord job in OpenJobs(j => j.Worker == machine && WorksIn(j) == environment))
            {
                await ApplyAsync(job.Id, new JobEvent.AgentLost(), cancellationToken);
            }
        }
    }

    /// <summary>An agent says something about a job. What is not about a job of its own machine is dropped.</summary>
    public async ValueTask HandleMessageAsync(MachineId machine, AgentMessage message, CancellationToken cancellationToken)
    {
        switch (message)
        {
            case JobStarted started when IsOwn(started.Job, machine):
                await ApplyAsync(started.Job, new JobEvent.AgentStarted(), cancellationToken);
                break;
            case JobProgress progress when FindRunning(progress.Job, machine) is not null:
                if (board.Report(progress))
                {
                    await ApplyAsync(progress.Job, new JobEvent.PhaseEntered(progress.Phase, progress.Text), cancellationToken);
                }
                break;
            case JobLog line when IsOwn(line.Job, machine):
                catalog.AppendJobLog(new JobLogRecord { Job = line.Job, Time = clock.GetUtcNow(), Warning = line.Warning, Text = line.Text });
                board.Signal(line.Job);
                break;
            case JobFinished finished when IsOwn(finished.Job, machine):
                await FinishAsync(machine, finished, cancellationToken);
                break;
            case JobFinished unknown:
                await sessions.SendAsync(machine, new JobFinishedReceived { Job = unknown.Job }, cancellationToken);
                break;
            case AgentHello hello:
                await HandleHelloAsync(machine, hello, cancellationToken);
                break;
            default:
                JobMessages.Dropped(logger, machine, message.GetType().Name);
                break;
        }
    }

    private async ValueTask FinishAsync(MachineId machine, JobFinished finished, CancellationToken cancellationToken)
    {
        if (finished.Differences is { Count: > 0 } differences && FindRunning(finished.Job, machine) is not null)
        {
            catalog.SaveDifferences(finished.Job, Bounded(differences));
        }
        if (finished.Wipes is { Count: > 0 } wiped && FindRunning(finished.Job, machine) is { Kind: JobKind.Wipe } wipe)
        {
            // Before the job's end is stored: the agent says it again until then, and the same certificate is made again.
            wipes.Certify(wipe, wiped);
        }
        await ApplyAsync(finished.Job, new JobEvent.AgentFinished(finished), cancellationToken);
        await DispatchAsync(machine, cancellationToken);
    }

    private async ValueTask ApplyLiveHelloAsync(MachineId machine, AgentHello hello, CancellationToken cancellationToken)
    {
        foreach (JobRecord job in OpenJobs(j => j.Home == machine))
        {
            MachineRecord? onto = job.Onto is { } other ? catalog.FindMachine(other) : null;
            var said = new JobEvent.LiveHello(hello.Facts, hello.RunningJobs.Contains(job.Id), onto is not null && !Replacement.IsOn(onto, hello.Facts));
            if (onto is not null && job.State == JobState.WaitingForBeacon && Beacon.Doubt(job, said).Length == 0)
            {
                await ReplaceAsync(job, onto, cancellationToken);
            }
            await ApplyAsync(job.Id, said, cancellationToken);
        }
        await ReplaceLateAsync(machine, hello.Facts, cancellationToken);
    }

    /// <summary>Before the job's end is stored: the server may be killed in between, and two machines with the same cards would be found no more.</summary>
    private async ValueTask ReplaceAsync(JobRecord job, MachineRecord onto, CancellationToken cancellationToken)
    {
        if (HasArchives(onto) || onto.Credential is not null)
        {
            // It was enrolled or backed up under its own name while the rebuild ran: that is not ours to forget.
            string text = $"{onto.Name} has an agent or archives of its own by now and is kept: network boot knows {job.MachineName} again when that is removed (monitas-server machine remove {onto.Name})";
            await NoteAsync(job.Id, "replaced", text, cancellationToken);
            return;
        }
        catalog.RemoveMachine(onto.Id);
        JobMessages.Replaced(logger, job.Id, job.MachineName, onto.Name);
    }

    /// <summary>
    /// A rebuild onto another PC may end without success and have restored the machine there all the same. Then two machines have the same cards, and
    /// the boot server would know neither: the move is brought to its end.
    /// </summary>
    private async ValueTask ReplaceLateAsync(MachineId id, MachineFacts facts, CancellationToken cancellationToken)
    {
        // The hello has given the machine these cards, so one by which nobody is found is another machine's too.
        if (catalog.FindMachine(id) is not { } machine || machine.MacAddresses.All(mac => catalog.FindMachineByMac(mac) is not null))
        {
            return;
        }
        foreach (JobRecord job in catalog.ListJobs(id))
        {
            if (job.Onto is { } other && catalog.FindMachine(other) is { } onto && Replacement.HasHappened(job, onto, facts)
                && Replacement.Refusal(machine, onto, HasArchives(onto), isMachineLive: false).Length == 0 && OpenJobs(j => j.Worker == other).Count == 0)
            {
                await NoteAsync(job.Id, "replaced", $"{job.MachineName} has reported from the PC that was {onto.Name}, and is that PC from now on", cancellationToken);
                catalog.RemoveMachine(other);
                JobMessages.Replaced(logger, job.Id, job.MachineName, onto.Name);
                return;
            }
        }
    }

    private MachineRecord Seen(MachineRecord machine, AgentHello hello)
    {
        MachineFacts facts = hello.Facts;
        bool live = hello.Environment == AgentEnvironment.Live;
        return MachineCards.Told(machine, facts.MacAddresses) with
        {
            Facts = facts,
            LiveFacts = live ? facts : machine.LiveFacts,
            Environment = hello.Environment,
            AgentVersion = hello.AgentVersion,
            LastSeen = clock.GetUtcNow(),
            SmbiosUuid = facts.SmbiosUuid.Length > 0 ? facts.SmbiosUuid.ToLowerInvariant() : machine.SmbiosUuid,
            SerialNumber = facts.SerialNumber.Length > 0 ? facts.SerialNumber : machine.SerialNumber,
        };
    }

    private bool IsOwn(JobId job, MachineId machine) => catalog.FindJob(job)?.Worker == machine;

    private static List<Difference> Bounded(IReadOnlyList<Difference> differences)
    {
        var kept = new List<Difference>();
        long bytes = 0;
        foreach (Difference difference in differences)
        {
            bytes += difference.Path.Length + difference.Detail.Length;
            if (bytes > MaxDifferenceBytes)
            {
                break;
            }
            kept.Add(difference);
        }
        return kept;
    }
}
