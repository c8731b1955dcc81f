using System;
using System.Net;
using Monitas.BootServer.Boot;
using Monitas.BootServer.Dhcp.Wire;

namespace Monitas.BootServer.Dhcp;

/// <summary>
/// ProxyDHCP (PXE 2.1 chapter 2): boot files for clients that get their address from another server. Pure. Port 67 only ever answers a
/// DISCOVER: a REQUEST there is for the address server. Port 4011 is the boot server that some firmware asks afterwards.
/// </summary>
internal static class ProxyDhcp
{
    /// <summary>The port of the PXE boot server.</summary>
    public const int BootServerPort = 4011;

    /// <summary>Decides about a message to port 67.</summary>
    public static DhcpDecision DecideOffer(DhcpPacket request, BootClient client, BootAnswer answer, NetbootInterface server) =>
        (request.MessageType, answer) switch
        {
            (not DhcpMessageType.Discover, _) => DhcpDecision.Silence("It is for the address server."),
            (_, BootAnswer.Ignore ignore) => DhcpDecision.Silence(ignore.Reason),
            _ => DhcpDecision.Send(Reply(request, client, answer, server, DhcpMessageType.Offer)),
        };

    /// <summary>Decides about a message to port 4011.</summary>
    public static DhcpDecision DecideBootServer(DhcpPacket request, BootClient client, BootAnswer answer, NetbootInterface server, IPEndPoint source) =>
        (request.MessageType, answer) switch
        {
            // PXE 2.1 2.2.5 has REQUEST; its forerunners used INFORM for the same.
            (not (DhcpMessageType.Request or DhcpMessageType.Inform), _) => DhcpDecision.Silence("It is no question to a boot server."),
            (_, BootAnswer.Ignore ignore) => DhcpDecision.Silence(ignore.Reason),
            _ => DhcpDecision.SendBack(BootServerReply(request, client, answer, server), source),
        };

    /// <summary>PXE 2.1 2.2.5: the item of the menu that the client chose goes back to it, and no word on discovery: it has found us.</summary>
    private static DhcpPacket BootServerReply(DhcpPacket request, BootClient client, BootAnswer answer, NetbootInterface server)
    {
        DhcpPacket reply = Reply(request, client, answer, server, DhcpMessageType.Ack) with { Ciaddr = request.Ciaddr };
        if (SubOptions.TryFind(request.Options[DhcpOption.VendorSpecific], (byte)PxeSubOption.BootItem, out ReadOnlySpan<byte> item))
        {
            reply.Options.Set(DhcpOption.VendorSpecific, [(byte)PxeSubOption.BootItem, (byte)item.Length, .. item, (byte)PxeSubOption.End]);
        }

        return reply;
    }

    private static DhcpPacket Reply(DhcpPacket request, BootClient client, BootAnswer answer, NetbootInterface server, DhcpMessageType type)
    {
        DhcpPacket reply = BootReply.Apply(DhcpReplies.Begin(request, type, server.Address), request, client, answer, server);
        return DhcpReplies.Finish(reply, request);
    }
}
