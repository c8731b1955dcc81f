using System;
using System.Diagnostics;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Monitas.BootServer.Jobs.Rules;
using Monitas.Catalog.Records;
using Monitas.Contracts.Ids;
using Monitas.Contracts.Jobs;
using Monitas.Contracts.Machines;
using Monitas.Contracts.Messages;
using Monitas.Contracts.Plans;

namespace Monitas.BootServer.Jobs;

/// <content>Deciding, storing and acting.</content>
internal sealed partial class JobEngine
{
    /// <summary>Applies an event to a job; null when there is no such job.</summary>
    private async ValueTask<JobTransition?> ApplyAsync(JobId id, JobEvent jobEvent, CancellationToken cancellationToken)
    {
        JobTransition transition;
        JobRecord before;
        lock (_gate)
        {
            if (catalog.FindJob(id) is not { } job)
            {
                return null;
            }
            before = job;
            transition = JobStateMachine.Apply(job, jobEvent, limits, clock.GetUtcNow());
            if (transition.Job != job)
            {
                catalog.SaveJob(transition.Job);
            }
        }
        Tell(before, transition);
        foreach (JobAction action in transition.Actions)
        {
            await PerformAsync(transition.Job, action, cancellationToken);
        }
        return transition;
    }

    private void Tell(JobRecord before, JobTransition transition)
    {
        JobRecord job = transition.Job;
        if (transition.Refusal.Length > 0)
        {
            JobMessages.Refused(logger, job.Id, job.MachineName, transition.Refusal);
        }
        if (job.State != before.State)
        {
            JobMessages.Moved(logger, job.Id, job.MachineName, job.State, job.Message);
        }
        if (job.State != JobState.Running)
        {
            board.Forget(job.Id);
        }
        if (job != before)
        {
            board.Signal(job.Id);
        }
    }

    private async ValueTask PerformAsync(JobRecord job, JobAction action, CancellationToken cancellationToken)
    {
        switch (action)
        {
            case JobAction.SendOrder:
                if (!sessions.IsConnected(job.Worker, WorksIn(job)) || !await sessions.SendAsync(job.Worker, JobOrders.For(job), cancellationToken))
                {
                    await ApplyAsync(job.Id, new JobEvent.OrderNotSent(job.Attempts), cancellationToken);
                }
                break;
            case JobAction.SendCancel:
                await sessions.SendAsync(job.Worker, new CancelJob { Job = job.Id }, cancellationToken);
                break;
            case JobAction.Acknowledge received:
                await sessions.SendAsync(job.Worker, new JobFinishedReceived { Job = job.Id, Go = received.Go }, cancellationToken);
                break;
            case JobAction.EnterBootImage:
                await SendRestartAsync(job, cancellationToken);
                break;
            case JobAction.Notify notice:
                if (sessions.IsConnected(job.Worker, AgentEnvironment.BootImage))
                {
                    await sessions.SendAsync(job.Worker, new Notice { Text = notice.Text }, cancellationToken);
                }
                break;
            case JobAction.DropSession drop:
                if (sessions.IsConnected(job.Worker, AgentEnvironment.BootImage))
                {
                    sessions.Drop(job.Worker, drop.Reason);
                }
                break;
            case JobAction.Wake:
                if (catalog.FindMachine(job.Worker) is { } sleeper)
                {
                    wakeUp.WakeFor(job, sleeper);
                    board.Signal(job.Id);
                }
                break;
            case JobAction.BeginHere:
                serverWork.Begin(job.Id);
                break;
            case JobAction.StopHere:
                serverWork.Stop(job.Id);
                break;
            case JobAction.MakePlan make:
                await ApplyAsync(
                    job.Id, job.Kind switch { JobKind.Wipe => PlanWipe(job, make.Facts), JobKind.Prep => PlanPrep(job, make.Facts), _ => Plan(job, make.Facts) }, cancellationToken);
                break;
            default:
                throw new UnreachableException($"Unknown action {action}.");
        }
    }

