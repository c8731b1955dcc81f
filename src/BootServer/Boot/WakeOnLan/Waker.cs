using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using Monitas.BootServer.Boot.WakeOnLan.Wire;
using Monitas.BootServer.Dhcp.Wire;

namespace Monitas.BootServer.Boot.WakeOnLan;

/// <summary>Sends magic packets to the broadcast address of each served subnet, by the interface itself, so that the routing table has no say.</summary>
internal sealed class Waker(NetbootSettings settings) : IWaker
{
    /// <inheritdoc/>
    public IReadOnlyList<string> Wake(IReadOnlyList<string> macs)
    {
        byte[][] packets = [.. macs.Select(text => MacAddress.TryParse(text, out MacAddress mac) ? MagicPacket.For(mac) : []).Where(packet => packet.Length > 0)];
        List<string> sent = [];
        List<string> failed = [];
        foreach (NetbootInterface server in NetbootInterfaces.Find(settings))
        {
            try
            {
                Send(server, packets);
                sent.Add($"{Destination(server)} by {server.Name}");
            }
            catch (System.Exception e) when (e is SocketException or NetbootException)
            {
                failed.Add($"{server.Name}: {e.Message}");
            }
        }

        return sent.Count > 0 ? sent : throw new NetbootException($"No wake-up packet could be sent: {string.Join("; ", failed)}");
    }

    /// <summary>Sends by one interface.</summary>
    internal static void Send(NetbootInterface server, IReadOnlyList<byte[]> packets)
    {
        using Socket socket = DeviceSocket.OpenUdp(server, server.Address.ToIPAddress(), 0, "wake-up packets");
        foreach (byte[] packet in packets)
        {
            socket.SendTo(packet, new IPEndPoint(Destination(server).ToIPAddress(), MagicPacket.Port));
        }
    }

    /// <summary>The subnet's broadcast address; in a subnet of one or two addresses there is none, and the limited one is taken.</summary>
    private static Ipv4Address Destination(NetbootInterface server) =>
        server.PrefixLength > 30 ? Ipv4Address.Broadcast : new Ipv4Address(server.Address.Value | ~server.Mask.Value);
}
