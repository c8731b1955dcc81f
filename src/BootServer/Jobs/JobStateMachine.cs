using System;
using System.Diagnostics;
using Monitas.BootServer.Jobs.Rules;
using Monitas.Catalog.Records;
using Monitas.Contracts.Jobs;

namespace Monitas.BootServer.Jobs;

/// <summary>
/// The life of a job, pure: (job, event, now) -> job and actions. The engine stores the job before it does the actions.
/// <code>
/// backup, restore, compare:  Queued -> WaitingForMachine -> Running -> an end
/// verify, prune:  Queued -> Running -> an end (the server works itself and goes on after a restart)
/// rebuild:  Queued -> WaitingForMachine -> (boot image says hello, plan) -> WaitingForApproval -> Running
///             -> (agent done) -> WaitingForBeacon -> (own system says hello) -> Succeeded
///           A new start of the boot image from any of these leads back to the plan.
/// wipe:  as a rebuild, up to the agent's end, which is that of the job
/// cold backup:  Queued -> WaitingForMachine -> (boot image says hello) -> Running -> an end
/// rebuild, wipe and cold backup with --restart:  a machine whose own system runs is told to go into the boot image while the job waits for it
/// prep:  with an archive as a rebuild, without one as a wipe
/// </code>
/// Running means that the order was handed over. It is handed over again whenever the machine comes back without the job.
/// </summary>
internal static class JobStateMachine
{
    /// <summary>What <paramref name="jobEvent"/> makes of <paramref name="job"/>.</summary>
    public static JobTransition Apply(JobRecord job, JobEvent jobEvent, JobLimits limits, DateTimeOffset now) => jobEvent switch
    {
        _ when job.IsServers => ServerJobRules.Apply(job, jobEvent, now),
        _ when job.IsRestarting && !job.State.IsFinal() && RestartRules.Apply(job, jobEvent, limits, now) is { } restart => restart,
        JobEvent.ServerDone => JobTransition.Refuse(job, $"Job {job.Id} is not one of the server's own."),
        JobEvent.MachineLive e when RestartRules.IsWanted(job) => RestartRules.Begin(job, e.BootId, limits, now),
        JobEvent.LiveHello e when RestartRules.IsWanted(job) => RestartRules.Begin(job, e.Facts.BootId, limits, now),
        JobEvent.MachineLive or JobEvent.RestartImpossible => JobTransition.Refuse(job, $"Job {job.Id} restarts no machine."),
        JobEvent.BootImageHello when job.IsRestarting => Apply(job with { Restart = RestartStage.Over, RestartSince = now }, jobEvent, limits, now),
        JobEvent.AgentStarted => AgentRules.Started(job, now),
        JobEvent.PhaseEntered e => AgentRules.Phase(job, e, now),
        JobEvent.AgentFinished e => AgentRules.Finished(job, e.Message, now),
        JobEvent.AgentLost => AgentRules.Lost(job, now),
        JobEvent.OrderNotSent e => AgentRules.NotSent(job, e.Attempt, now),
        JobEvent.CancelAsked e => SysadminRules.Cancel(job, e.Who, now),
        JobEvent.Approved e => SysadminRules.Approve(job, e, limits, now),
        JobEvent.Noted e => JobTransition.To(job.Note(e.Stage, e.Text, now)),
        JobEvent.Tick => ClockRules.Tick(job, limits, now),
        JobEvent.ServerStarted => ClockRules.ServerStarted(job, now),
        _ when job.State.IsFinal() => JobTransition.Refuse(job, $"Job {job.Id} is over."),
        _ when job.Kind is JobKind.Rebuild or JobKind.Prep => Rebuild(job, jobEvent, limits, now),
        _ when job.Kind == JobKind.Wipe => Wipe(job, jobEvent, limits, now),
        _ when job.IsColdBackup => ColdBackup(job, jobEvent, limits, now),
        _ => Live(job, jobEvent, limits, now),
    };

    private static JobTransition Live(JobRecord job, JobEvent jobEvent, JobLimits limits, DateTimeOffset now) => jobEvent switch
    {
        JobEvent.Turn => LiveJobRules.Turn(job, limits, now),
        JobEvent.MachineAway => LiveJobRules.MachineAway(job, now),
        JobEvent.LiveHello e => LiveJobRules.LiveHello(job, e.HasJob, limits, now),
        JobEvent.BootImageHello => LiveJobRules.BootImageHello(job),
        JobEvent.PlanMade or JobEvent.WipePlanMade or JobEvent.PlanImpossible => JobTransition.Refuse(job, $"Job {job.Id} takes no plan."),
        _ => throw new UnreachableException($"Unknown event {jobEvent}."),
    };

    private static JobTransition Rebuild(JobRecord job, JobEvent jobEvent, JobLimits limits, DateTimeOffset now) => jobEvent switch
    {
        JobEvent.Turn => JobTransition.Refuse(job, $"Job {job.Id} is a {JobChanges.Word(job.Kind)} and waits for the boot image."),
        JobEvent.MachineAway e => RebuildRules.MachineAway(job, e, now),
        JobEvent.LiveHello e => RebuildRules.LiveHello(job, e, now),
        JobEvent.BootImageHello e => RebuildRules.BootImageHello(job, e, limits, now),
        JobEvent.PlanMade e => RebuildRules.PlanMade(job, e, limits, now),
        JobEvent.WipePlanMade => JobTransition.Refuse(job, $"Job {job.Id} is a {JobChanges.Word(job.Kind)} and takes no plan of a wipe."),
        JobEvent.PlanImpossible e => JobTransition.To(job.Fail(e.Reason, now), new JobAction.Notify(e.Reason)),
        _ => throw new UnreachableException($"Unknown event {jobEvent}."),
    };

    private static JobTransition Wipe(JobRecord job, JobEvent jobEvent, JobLimits limits, DateTimeOffset now) => jobEvent switch
    {
        JobEvent.Turn => JobTransition.Refuse(job, $"Job {job.Id} is a wipe and waits for the boot image."),
        JobEvent.MachineAway e => RebuildRules.MachineAway(job, e, now),
        JobEvent.LiveHello => JobTransition.To(job),
        JobEvent.BootImageHello e => RebuildRules.BootImageHello(job, e, limits, now),
        JobEvent.WipePlanMade e => WipeRules.PlanMade(job, e, limits, now),
        JobEvent.PlanMade => JobTransition.Refuse(job, $"Job {job.Id} is a wipe and takes no plan of a rebuild."),
        JobEvent.PlanImpossible e => JobTransition.To(job.Fail(e.Reason, now), new JobAction.Notify(e.Reason)),
        _ => throw new UnreachableException($"Unknown event {jobEvent}."),
    };

    private static JobTransition ColdBackup(JobRecord job, JobEvent jobEvent, JobLimits limits, DateTimeOffset now) => jobEvent switch
    {
        JobEvent.Turn => JobTransition.Refuse(job, $"Job {job.Id} is a cold backup and waits for the boot image."),
        JobEvent.MachineAway e => RebuildRules.MachineAway(job, e, now),
        JobEvent.LiveHello => JobTransition.To(job),
        JobEvent.BootImageHello e => ColdBackupRules.BootImageHello(job, e, limits, now),
        JobEvent.PlanMade or JobEvent.WipePlanMade or JobEvent.PlanImpossible => JobTransition.Refuse(job, $"Job {job.Id} takes no plan."),
        _ => throw new UnreachableException($"Unknown event {jobEvent}."),
    };
}