    private JobEvent Plan(JobRecord job, MachineFacts facts)
    {
        MachineRecord? machine = catalog.FindMachine(job.Machine);
        ArchiveRecord? archive = job.Parameters.Archive is { } id ? catalog.FindArchive(id) : null;
        MachineRecord? onto = job.Onto is { } other ? catalog.FindMachine(other) : null;
        if (machine is null || archive is null)
        {
            return new JobEvent.PlanImpossible($"The {(machine is null ? "machine" : "archive")} of this job is no longer in the catalog: order the rebuild anew.");
        }
        if (job.Onto is not null && onto is null)
        {
            return new JobEvent.PlanImpossible($"{job.OntoName} is no longer in the catalog: pair it again and order the rebuild anew.");
        }
        if (onto is not null && Replacement.Refusal(machine, onto, HasArchives(onto), isMachineLive: false) is { Length: > 0 } refusal)
        {
            // Looked at again, since much may have happened between the order and the start of that PC.
            return new JobEvent.PlanImpossible(refusal);
        }
        if (archive.Layout is null)
        {
            return new JobEvent.PlanImpossible($"Archive {archive.Number} of {machine.Name} says nothing about its disks: choose another archive.");
        }
        try
        {
            RebuildPlan plan = planning.MakePlan(machine, onto, archive, archive.Layout, facts, job.Parameters.Disks);
            return new JobEvent.PlanMade(plan, facts.BootId, MachineIsLive: onto is not null && sessions.IsConnected(machine.Id, AgentEnvironment.Live));
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // The edge of one job: a fault in the planner must not take the others along.
            JobMessages.PlanFailed(logger, job.Id, job.MachineName, e);
            return new JobEvent.PlanImpossible($"The server could not make a plan because of a fault of its own ({e.Message}); its log says more.");
        }
    }

    private JobEvent PlanWipe(JobRecord job, MachineFacts facts)
    {
        if (catalog.FindMachine(job.Machine) is not { } machine)
        {
            return new JobEvent.PlanImpossible("The machine of this job is no longer in the catalog.");
        }
        try
        {
            return new JobEvent.WipePlanMade(wipes.MakePlan(machine, facts, job.Parameters, isProvisional: false), facts.BootId);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // The edge of one job, as for a rebuild.
            JobMessages.PlanFailed(logger, job.Id, job.MachineName, e);
            return new JobEvent.PlanImpossible($"The server could not make a plan because of a fault of its own ({e.Message}); its log says more.");
        }
    }

    /// <summary>Lets a new job go as far as it can.</summary>
    private async ValueTask OpenAsync(JobRecord job, CancellationToken cancellationToken)
    {
        if (!job.WorksInBootImage)
        {
            await DispatchAsync(job.Home, cancellationToken);
            return;
        }
        bool isLive = sessions.IsConnected(job.Worker, AgentEnvironment.Live);
        if (isLive && RestartRules.IsWanted(job))
        {
            await ApplyAsync(job.Id, new JobEvent.MachineLive(catalog.FindMachine(job.Worker)?.LiveFacts?.BootId ?? ""), cancellationToken);
            return;
        }
        bool asked = sessions.IsConnected(job.Worker, AgentEnvironment.BootImage) && await sessions.SendAsync(job.Worker, new AskHello(), cancellationToken);
        await ApplyAsync(job.Id, new JobEvent.MachineAway(asked, isLive), cancellationToken);
    }

    /// <summary>Hands the oldest waiting live job to its machine if that is there and free.</summary>
    private async ValueTask DispatchAsync(MachineId machine, CancellationToken cancellationToken)
    {
        var open = OpenJobs(j => j.Home == machine);
        bool busy = open.Any(j => j.State == JobState.Running || j.State == JobState.WaitingForBeacon || j.IsRestarting);
        JobRecord? next = open.FirstOrDefault(j => !j.WorksInBootImage && (j.State is JobState.Queued or JobState.WaitingForMachine));
        if (!busy && next is not null)
        {
            JobEvent turn = sessions.IsConnected(machine, AgentEnvironment.Live) ? new JobEvent.Turn() : new JobEvent.MachineAway();
            await ApplyAsync(next.Id, turn, cancellationToken);
        }
    }

    /// <summary>Where the agent runs that works on such a job.</summary>
    private static AgentEnvironment WorksIn(JobRecord job) => job.WorksInBootImage ? AgentEnvironment.BootImage : AgentEnvironment.Live;
}
