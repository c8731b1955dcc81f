using System.Net;
using Monitas.BootServer.Dhcp.Wire;

namespace Monitas.BootServer.Dhcp;

/// <summary>What to do about one DHCP message: a reply with its destination, or silence with its reason.</summary>
/// <param name="Reply">The reply; null: say nothing.</param>
/// <param name="Destination">Where the reply goes; null without one.</param>
/// <param name="Reason">Why nothing is said; empty with a reply.</param>
internal sealed record DhcpDecision(DhcpPacket? Reply, IPEndPoint? Destination, string Reason)
{
    /// <summary>Before the reply goes out, it is to be seen whether somebody uses this address; null: no need.</summary>
    public Ipv4Address? ProbeFirst { get; init; }

    /// <summary>The client found this address in use by a stranger; null: it said no such thing.</summary>
    public Ipv4Address? InUse { get; init; }

    /// <summary>What the sysadmin is to know: the client got no address, or not the one that is meant for it; null when all is well.</summary>
    public AddressShortage? Shortage { get; init; }

    /// <summary>The port that clients listen on (RFC 2131 4.1).</summary>
    public const int ClientPort = 68;

    /// <summary>The port that servers and relays listen on.</summary>
    public const int ServerPort = 67;

    /// <summary>Says nothing.</summary>
    public static DhcpDecision Silence(string reason) => new(null, null, reason);

    /// <summary>Sends to the relay if there is one, to the address that the client has if it has one, else to everybody (RFC 2131 4.1).</summary>
    /// <param name="reply">The reply; its giaddr and ciaddr tell where to.</param>
    /// <remarks>
    /// A client without an address is always answered by broadcast, whether or not it set the flag: unicast to an address that it does not
    /// have yet would need an entry in our ARP table, and every client takes the broadcast.
    /// </remarks>
    public static DhcpDecision Send(DhcpPacket reply)
    {
        IPEndPoint destination = reply switch
        {
            { Giaddr.IsAny: false } => new IPEndPoint(reply.Giaddr.ToIPAddress(), ServerPort),
            { Ciaddr.IsAny: false, MessageType: not DhcpMessageType.Nak } => new IPEndPoint(reply.Ciaddr.ToIPAddress(), ClientPort),
            _ => new IPEndPoint(IPAddress.Broadcast, ClientPort),
        };
        return new DhcpDecision(reply, destination, "");
    }

    /// <summary>Sends to where the request came from (the PXE boot server's port).</summary>
    public static DhcpDecision SendBack(DhcpPacket reply, IPEndPoint source) => new(reply, source, "");
}
