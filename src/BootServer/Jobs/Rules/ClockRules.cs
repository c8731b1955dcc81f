using System;
using Monitas.Catalog.Records;
using Monitas.Contracts.Jobs;

namespace Monitas.BootServer.Jobs.Rules;

/// <summary>What time does to a job of any kind.</summary>
internal static class ClockRules
{
    /// <summary>Ends what has waited too long and says what is amiss.</summary>
    public static JobTransition Tick(JobRecord job, JobLimits limits, DateTimeOffset now) => job switch
    {
        { State: JobState.WaitingForBeacon } when now - job.StateSince > limits.Beacon => JobTransition.To(job.Fail(
            $"All data is restored, but {job.MachineName} has not reported from its own disk within {limits.Beacon.TotalMinutes:0} minutes: look at its screen and at its boot order.", now)),
        { State: JobState.Running, CancelRequested: { } asked } when now - asked > limits.Cancel => JobTransition.To(job.Enter(
            JobState.Cancelled, $"Cancelled; {job.WorkerName} has not confirmed it and may still be at work.", now)),
        { State: JobState.Running, AgentLost: { } lost } when now - lost > limits.AgentLost => SayLost(job, lost),
        { AskedBootImage: true } when now - job.StateSince > limits.Answer => RebuildRules.NoAnswer(job, limits, now),
        _ => JobTransition.To(job),
    };

    /// <summary>The server was away: nobody is connected yet, and waiting times count from now.</summary>
    public static JobTransition ServerStarted(JobRecord job, DateTimeOffset now) => job.State switch
    {
        JobState.Running => JobTransition.To((job with { AgentLost = now, CancelRequested = job.CancelRequested is null ? null : now }).Note("serverStarted", "", now)),
        JobState.WaitingForBeacon => JobTransition.To((job with { StateSince = now }).Note("serverStarted", "", now)),
        _ => RebuildRules.BootImageGone(job),
    };

    private static JobTransition SayLost(JobRecord job, DateTimeOffset lost)
    {
        string text = $"{job.WorkerName} has not been reachable since {lost.UtcDateTime:yyyy-MM-dd HH:mm} UTC; the job goes on when it is back (or cancel it: monitas-server job cancel {job.Id}).";
        return job.Message == text ? JobTransition.To(job) : JobTransition.To(job with { Message = text });
    }
}
