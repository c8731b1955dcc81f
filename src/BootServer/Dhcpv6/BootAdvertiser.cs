using System;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;
using Monitas.BootServer.Boot;
using Monitas.BootServer.Dhcpv6.Wire;

namespace Monitas.BootServer.Dhcpv6;

/// <summary>
/// Tells firmware that tries to start by IPv6 that there is nothing here. A machine that was sent on to its next boot entry often has "PXE by IPv6"
/// there, and waits a minute for a DHCPv6 server that no LAN of that kind has (seen with OVMF: 89 s from power-on to its own disk
/// without this answer, 26 s with it). Only machines that have just asked by IPv4 are answered, and only questions of firmware, so a real DHCPv6 server's
/// business stays its own. Its loop ends when the token of <see cref="RunAsync"/> is cancelled.
/// </summary>
/// <param name="server">The interface.</param>
/// <param name="clients">Tells who is starting now.</param>
/// <param name="logger">Hears of answers.</param>
internal sealed class BootAdvertiser(NetbootInterface server, NetbootClients clients, ILogger logger) : IDisposable
{
    /// <summary>The port of DHCPv6 servers (RFC 8415 7.2).</summary>
    public const int Port = 547;

    /// <summary>A DUID of type 4, a UUID (RFC 6355): nothing is ever asked of it a second time, so a new one at each start will do.</summary>
    private readonly byte[] _duid = [0, 4, .. Guid.NewGuid().ToByteArray()];
    private Socket? _socket;

    /// <summary>Opens the socket. Where IPv6 is off or the port is taken (a DHCPv6 server on this computer), that is logged and nothing is answered: boots are slower, and work.</summary>
    public void Open()
    {
        Socket? socket = null;
        try
        {
            socket = new Socket(AddressFamily.InterNetworkV6, SocketType.Dgram, ProtocolType.Udp) { DualMode = false };
            DeviceSocket.Tie(socket, server);
            socket.SetSocketOption(SocketOptionLevel.IPv6, SocketOptionName.AddMembership, new IPv6MulticastOption(IPAddress.Parse("ff02::1:2"), server.Index));
            socket.Bind(new IPEndPoint(IPAddress.IPv6Any, Port));
            _socket = socket;
        }
        catch (SocketException e)
        {
            socket?.Dispose();
            NetbootLog.NoBootAdvertisements(logger, e, server.Name);
        }
    }

    /// <summary>Serves until the token is cancelled.</summary>
    public Task RunAsync(CancellationToken cancellationToken) => _socket is { } socket
        ? new DatagramAnswerer(server, Port, "answering firmware by IPv6", logger).RunAsync(socket, Answer, cancellationToken)
        : Task.CompletedTask;

    /// <inheritdoc/>
    public void Dispose() => _socket?.Dispose();

    /// <summary>The answer; null: none is due.</summary>
    internal byte[]? Answer(ReadOnlySpan<byte> message, IPEndPoint source)
    {
        if (!BootSolicit.TryParse(message, out BootSolicit? solicit) || !LinkLocal.TryReadMac(source.Address, out MacAddress mac) || !clients.IsBooting(mac))
        {
            return null;
        }

        NetbootLog.BootAdvertised(logger, server.Name, mac.ToString());
        return EmptyAdvertise.ToBytes(solicit, _duid);
    }
}
