using Microsoft.Extensions.Logging;

namespace Monitas.BootServer.Alerts;

/// <summary>Log lines of alerts; event ids 2750 to 2799.</summary>
internal static partial class AlertLog
{
    [LoggerMessage(2750, LogLevel.Warning, "Alert: {Text}")]
    public static partial void Raised(ILogger log, string text);

    [LoggerMessage(2751, LogLevel.Error, "{Number} alerts could not be sent by {Way} and are tried again: {Reason}")]
    public static partial void NotSent(ILogger log, int number, string way, string reason);

    [LoggerMessage(2752, LogLevel.Information, "{Number} alerts were sent by {Way} to {Target}")]
    public static partial void Sent(ILogger log, int number, string way, string target);

    [LoggerMessage(2753, LogLevel.Error, "What is to be told could not be found out, or not be kept; that is tried again: {Reason}")]
    public static partial void Failed(ILogger log, string reason);
}
