using Microsoft.Extensions.Logging;

namespace Monitas.BootServer.WebConsole;

/// <summary>What the web console writes to the server's log. Event ids 2800 to 2899.</summary>
internal static partial class WebConsoleLog
{
    [LoggerMessage(2800, LogLevel.Information, "The web console listens on TCP port {Port}.")]
    public static partial void Listening(ILogger logger, int port);

    [LoggerMessage(2801, LogLevel.Information, "{User} has signed in to the web console from {Address}.")]
    public static partial void SignedIn(ILogger logger, string user, string address);

    [LoggerMessage(2802, LogLevel.Warning, "Somebody at {Address} gave a wrong name or password for the web console.")]
    public static partial void Refused(ILogger logger, string address);
}
