using System;
using System.Linq;
using Monitas.Catalog.Records;
using Monitas.Contracts.Jobs;
using Monitas.Contracts.Messages;

namespace Monitas.BootServer.Jobs.Rules;

/// <summary>What an agent says about a job of any kind.</summary>
internal static class AgentRules
{
    /// <summary>The most warnings that a job keeps.</summary>
    private const int MaxWarnings = 1000;

    /// <summary>The agent has taken the order.</summary>
    public static JobTransition Started(JobRecord job, DateTimeOffset now)
    {
        if (job.State != JobState.Running)
        {
            return JobTransition.Refuse(job, $"Job {job.Id} is {JobChanges.Word(job.State)} and was begun all the same: told to stop.", new JobAction.SendCancel());
        }
        JobRecord started = (job with { Started = job.Started ?? now, AgentLost = null, Message = $"{job.WorkerName} works on it." }).Note("started", "", now);
        return job.CancelRequested is null ? JobTransition.To(started) : JobTransition.To(started, new JobAction.SendCancel());
    }

    /// <summary>The agent has come to another phase; a phase that goes on is not noted twice.</summary>
    public static JobTransition Phase(JobRecord job, JobEvent.PhaseEntered phase, DateTimeOffset now)
    {
        string word = JobChanges.Word(phase.Phase);
        return job.State != JobState.Running
            ? JobTransition.Refuse(job, $"Job {job.Id} is not running.")
            : job.Events is [.., { } last] && last.Stage == word ? JobTransition.To(job) : JobTransition.To(job.Note(word, phase.Text, now));
    }

    /// <summary>The agent's part is over. It says so until it is answered, so the answer goes out in every state.</summary>
    public static JobTransition Finished(JobRecord job, JobFinished message, DateTimeOffset now)
    {
        if (job.State != JobState.Running)
        {
            return JobTransition.Refuse(job, $"Job {job.Id} is {JobChanges.Word(job.State)} already.", new JobAction.Acknowledge());
        }
        JobRecord ended = job with
        {
            Started = job.Started ?? now,
            Warnings = [.. message.Warnings.Take(MaxWarnings)],
            Figures = message.Figures,
            DifferenceCount = message.Differences?.Count,
            EndsWithWarnings = message.Outcome == JobOutcome.Warnings,
        };
        bool needsBeacon = job.EndsWithBeacon && (message.Outcome is JobOutcome.Succeeded or JobOutcome.Warnings);
        JobRecord after = needsBeacon
            ? ended.Enter(JobState.WaitingForBeacon, $"The data is restored. Waits for {job.MachineName} to start from its own disk and to report.", now)
            : WipeRules.Doubt(job, message) is { Length: > 0 } doubt ? ended.Fail(doubt, now)
            : ended.Enter(EndOf(message.Outcome), message.Message, now);
        return JobTransition.To(after, new JobAction.Acknowledge());
    }

    /// <summary>The agent is no longer connected; its work may go on.</summary>
    public static JobTransition Lost(JobRecord job, DateTimeOffset now) => job switch
    {
        { State: JobState.Running, AgentLost: null } => JobTransition.To((job with { AgentLost = now }).Note("disconnected", "", now)),
        { WorksInBootImage: true } => RebuildRules.BootImageGone(job),
        _ => JobTransition.To(job),
    };

    /// <summary>The order could not be handed over: wait for the machine again, with the approval kept.</summary>
    public static JobTransition NotSent(JobRecord job, int attempt, DateTimeOffset now) => (job.State, job.Started) switch
    {
        _ when job.Attempts != attempt => JobTransition.To(job),
        (JobState.Running, null) => JobTransition.To((job with { Attempts = Math.Max(0, job.Attempts - 1) })
            .Enter(JobState.WaitingForMachine, $"Waits for {job.WorkerName} to connect: it could not be reached.", now)),
        (JobState.Running, _) => Lost(job, now),
        _ => JobTransition.To(job),
    };

    /// <summary>The state that an outcome leads to.</summary>
    public static JobState EndOf(JobOutcome outcome) => outcome switch
    {
        JobOutcome.Succeeded => JobState.Succeeded,
        JobOutcome.Warnings => JobState.FinishedWithWarnings,
        JobOutcome.Cancelled => JobState.Cancelled,
        _ => JobState.Failed,
    };
}
