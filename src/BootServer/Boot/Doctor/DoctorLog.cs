using System;
using Microsoft.Extensions.Logging;

namespace Monitas.BootServer.Boot.Doctor;

/// <summary>Log lines of the boot log and the doctor: event ids 2400 to 2499.</summary>
internal static partial class DoctorLog
{
    [LoggerMessage(2450, LogLevel.Warning, "The boot log of the time before this start cannot be read")]
    public static partial void LogNotRead(ILogger log, Exception exception);

    [LoggerMessage(2451, LogLevel.Error, "{Count} steps of the boot log could not be written to the disk; they are in memory only")]
    public static partial void LogNotWritten(ILogger log, Exception exception, int count);
}
