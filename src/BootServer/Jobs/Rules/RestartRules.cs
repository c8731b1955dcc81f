using System;
using Monitas.Catalog.Records;
using Monitas.Contracts.Jobs;
using Monitas.Contracts.Messages;

namespace Monitas.BootServer.Jobs.Rules;

/// <summary>
/// A machine whose own system runs is taken into the boot image for a rebuild or a wipe (--restart): its agent makes it ready, is told to go, and must
/// report from the boot image in time. Whatever comes in between, the job goes on waiting for a start over the network, and says so. Pure.
/// </summary>
internal static class RestartRules
{
    /// <summary>Was a restart ordered, and has it not been tried? Then the machine is told as soon as its own system is connected.</summary>
    public static bool IsWanted(JobRecord job) =>
        job is { WorksInBootImage: true, Parameters.Restart: not null, Restart: RestartStage.None, State: JobState.Queued or JobState.WaitingForMachine, AskedBootImage: false };

    /// <summary>Tells the machine's own system to make itself ready.</summary>
    /// <param name="job">The job.</param>
    /// <param name="bootId">The boot id of that system.</param>
    /// <param name="limits">How long it may take.</param>
    /// <param name="now">The time.</param>
    public static JobTransition Begin(JobRecord job, string bootId, JobLimits limits, DateTimeOffset now)
    {
        string text = $"Told {job.WorkerName}, which runs its own system, to make itself ready for the boot image; it has {limits.Restart.TotalMinutes:0} minutes.";
        JobRecord asked = job with { Restart = RestartStage.Asked, RestartSince = now, RestartBootId = bootId };
        JobRecord told = job.State == JobState.WaitingForMachine
            ? (asked with { Message = text }).Note("restartAsked", text, now)
            : asked.Enter(JobState.WaitingForMachine, text, now);
        return JobTransition.To(told, new JobAction.EnterBootImage());
    }

    /// <summary>What an event makes of a job whose machine is being taken into the boot image; null when that has no part in it.</summary>
    public static JobTransition? Apply(JobRecord job, JobEvent jobEvent, JobLimits limits, DateTimeOffset now) => jobEvent switch
    {
        JobEvent.AgentStarted => JobTransition.To(job),
        JobEvent.AgentFinished e => Finished(job, e.Message, limits, now),
        JobEvent.LiveHello e => LiveHello(job, e, limits, now),
        JobEvent.RestartImpossible e => JobTransition.To(GiveUp(job, "notRestarted", e.Reason, now)),
        JobEvent.ServerStarted => JobTransition.To((job with { RestartSince = now }).Note("serverStarted", "", now)),
        JobEvent.Tick when now - job.RestartSince > limits.Restart => JobTransition.To(GiveUp(job, "notRestarted", Late(job, limits), now)),
        _ => null,
    };

    /// <summary>The end of the order to make itself ready. It is said again until it is answered, and a success is answered with the word to go each time.</summary>
    private static JobTransition Finished(JobRecord job, JobFinished message, JobLimits limits, DateTimeOffset now)
    {
        if (message.Outcome is not (JobOutcome.Succeeded or JobOutcome.Warnings))
        {
            string reason = $"{job.WorkerName} was not restarted: {message.Message}";
            return JobTransition.To(GiveUp(job, "notRestarted", reason, now), new JobAction.Acknowledge());
        }
        string text = $"{message.Message} It must report from the boot image within {limits.Restart.TotalMinutes:0} minutes.";
        JobRecord going = job.Restart == RestartStage.Going
            ? job
            : (job with { Restart = RestartStage.Going, RestartSince = now, Message = text }).Note("restarting", text, now);
        return JobTransition.To(going, new JobAction.Acknowledge(Go: true));
    }

    /// <summary>The machine's own system has reported again: the same start of it, or another one.</summary>
    private static JobTransition LiveHello(JobRecord job, JobEvent.LiveHello hello, JobLimits limits, DateTimeOffset now)
    {
        bool sameStart = hello.Facts.BootId.Length > 0 && hello.Facts.BootId == job.RestartBootId;
        return (job.Restart, sameStart, hello.HasJob) switch
        {
            (_, true, true) => JobTransition.To(job),
            // It never got the order, or its agent has lost it, or somebody has restarted the machine meanwhile.
            (RestartStage.Asked, true, false) => JobTransition.To(job, new JobAction.EnterBootImage()),
            (RestartStage.Asked, false, _) => Begin(job, hello.Facts.BootId, limits, now),
            // It says so while it stops.
            (_, true, false) => JobTransition.To(job),
            _ => JobTransition.To(GiveUp(job, "ownSystem", $"{job.WorkerName} was to start the boot image and has started its own system again.", now)),
        };
    }

    private static string Late(JobRecord job, JobLimits limits) => job.Restart == RestartStage.Asked
        ? $"{job.WorkerName} has not made itself ready for the boot image within {limits.Restart.TotalMinutes:0} minutes: look at its agent (systemctl status monitas-agent); one of an older version does not know this order."
        : $"{job.WorkerName} has gone and has not reported from the boot image within {limits.Restart.TotalMinutes:0} minutes: look at its screen.";

    private static JobRecord GiveUp(JobRecord job, string stage, string reason, DateTimeOffset now)
    {
        string text = $"{reason} {RebuildRules.SwitchOn(job)}";
        return (job with { Restart = RestartStage.Over, RestartSince = now, Message = text }).Note(stage, text, now);
    }
}
