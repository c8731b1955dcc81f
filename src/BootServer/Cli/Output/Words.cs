using System;
using System.Globalization;
using Monitas.Contracts.Jobs;
using Monitas.Contracts.Machines;

namespace Monitas.BootServer.Cli.Output;

/// <summary>Values in words for a person.</summary>
internal static class Words
{
    /// <summary>A time in local time; "-" for none.</summary>
    public static string Of(DateTimeOffset? time) => time is { } known ? known.ToLocalTime().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) : "-";

    /// <summary>A length of time, such as "3 min 20 s".</summary>
    public static string Of(TimeSpan time) => time switch
    {
        { TotalSeconds: < 0 } => "0 s",
        { TotalMinutes: < 1 } => $"{time.TotalSeconds:0} s",
        { TotalHours: < 1 } => $"{(int)time.TotalMinutes} min {time.Seconds} s",
        { TotalDays: < 1 } => $"{(int)time.TotalHours} h {time.Minutes} min",
        _ => $"{(int)time.TotalDays} d {time.Hours} h",
    };

    /// <summary>A job's state.</summary>
    public static string Of(JobState state) => state switch
    {
        JobState.Queued => "queued",
        JobState.WaitingForMachine => "waiting for the machine",
        JobState.WaitingForApproval => "waiting for approval",
        JobState.Running => "running",
        JobState.WaitingForBeacon => "waiting for the restored system",
        JobState.Succeeded => "succeeded",
        JobState.FinishedWithWarnings => "finished with warnings",
        JobState.Failed => "failed",
        _ => "cancelled",
    };

    /// <summary>Where an agent is connected.</summary>
    public static string Of(AgentEnvironment? connected) => connected switch
    {
        AgentEnvironment.Live => "connected",
        AgentEnvironment.BootImage => "in the boot image",
        _ => "not connected",
    };

    /// <summary>The exit code that a job's end gives.</summary>
    public static ExitCode ExitCodeOf(JobState state) => state switch
    {
        JobState.Succeeded => ExitCode.Done,
        JobState.FinishedWithWarnings => ExitCode.Warnings,
        _ => ExitCode.Failed,
    };
}
