using System;
using System.Collections.Generic;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using Monitas.BootServer.Boot;
using Monitas.BootServer.Dhcp.Wire;

namespace Monitas.BootServer.Dhcp;

/// <summary>
/// Asks a LAN once what its DHCP and boot servers offer to a PC that starts from the network. It takes none of the offers: the addresses
/// fall back to their servers by themselves. Our own server does not hear the question.
/// </summary>
internal static class LanDhcpProbe
{
    /// <summary>How long to wait for offers: dnsmasq, for one, first looks for three seconds whether the address is in use.</summary>
    public static readonly TimeSpan UsualWait = TimeSpan.FromSeconds(5);

    /// <summary>Sends one DHCPDISCOVER and gathers the offers.</summary>
    /// <param name="server">The interface.</param>
    /// <param name="wait">How long to wait; see <see cref="UsualWait"/>.</param>
    /// <param name="clock">The time.</param>
    /// <param name="cancellationToken">Breaks it off.</param>
    /// <returns>The offers in the order in which they came, one for each server.</returns>
    /// <exception cref="SocketException">The interface has gone or is down, or it is not permitted (CAP_NET_RAW).</exception>
    public static async Task<IReadOnlyList<LanDhcpOffer>> AskAsync(NetbootInterface server, TimeSpan wait, TimeProvider clock, CancellationToken cancellationToken)
    {
        using Socket socket = PacketSocket.Open(server, PacketSocket.EtherTypeIpv4, PacketFilter.ToUdpPort(DhcpDecision.ClientPort));
        DhcpPacket question = MakeQuestion();
        await socket.SendAsync(ToFrame(question, PacketSocket.CardOf(socket)), SocketFlags.None, cancellationToken);

        List<LanDhcpOffer> offers = [];
        using CancellationTokenSource enough = new(wait, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, enough.Token);
        byte[] buffer = new byte[PacketSocket.MaximumFrameBytes];
        try
        {
            while (true)
            {
                int length = await socket.ReceiveAsync(buffer, SocketFlags.None, either.Token);
                if (TryReadOffer(buffer.AsSpan(0, length), question) is { } offer && !offers.Exists(known => known.Server == offer.Server))
                {
                    offers.Add(offer);
                }
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return offers;
        }
    }

    /// <summary>A PC with UEFI firmware, as OVMF asks, with a made-up card that no vendor has (the second bit of its first byte) and broadcast answers.</summary>
    internal static DhcpPacket MakeQuestion()
    {
        MacAddress card = new(0x02_00_00_00_00_00UL | (ulong)Random.Shared.NextInt64(1L << 40));
        return new DhcpPacket
        {
            Xid = (uint)Random.Shared.NextInt64(1L << 32),
            Flags = DhcpPacket.BroadcastFlag,
            Chaddr = card,
            Options = new DhcpOptions()
                .Add(DhcpOption.MessageType, (byte)DhcpMessageType.Discover)
                .Add(DhcpOption.MaximumMessageSize, [0x05, 0xc0])
                .Add(DhcpOption.ParameterRequestList, [
                    (byte)DhcpOption.SubnetMask, (byte)DhcpOption.Router, (byte)DhcpOption.DomainNameServer, (byte)DhcpOption.VendorSpecific,
                    (byte)DhcpOption.ServerIdentifier, (byte)DhcpOption.VendorClass, (byte)DhcpOption.TftpServerName, (byte)DhcpOption.BootFileName,
                    (byte)DhcpOption.ClientMachineIdentifier])
                .Add(DhcpOption.ClientMachineIdentifier, [0, .. Guid.NewGuid().ToByteArray()])
                .Add(DhcpOption.ClientInterface, [1, 3, 0])
                .Add(DhcpOption.ClientArchitecture, [0, (byte)ClientArchitecture.UefiX64])
                .Add(DhcpOption.VendorClass, "PXEClient:Arch:00007:UNDI:003000"),
        };
    }

    /// <summary>Reads one frame; null when it is no offer to this question.</summary>
    internal static LanDhcpOffer? TryReadOffer(ReadOnlySpan<byte> bytes, DhcpPacket question)
    {
        if (!UdpFrame.TryParse(bytes, out UdpFrame frame, out ReadOnlySpan<byte> payload)
            || !DhcpPacketReader.TryParse(payload, out DhcpPacket? packet, out _)
            || packet is not { IsReply: true, MessageType: DhcpMessageType.Offer }
            || packet.Xid != question.Xid || packet.Chaddr != question.Chaddr)
        {
            return null;
        }

        return new LanDhcpOffer(
            packet.Options.Address(DhcpOption.ServerIdentifier) ?? frame.Source,
            frame.SourceMac,
            packet.Yiaddr,
            packet.Siaddr,
            WireText.Shown(packet.File.Length > 0 ? packet.File : packet.Options.Text(DhcpOption.BootFileName)),
            packet.Options.Has(DhcpOption.VendorClass));
    }

    private static byte[] ToFrame(DhcpPacket question, MacAddress card) =>
        new UdpFrame(card, UdpFrame.Broadcast, Ipv4Address.Any, Ipv4Address.Broadcast, DhcpDecision.ClientPort, DhcpDecision.ServerPort)
            .ToBytes(DhcpPacketWriter.ToBytes(question));
}
