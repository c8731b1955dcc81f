using System;
using System.Linq;
using Monitas.BootServer.Jobs.ServerWork;
using Monitas.Catalog.Records;
using Monitas.Contracts.Jobs;

namespace Monitas.BootServer.Jobs.Rules;

/// <summary>The rules of jobs that the server does itself. They wait for nobody: Queued is only the moment before Running.</summary>
internal static class ServerJobRules
{
    private const int MaxWarnings = 1000;

    /// <summary>What an event makes of such a job.</summary>
    public static JobTransition Apply(JobRecord job, JobEvent jobEvent, DateTimeOffset now) => jobEvent switch
    {
        JobEvent.Noted e => JobTransition.To(job.Note(e.Stage, e.Text, now)),
        JobEvent.Tick or JobEvent.ServerStarted when job.State.IsFinal() => JobTransition.To(job),
        _ when job.State.IsFinal() => JobTransition.Refuse(job, $"Job {job.Id} is over already."),
        JobEvent.Turn or JobEvent.Tick => Begin(job, now),
        JobEvent.ServerStarted => GoOn(job, now),
        JobEvent.CancelAsked e => Cancel(job, e.Who, now),
        JobEvent.ServerDone e when job.State == JobState.Running => JobTransition.To(Done(job, e.End, now)),
        _ => JobTransition.Refuse(job, $"Job {job.Id} is one of the server's own: no machine works on it."),
    };

    /// <summary>A job that runs already is handed over too: to whoever lost it, if somebody did.</summary>
    private static JobTransition Begin(JobRecord job, DateTimeOffset now) => job.State == JobState.Running
        ? JobTransition.To(job, new JobAction.BeginHere())
        : JobTransition.To((job with { Attempts = 1, Started = now }).Enter(JobState.Running, "The server works on it.", now), new JobAction.BeginHere());

    private static JobTransition GoOn(JobRecord job, DateTimeOffset now) => job switch
    {
        { State: not JobState.Running } => Begin(job, now),
        { CancelRequested: not null } => JobTransition.To(job.Enter(JobState.Cancelled, "Cancelled; the server was restarted meanwhile.", now)),
        _ => JobTransition.To((job with { Attempts = job.Attempts + 1 }).Note("serverStarted", "the server was restarted and goes on", now), new JobAction.BeginHere()),
    };

    private static JobTransition Cancel(JobRecord job, string who, DateTimeOffset now) => job.State == JobState.Running
        ? JobTransition.To((job with { CancelRequested = job.CancelRequested ?? now, Message = $"Cancelled by {who}; it stops at the next safe place." })
            .Note("cancelAsked", $"by {who}", now), new JobAction.StopHere())
        : JobTransition.To(job.Enter(JobState.Cancelled, $"Cancelled by {who}.", now));

    private static JobRecord Done(JobRecord job, ServerWorkEnd end, DateTimeOffset now) =>
        (job with { Warnings = [.. end.Warnings.Take(MaxWarnings)], Figures = end.Figures }).Enter(AgentRules.EndOf(end.Outcome), end.Message, now);
}
