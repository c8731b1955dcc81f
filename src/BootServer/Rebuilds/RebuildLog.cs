using System;
using Microsoft.Extensions.Logging;

namespace Monitas.BootServer.Rebuilds;

/// <summary>Log lines of rebuilds; event ids 2300 to 2399.</summary>
internal static partial class RebuildLog
{
    [LoggerMessage(2650, LogLevel.Error, "A step of the network boot of {Mac} could not be recorded: {Text}")]
    public static partial void StepLost(ILogger log, string mac, string text, Exception exception);
}
