using System;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;

namespace Monitas.BootServer.Boot;

/// <summary>Serves an IPv6 socket on which each question gets at most one answer, sent to where it came from.</summary>
/// <param name="server">The interface.</param>
/// <param name="port">The port, for the log; 0: none.</param>
/// <param name="operation">What it does, for the log.</param>
/// <param name="logger">Hears of failures.</param>
internal sealed class DatagramAnswerer(NetbootInterface server, int port, string operation, ILogger logger)
{
    private const int MaximumMessageBytes = 1500;

    private static readonly IPEndPoint Anyone = new(IPAddress.IPv6Any, 0);

    private readonly byte[] _buffer = new byte[MaximumMessageBytes];

    /// <summary>Makes the answer to a message; null: none is due.</summary>
    public delegate byte[]? Answer(ReadOnlySpan<byte> message, IPEndPoint source);

    /// <summary>
    /// Serves until the token is cancelled. Sending may fail while our own link-local address is still tentative, after the interface came up;
    /// whoever asked repeats itself.
    /// </summary>
    public Task RunAsync(Socket socket, Answer answer, CancellationToken cancellationToken) =>
        SocketLoop.RunAsync(server, port, operation, token => TakeTurnAsync(socket, answer, token), logger, cancellationToken);

    private async ValueTask TakeTurnAsync(Socket socket, Answer answer, CancellationToken cancellationToken)
    {
        SocketReceiveFromResult received = await socket.ReceiveFromAsync(_buffer, SocketFlags.None, Anyone, cancellationToken);
        if (answer(_buffer.AsSpan(0, received.ReceivedBytes), (IPEndPoint)received.RemoteEndPoint) is { } bytes)
        {
            await socket.SendToAsync(bytes, SocketFlags.None, received.RemoteEndPoint, cancellationToken);
        }
    }
}
