using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using Monitas.Catalog.Records;
using Monitas.Contracts.Jobs;

namespace Monitas.BootServer.Jobs.Rules;

/// <summary>The changes that the rules make to a job, each with its line in the timeline.</summary>
internal static class JobChanges
{
    /// <summary>Moves the job to a state.</summary>
    public static JobRecord Enter(this JobRecord job, JobState state, string message, DateTimeOffset now) => (job with
    {
        State = state,
        StateSince = now,
        Message = message,
        Ended = state.IsFinal() ? now : null,
        AgentLost = state == JobState.Running ? job.AgentLost : null,
        CancelRequested = state == JobState.Running ? job.CancelRequested : null,
        Restart = job.IsRestarting && state != JobState.WaitingForMachine ? RestartStage.Over : job.Restart,
        AskedBootImage = state == JobState.WaitingForMachine && job.AskedBootImage,
    }).Note(Word(state), message, now);

    /// <summary>Adds a line to the timeline, at the cost of one from its middle when it is full.</summary>
    public static JobRecord Note(this JobRecord job, string stage, string text, DateTimeOffset now)
    {
        int over = Math.Max(0, job.Events.Count + 1 - JobRecord.MaxEvents);
        IEnumerable<JobEventRecord> kept = over == 0
            ? job.Events
            : job.Events.Take(JobRecord.KeptFirstEvents).Concat(job.Events.Skip(JobRecord.KeptFirstEvents + over));
        return job with { Events = [.. kept, new JobEventRecord(now, stage, text)], EventsLeftOut = job.EventsLeftOut + over };
    }

    /// <summary>The job is over and did not do what it should.</summary>
    public static JobRecord Fail(this JobRecord job, string reason, DateTimeOffset now) => job.Enter(JobState.Failed, reason, now);

    /// <summary>Hands the order out from its start, unless that was done too often.</summary>
    public static JobTransition Begin(this JobRecord job, string message, JobLimits limits, DateTimeOffset now)
    {
        if (job.Attempts >= limits.MaxAttempts)
        {
            string reason = $"Given up: the order was begun {job.Attempts} times and {job.WorkerName} never came to its end. Look at the job's log and at the machine's screen.";
            return JobTransition.To(job.Fail(reason, now), new JobAction.Notify(reason));
        }
        JobRecord begun = (job with { Attempts = job.Attempts + 1, AgentLost = null }).Enter(JobState.Running, message, now);
        return JobTransition.To(begun, new JobAction.SendOrder());
    }

    /// <summary>The name of a state or phase in the timeline: its enum name in camel case.</summary>
    public static string Word(Enum value) => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());
}
