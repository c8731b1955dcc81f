using System;
using Microsoft.Extensions.Logging;
using Monitas.Contracts.Ids;

namespace Monitas.BootServer.Api;

/// <summary>What the sysadmin's interface writes to the server's log. Event ids 1200 to 1299.</summary>
internal static partial class ApiMessages
{
    [LoggerMessage(1200, LogLevel.Information, "The sysadmin's interface listens on {Socket}.")]
    public static partial void Listening(ILogger logger, string socket);

    [LoggerMessage(1201, LogLevel.Error, "{Method} {Path} failed.")]
    public static partial void Failed(ILogger logger, string method, string path, Exception e);

    [LoggerMessage(1202, LogLevel.Information, "Machine {Machine} was {What} by {Who}.")]
    public static partial void MachineChanged(ILogger logger, string machine, string what, string who);

    [LoggerMessage(1203, LogLevel.Information, "An enrolment token for {Machine} was made by {Who}.")]
    public static partial void TokenMade(ILogger logger, string machine, string who);

    [LoggerMessage(1204, LogLevel.Information, "User {User} was {What} by {Who}.")]
    public static partial void UserChanged(ILogger logger, string user, string what, string who);

    [LoggerMessage(1206, LogLevel.Information, "{Schedule} was written anew by {Who}.")]
    public static partial void ScheduleWritten(ILogger logger, string schedule, string who);

    [LoggerMessage(1205, LogLevel.Warning, "Archive {Archive} is removed, but that could not be noted in the store; the next prune does it.")]
    public static partial void RemovalNotNoted(ILogger logger, ArchiveId archive, Exception e);
}
