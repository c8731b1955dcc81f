using System;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;

namespace Monitas.BootServer.Boot;

/// <summary>The loop of every listener that serves one socket: it outlives a socket's failures, since an interface that is down for a moment comes back, and a
/// request that nobody had thought of.</summary>
internal static class SocketLoop
{
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromSeconds(1);

    /// <summary>Takes one turn after the other until the token is cancelled. After a turn that failed it pauses for a second.</summary>
    /// <param name="server">The interface, for the log.</param>
    /// <param name="port">The port, for the log; 0: none.</param>
    /// <param name="operation">What the listener does, in the log's sentence "port 67: receiving failed".</param>
    /// <param name="turn">Receives once and deals with what came.</param>
    /// <param name="logger">Hears of failures.</param>
    /// <param name="cancellationToken">Ends the loop; the turn is to watch it.</param>
    public static async Task RunAsync(
        NetbootInterface server, int port, string operation, Func<CancellationToken, ValueTask> turn, ILogger logger, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await turn(cancellationToken);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (SocketException e)
            {
                NetbootLog.SocketFailed(logger, e, server.Name, port, operation);
                await Task.Delay(PauseAfterFailure, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (Exception e)
            {
                // The edge of one turn: whatever fails behind it, the next machine is answered.
                NetbootLog.RequestFailed(logger, e, server.Name, port, "a client");
                await Task.Delay(PauseAfterFailure, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }
}
