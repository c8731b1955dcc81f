using System;
using System.Collections.Generic;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;
using Monitas.BootServer.Boot;
using Monitas.BootServer.Dhcp.Wire;

namespace Monitas.BootServer.Dhcp;

/// <summary>Receives, asks the responder, sends. One for each interface; its loops end when the token that they run with is cancelled.</summary>
/// <param name="server">The interface.</param>
/// <param name="responder">Decides.</param>
/// <param name="logger">Hears of every message at debug level.</param>
internal sealed class DhcpListener(NetbootInterface server, DhcpResponder responder, ILogger logger) : IDisposable
{
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromSeconds(1);

    private readonly List<Socket> _sockets = [];
    private readonly Lock _lock = new();

    /// <summary>Opens the ports 67 and 4011.</summary>
    /// <exception cref="NetbootException">One of them is taken or not permitted.</exception>
    public void Open()
    {
        _sockets.Add(DeviceSocket.OpenUdp(server, IPAddress.Any, DhcpDecision.ServerPort, "DHCP"));
        _sockets.Add(DeviceSocket.OpenUdp(server, IPAddress.Any, ProxyDhcp.BootServerPort, "DHCP"));
    }

    /// <summary>Serves until the token is cancelled.</summary>
    public Task RunAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(_sockets.ConvertAll(socket => ReceiveAsync(socket, cancellationToken)));

    /// <inheritdoc/>
    public void Dispose() => _sockets.ForEach(socket => socket.Dispose());

    private async Task ReceiveAsync(Socket socket, CancellationToken cancellationToken)
    {
        int port = ((IPEndPoint)socket.LocalEndPoint!).Port;
        byte[] buffer = new byte[DhcpPacket.MaximumLength + 1];
        IPEndPoint anyone = new(IPAddress.Any, 0);
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                SocketReceiveFromResult received = await socket.ReceiveFromAsync(buffer, SocketFlags.None, anyone, cancellationToken);
                await HandleAsync(socket, port, buffer.AsMemory(0, received.ReceivedBytes), (IPEndPoint)received.RemoteEndPoint, cancellationToken);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (SocketException e)
            {
                // The interface may be down for a moment; it comes back.
                NetbootLog.SocketFailed(logger, e, server.Name, port, "receiving or sending");
                await Task.Delay(PauseAfterFailure, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task HandleAsync(Socket socket, int port, ReadOnlyMemory<byte> datagram, IPEndPoint source, CancellationToken cancellationToken)
    {
        if (!DhcpPacketReader.TryParse(datagram.Span, out DhcpPacket? request, out DhcpParseError why))
        {
            NetbootLog.NotDhcp(logger, server.Name, source, port, why.ToString());
            return;
        }

        if (Decide(request, port, source) is not { } decision)
        {
            return;
        }

        if (decision.Reply is not { } reply)
        {
            NetbootLog.DhcpSilence(logger, server.Name, request.Chaddr.ToString(), request.MessageType.ToString(), port, decision.Reason);
            return;
        }

        await socket.SendToAsync(DhcpPacketWriter.ToBytes(reply), SocketFlags.None, decision.Destination!, cancellationToken);
        NetbootLog.DhcpReplied(
            logger, server.Name, request.Chaddr.ToString(), request.MessageType.ToString(), port,
            reply.MessageType.ToString(), decision.Destination!, reply.Yiaddr.ToString(), reply.File);
    }

    /// <summary>Null when the lease could not be kept: then nothing is promised, and the client asks again.</summary>
    private DhcpDecision? Decide(DhcpPacket request, int port, IPEndPoint source)
    {
        try
        {
            lock (_lock)
            {
                return responder.Respond(request, port, source);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            NetbootLog.LeaseNotKept(logger, e, request.Chaddr.ToString());
            return null;
        }
        catch (Exception e)
        {
            // The edge of one request: whatever fails behind it, the next machine is answered.
            NetbootLog.RequestFailed(logger, e, server.Name, port, request.Chaddr.ToString());
            return null;
        }
    }
}
