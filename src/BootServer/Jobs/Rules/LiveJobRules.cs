using System;
using Monitas.Catalog.Records;
using Monitas.Contracts.Jobs;

namespace Monitas.BootServer.Jobs.Rules;

/// <summary>The rules of jobs that run on the machine's own system: backup, restore, compare. The job is not over yet.</summary>
internal static class LiveJobRules
{
    /// <summary>The machine is there and free: hand the order over.</summary>
    public static JobTransition Turn(JobRecord job, JobLimits limits, DateTimeOffset now) => job.State is JobState.Queued or JobState.WaitingForMachine
        ? job.Begin($"The order was handed to {job.WorkerName}.", limits, now)
        : JobTransition.Refuse(job, $"Job {job.Id} was handed over before.");

    /// <summary>The machine is not connected: it is woken, once.</summary>
    public static JobTransition MachineAway(JobRecord job, DateTimeOffset now) => job.State == JobState.Queued
        ? JobTransition.To(job.Enter(JobState.WaitingForMachine, $"Waits for {job.WorkerName} to connect: is it switched on?", now), new JobAction.Wake())
        : JobTransition.To(job);

    /// <summary>The machine is back. Its agent goes on with the job, or it has lost it (restart, power cut) and gets the order again.</summary>
    public static JobTransition LiveHello(JobRecord job, bool hasJob, JobLimits limits, DateTimeOffset now) => (job.State, hasJob, job.CancelRequested) switch
    {
        (not JobState.Running, _, _) => JobTransition.To(job),
        (_, true, not null) => JobTransition.To(job, new JobAction.SendCancel()),
        (_, false, not null) => JobTransition.To(job.Enter(JobState.Cancelled, "Cancelled; the machine no longer works on it.", now)),
        (_, true, null) => JobTransition.To(Back(job, now)),
        (_, false, null) => job.Begin($"The order was handed to {job.WorkerName} again; the machine had lost it.", limits, now),
    };

    /// <summary>The machine was started over the network: the job waits until its own system is back.</summary>
    public static JobTransition BootImageHello(JobRecord job) => JobTransition.To(job);

    private static JobRecord Back(JobRecord job, DateTimeOffset now) => job.AgentLost is null
        ? job
        : (job with { AgentLost = null, Message = $"{job.WorkerName} is connected again and works on." }).Note("connected", "", now);
}
