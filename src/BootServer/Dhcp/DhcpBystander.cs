using System;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;
using Monitas.BootServer.Boot;
using Monitas.BootServer.Dhcp.Wire;

namespace Monitas.BootServer.Dhcp;

/// <summary>
/// For an interface where other servers answer by DHCP and this one only gives files out: hears which machines ask them for a start from the network, as
/// far as it reaches this computer (broadcasts), and tells <see cref="NetbootClients"/>. Thus these machines too need not wait for IPv6, and their
/// transfers are told apart. It needs no port, so a DHCP server may run on the same computer, and it sends nothing.
/// Its loop ends when the token that it runs with is cancelled.
/// </summary>
/// <param name="server">The interface.</param>
/// <param name="clients">Learns who is starting.</param>
/// <param name="logger">Hears when that is not possible.</param>
internal sealed class DhcpBystander(NetbootInterface server, NetbootClients clients, ILogger logger) : IDisposable
{
    private readonly byte[] _buffer = new byte[PacketSocket.MaximumFrameBytes];
    private Socket? _socket;

    /// <summary>Opens the socket. Where it is not permitted, a warning is logged: starts are slower then, and work.</summary>
    public void Open()
    {
        try
        {
            _socket = PacketSocket.Open(server, PacketSocket.EtherTypeIpv4, PacketFilter.ToDhcpServers);
        }
        catch (SocketException e)
        {
            NetbootLog.NoBystander(logger, e, server.Name);
        }
    }

    /// <summary>Listens until the token is cancelled.</summary>
    public Task RunAsync(CancellationToken cancellationToken) => _socket is { } socket
        ? SocketLoop.RunAsync(server, DhcpDecision.ServerPort, "listening to machines that start", token => HearOneAsync(socket, token), logger, cancellationToken)
        : Task.CompletedTask;

    /// <inheritdoc/>
    public void Dispose() => _socket?.Dispose();

    private async ValueTask HearOneAsync(Socket socket, CancellationToken cancellationToken) =>
        Hear(_buffer.AsSpan(0, await socket.ReceiveAsync(_buffer, SocketFlags.None, cancellationToken)));

    private void Hear(ReadOnlySpan<byte> bytes)
    {
        if (UdpFrame.TryParse(bytes, out _, out ReadOnlySpan<byte> payload)
            && DhcpPacketReader.TryParse(payload, out DhcpPacket? packet, out _)
            && !packet.IsReply
            && BootClientReader.TryRead(packet, out BootClient? client))
        {
            clients.Note(client, packet);
        }
    }
}
