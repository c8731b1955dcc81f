using System;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;

namespace Monitas.BootServer.Boot;

/// <summary>
/// The loop of every listener that serves one socket. It outlives the socket's failures, since an interface that is down for a moment comes back, and
/// requests that nobody had thought of.
/// </summary>
internal static class SocketLoop
{
    /// <summary>So many failures in a row are the socket's own, such as those of an interface that is down, and not those of one bad packet.</summary>
    internal const int FailuresBeforePause = 5;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Takes one turn after the other until the token is cancelled. When turn after turn fails it pauses for a second before each; after a single failure it
    /// goes on at once, so that one bad packet holds nobody up.
    /// </summary>
    /// <param name="server">The interface, for the log.</param>
    /// <param name="port">The port, for the log; 0: none.</param>
    /// <param name="operation">What the listener does, in the log's sentence "port 67: receiving failed".</param>
    /// <param name="turn">Receives once and deals with what came.</param>
    /// <param name="logger">Hears of failures.</param>
    /// <param name="cancellationToken">Ends the loop; the turn is to watch it.</param>
    public static async Task RunAsync(
        NetbootInterface server, int port, string operation, Func<CancellationToken, ValueTask> turn, ILogger logger, CancellationToken cancellationToken)
    {
        int failures = 0;
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await turn(cancellationToken);
                failures = 0;
                continue;
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (SocketException e)
            {
                NetbootLog.SocketFailed(logger, e, server.Name, port, operation);
            }
            catch (Exception e)
            {
                // The edge of one turn: whatever fails behind it, the next machine is answered.
                NetbootLog.RequestFailed(logger, e, server.Name, port, "a client");
            }

            if (++failures >= FailuresBeforePause)
            {
                await Task.Delay(Pause, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }
}
