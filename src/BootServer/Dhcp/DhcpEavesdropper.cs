using System;
using System.Collections.Generic;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;
using Monitas.BootServer.Boot;
using Monitas.BootServer.Dhcp.Wire;

namespace Monitas.BootServer.Dhcp;

/// <summary>
/// Hears the DHCP of others on one interface, as far as it reaches this computer (broadcasts). It needs no port, so a DHCP server may run on the same
/// computer, and it sends nothing. Its loop ends when the token that it runs with is cancelled.
/// </summary>
internal sealed class DhcpEavesdropper : IDisposable
{
    private readonly NetbootInterface _server;
    private readonly int _port;
    private readonly string _operation;
    private readonly Action<DhcpPacket, UdpFrame> _heard;
    private readonly Action<SocketException> _notPermitted;
    private readonly ILogger _logger;
    private readonly byte[] _buffer = new byte[PacketSocket.MaximumFrameBytes];
    private Socket? _socket;

    private DhcpEavesdropper(
        NetbootInterface server, int port, string operation, Action<DhcpPacket, UdpFrame> heard, Action<SocketException> notPermitted, ILogger logger) =>
        (_server, _port, _operation, _heard, _notPermitted, _logger) = (server, port, operation, heard, notPermitted, logger);

    /// <summary>Hears what other servers send to clients, and tells <see cref="DhcpRivals"/>. Where it may not, rivals are known only as far as clients name them.</summary>
    /// <param name="server">The interface.</param>
    /// <param name="rivals">Learns of them.</param>
    /// <param name="logger">Hears when that is not possible.</param>
    public static DhcpEavesdropper OfServers(NetbootInterface server, DhcpRivals rivals, ILogger logger) => new(
        server,
        DhcpDecision.ClientPort,
        "listening for other servers",
        (packet, frame) =>
        {
            if (packet.IsReply)
            {
                rivals.HearServer(server, packet, frame.SourceMac, frame.Source);
            }
        },
        e => NetbootLog.NoEavesdropping(logger, e, server.Name),
        logger);

    /// <summary>
    /// For an interface where other servers answer by DHCP and this one only gives files out: hears which machines ask them for a start from the network,
    /// and tells <see cref="NetbootClients"/>. Thus these machines too need not wait for IPv6, and their transfers are told apart. Where it may not,
    /// starts are slower, and work.
    /// </summary>
    /// <param name="server">The interface.</param>
    /// <param name="clients">Learns who is starting.</param>
    /// <param name="logger">Hears when that is not possible.</param>
    public static DhcpEavesdropper OfStarts(NetbootInterface server, NetbootClients clients, ILogger logger) => new(
        server,
        DhcpDecision.ServerPort,
        "listening to machines that start",
        (packet, _) =>
        {
            if (!packet.IsReply && BootClientReader.TryRead(packet, out BootClient? client))
            {
                clients.Note(client, packet);
            }
        },
        e => NetbootLog.NoStartsHeard(logger, e, server.Name),
        logger);

    /// <summary>Opens the socket. Where it is not permitted, a warning is logged.</summary>
    public void Open()
    {
        try
        {
            IReadOnlyList<PacketFilter> filter = PacketFilter.ToUdpPort((uint)_port);
            _socket = PacketSocket.Open(_server, PacketSocket.EtherTypeIpv4, filter);
        }
        catch (SocketException e)
        {
            _notPermitted(e);
        }
    }

    /// <summary>Listens until the token is cancelled.</summary>
    public Task RunAsync(CancellationToken cancellationToken) => _socket is { } socket
        ? SocketLoop.RunAsync(_server, _port, _operation, token => HearOneAsync(socket, token), _logger, cancellationToken)
        : Task.CompletedTask;

    /// <inheritdoc/>
    public void Dispose() => _socket?.Dispose();

    private async ValueTask HearOneAsync(Socket socket, CancellationToken cancellationToken) =>
        Hear(_buffer.AsSpan(0, await socket.ReceiveAsync(_buffer, SocketFlags.None, cancellationToken)));

    private void Hear(ReadOnlySpan<byte> bytes)
    {
        if (UdpFrame.TryParse(bytes, out UdpFrame frame, out ReadOnlySpan<byte> payload) && DhcpPacketReader.TryParse(payload, out DhcpPacket? packet, out _))
        {
            _heard(packet, frame);
        }
    }
}
