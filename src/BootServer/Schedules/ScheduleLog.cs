using System;
using Microsoft.Extensions.Logging;

namespace Monitas.BootServer.Schedules;

/// <summary>Log lines of the schedule; event ids 2700 to 2749.</summary>
internal static partial class ScheduleLog
{
    [LoggerMessage(2700, LogLevel.Information, "The schedule {File} counts: {Lines} lines")]
    public static partial void Counts(ILogger log, string file, int lines);

    [LoggerMessage(2701, LogLevel.Error, "The schedule {File} does not count, for its errors ({Errors}, the first: {First}); the last one without any, of {Lines} lines, goes on (monitas-server schedule check shows all)")]
    public static partial void Faulty(ILogger log, string file, int errors, string first, int lines);

    [LoggerMessage(2702, LogLevel.Error, "The copy of the last schedule without an error, {File}, cannot be read, so that nothing is due: {Reason}")]
    public static partial void NotRecalled(ILogger log, string file, string reason);

    [LoggerMessage(2703, LogLevel.Warning, "The schedule could not be copied to {File}, so that it would not outlive an error in it and a restart: {Reason}")]
    public static partial void NotKept(ILogger log, string file, string reason);

    [LoggerMessage(2704, LogLevel.Warning, "Line {Line} of the schedule ({Text}), due at {Due:u}, is left out for {Machine}: {Why}")]
    public static partial void LeftOut(ILogger log, int line, string text, DateTimeOffset due, string machine, string why);

    [LoggerMessage(2705, LogLevel.Information, "Line {Line} of the schedule ({Text}): sent wake-up packets for {Machine}")]
    public static partial void Woken(ILogger log, int line, string text, string machine);

    [LoggerMessage(2706, LogLevel.Warning, "Line {Line} of the schedule ({Text}): {Machine} cannot be woken: {Reason}")]
    public static partial void NotWoken(ILogger log, int line, string text, string machine, string reason);

    [LoggerMessage(2707, LogLevel.Debug, "Line {Line} of the schedule ({Text}) waits for {Machine}: {Reason}")]
    public static partial void Refused(ILogger log, int line, string text, string machine, string reason);

    [LoggerMessage(2708, LogLevel.Error, "What the schedule wants could not be done; that is tried again at once")]
    public static partial void Failed(ILogger log, Exception exception);
}
