using System;
using Microsoft.Extensions.Logging;
using Monitas.Contracts.Ids;
using Monitas.Contracts.Jobs;

namespace Monitas.BootServer.Jobs;

/// <summary>What the job engine writes to the server's log. Event ids 1100 to 1199.</summary>
internal static partial class JobMessages
{
    [LoggerMessage(1100, LogLevel.Information, "Job {Job}: {Kind} of {Machine}, ordered by {Who}.")]
    public static partial void Created(ILogger logger, JobId job, JobKind kind, string machine, string who);

    [LoggerMessage(1101, LogLevel.Information, "Job {Job} of {Machine} is {State}: {Message}")]
    public static partial void Moved(ILogger logger, JobId job, string machine, JobState state, string message);

    [LoggerMessage(1102, LogLevel.Information, "Job {Job} of {Machine}: {Reason}")]
    public static partial void Refused(ILogger logger, JobId job, string machine, string reason);

    [LoggerMessage(1103, LogLevel.Error, "Job {Job} of {Machine}: no plan could be made.")]
    public static partial void PlanFailed(ILogger logger, JobId job, string machine, Exception e);

    [LoggerMessage(1104, LogLevel.Warning, "Machine {Machine}: a message {Type} about a job that is not its own or does not run was dropped.")]
    public static partial void Dropped(ILogger logger, MachineId machine, string type);

    [LoggerMessage(1105, LogLevel.Information, "Job {Job} of {Machine} is taken up again: {State}.")]
    public static partial void Resumed(ILogger logger, JobId job, string machine, JobState state);

    [LoggerMessage(1107, LogLevel.Information, "Job {Job}: {Machine} is now the PC that was {Onto}.")]
    public static partial void Replaced(ILogger logger, JobId job, string machine, string onto);

    [LoggerMessage(1108, LogLevel.Error, "Job {Job}, {Kind}: the server met a fault of its own.")]
    public static partial void WorkFailed(ILogger logger, JobId job, JobKind kind, Exception e);

    [LoggerMessage(1109, LogLevel.Error, "Job {Job}: what it has come to cannot be stored; it goes on shortly.")]
    public static partial void NotStored(ILogger logger, JobId job, Exception e);

    [LoggerMessage(1106, LogLevel.Error, "Jobs stand still: {Reason}")]
    public static partial void TickFailed(ILogger logger, string reason, Exception exception);
}
