using Monitas.BootServer.Dhcp.Wire;

namespace Monitas.BootServer.Dhcp;

/// <summary>What every reply of ours has in common.</summary>
internal static class DhcpReplies
{
    /// <summary>A reply with the header fields that come from the request (RFC 2131 4.3.1 table 3) and the options 53 and 54.</summary>
    public static DhcpPacket Begin(DhcpPacket request, DhcpMessageType type, Ipv4Address server) => new()
    {
        IsReply = true,
        Xid = request.Xid,
        Secs = request.Secs,
        Flags = request.Flags,
        Giaddr = request.Giaddr,
        Chaddr = request.Chaddr,
        Options = new DhcpOptions().Add(DhcpOption.MessageType, (byte)type).Add(DhcpOption.ServerIdentifier, server),
    };

    /// <summary>Adds what must come last: a relay's option goes back unchanged (RFC 3046 2.2).</summary>
    public static DhcpPacket Finish(DhcpPacket reply, DhcpPacket request)
    {
        if (request.Options[DhcpOption.RelayAgentInformation] is { } relay)
        {
            reply.Options.Add(DhcpOption.RelayAgentInformation, relay);
        }

        return reply;
    }
}
