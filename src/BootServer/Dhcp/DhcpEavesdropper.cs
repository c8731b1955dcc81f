using System;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;
using Monitas.BootServer.Boot;
using Monitas.BootServer.Dhcp.Wire;

namespace Monitas.BootServer.Dhcp;

/// <summary>
/// Hears what other servers send to DHCP clients on one interface, as far as it reaches this computer (broadcasts), and tells
/// <see cref="DhcpRivals"/>. It sends nothing. Its loop ends when the token that it runs with is cancelled.
/// </summary>
/// <param name="server">The interface.</param>
/// <param name="rivals">Learns of them.</param>
/// <param name="logger">Hears when that is not possible.</param>
internal sealed class DhcpEavesdropper(NetbootInterface server, DhcpRivals rivals, ILogger logger) : IDisposable
{
    private readonly byte[] _buffer = new byte[PacketSocket.MaximumFrameBytes];
    private Socket? _socket;

    /// <summary>Opens the socket. Where it is not permitted, a warning is logged: rivals are then known only as far as clients name them.</summary>
    public void Open()
    {
        try
        {
            _socket = PacketSocket.Open(server, PacketSocket.EtherTypeIpv4, PacketFilter.ToDhcpClients);
        }
        catch (SocketException e)
        {
            NetbootLog.NoEavesdropping(logger, e, server.Name);
        }
    }

    /// <summary>Listens until the token is cancelled.</summary>
    public Task RunAsync(CancellationToken cancellationToken) => _socket is { } socket
        ? SocketLoop.RunAsync(server, DhcpDecision.ClientPort, "listening for other servers", token => HearOneAsync(socket, token), logger, cancellationToken)
        : Task.CompletedTask;

    /// <inheritdoc/>
    public void Dispose() => _socket?.Dispose();

    private async ValueTask HearOneAsync(Socket socket, CancellationToken cancellationToken) =>
        Hear(_buffer.AsSpan(0, await socket.ReceiveAsync(_buffer, SocketFlags.None, cancellationToken)));

    private void Hear(ReadOnlySpan<byte> bytes)
    {
        if (UdpFrame.TryParse(bytes, out UdpFrame frame, out ReadOnlySpan<byte> payload)
            && DhcpPacketReader.TryParse(payload, out DhcpPacket? packet, out _)
            && packet.IsReply)
        {
            rivals.HearServer(server, packet, frame.SourceMac, frame.Source);
        }
    }
}
