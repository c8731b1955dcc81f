using System;
using System.Linq;
using Monitas.BootServer.Dhcp.Wire;

namespace Monitas.BootServer.Dhcp;

/// <summary>
/// The only DHCP server of a network (RFC 2131 4.3). Pure: (request, leases, now) -> (decision, leases). Since there is no other server, an
/// address that a client asks to keep is given when it is free, and refused at once when it is not.
/// </summary>
/// <param name="subnet">What it serves.</param>
internal sealed class FullDhcp(DhcpSubnet subnet)
{
    /// <summary>How long an offered address is kept for its card.</summary>
    private static readonly TimeSpan OfferTime = TimeSpan.FromMinutes(1);

    /// <summary>How long an address rests that a client found in use by a stranger.</summary>
    private static readonly TimeSpan DeclineTime = TimeSpan.FromHours(1);

    /// <summary>Decides about one message to port 67.</summary>
    /// <param name="request">The message.</param>
    /// <param name="leases">The leases before it.</param>
    /// <param name="now">The time (UTC).</param>
    /// <param name="addBoot">Adds the boot part to an offer or an acknowledgement; for clients that do not boot it adds nothing.</param>
    public (DhcpDecision Decision, LeaseTable Leases) Decide(DhcpPacket request, LeaseTable leases, DateTimeOffset now, Func<DhcpPacket, DhcpPacket> addBoot)
    {
        if (!request.Giaddr.IsAny && !subnet.Contains(request.Giaddr))
        {
            return (DhcpDecision.Silence($"It came through the relay {request.Giaddr}, whose subnet is not served."), leases);
        }

        return request.MessageType switch
        {
            DhcpMessageType.Discover => Discover(request, leases, now, addBoot),
            DhcpMessageType.Request => Request(request, leases, now, addBoot),
            DhcpMessageType.Decline => Decline(request, leases, now),
            DhcpMessageType.Release => Release(request, leases, now),
            DhcpMessageType.Inform => (DhcpDecision.Send(Finish(request, addBoot(Settings(request, DhcpMessageType.Ack) with { Ciaddr = request.Ciaddr }))), leases),
            _ => (DhcpDecision.Silence("It is no client's message."), leases),
        };
    }

    /// <summary>RFC 2131 4.3.1.</summary>
    private (DhcpDecision, LeaseTable) Discover(DhcpPacket request, LeaseTable leases, DateTimeOffset now, Func<DhcpPacket, DhcpPacket> addBoot)
    {
        if (leases.Choose(request.Chaddr, request.Options.Address(DhcpOption.RequestedAddress), subnet, now) is not { } address)
        {
            return (DhcpDecision.Silence("Every address of the range is in use."), leases);
        }

        DhcpLease? held = leases.Find(request.Chaddr);
        bool keepsOwn = held is { IsBound: true } && held.Address == address && held.Expires > now;
        LeaseTable after = keepsOwn ? leases : leases.With(new DhcpLease(request.Chaddr, address, now + OfferTime, IsBound: false));
        return (DhcpDecision.Send(Finish(request, addBoot(Leased(request, DhcpMessageType.Offer, address)))), after);
    }

    /// <summary>RFC 2131 4.3.2, told apart by the options 54 and 50 and by ciaddr.</summary>
    private (DhcpDecision, LeaseTable) Request(DhcpPacket request, LeaseTable leases, DateTimeOffset now, Func<DhcpPacket, DhcpPacket> addBoot)
    {
        Ipv4Address? chosenServer = request.Options.Address(DhcpOption.ServerIdentifier);
        if (chosenServer is { } other && other != subnet.Server)
        {
            bool onlyOffered = leases.Find(request.Chaddr) is { IsBound: false };
            return (DhcpDecision.Silence($"It took the offer of {other}."), onlyOffered ? leases.Without(request.Chaddr) : leases);
        }

        Ipv4Address wanted = request.Ciaddr.IsAny ? request.Options.Address(DhcpOption.RequestedAddress) ?? Ipv4Address.Any : request.Ciaddr;
        DhcpLease? held = leases.Find(request.Chaddr);
        bool another = held is not null && held.Address != wanted && held.Expires > now;
        if (another || !subnet.MayHandOut(wanted) || !leases.IsFree(wanted, request.Chaddr, now))
        {
            return (DhcpDecision.Send(Refuse(request, wanted)), leases);
        }

        LeaseTable after = leases.With(new DhcpLease(request.Chaddr, wanted, now + subnet.LeaseTime, IsBound: true));
        return (DhcpDecision.Send(Finish(request, addBoot(Leased(request, DhcpMessageType.Ack, wanted) with { Ciaddr = request.Ciaddr }))), after);
    }

    /// <summary>RFC 2131 4.3.3.</summary>
    private static (DhcpDecision, LeaseTable) Decline(DhcpPacket request, LeaseTable leases, DateTimeOffset now)
    {
        Ipv4Address? address = request.Options.Address(DhcpOption.RequestedAddress);
        return address is { } used && leases.Find(request.Chaddr)?.Address == used
            ? (DhcpDecision.Silence($"{used} is in use by a stranger; it rests for an hour."), leases.Without(request.Chaddr).WithDeclined(used, now + DeclineTime, now))
            : (DhcpDecision.Silence("It declines an address that it was not given."), leases);
    }

    /// <summary>RFC 2131 4.3.4. The lease expires but stays with the card.</summary>
    private static (DhcpDecision, LeaseTable) Release(DhcpPacket request, LeaseTable leases, DateTimeOffset now) =>
        leases.Find(request.Chaddr) is { } held && held.Address == request.Ciaddr
            ? (DhcpDecision.Silence($"It gave {held.Address} back."), leases.With(held with { Expires = now }))
            : (DhcpDecision.Silence("It gives an address back that it was not given."), leases);

    private DhcpPacket Leased(DhcpPacket request, DhcpMessageType type, Ipv4Address address)
    {
        DhcpPacket reply = Settings(request, type) with { Yiaddr = address };
        reply.Options
            .AddSeconds(DhcpOption.LeaseTime, subnet.LeaseTime)
            .AddSeconds(DhcpOption.RenewalTime, subnet.LeaseTime * 0.5)
            .AddSeconds(DhcpOption.RebindingTime, subnet.LeaseTime * 0.875);
        return reply;
    }

    private DhcpPacket Settings(DhcpPacket request, DhcpMessageType type)
    {
        DhcpPacket reply = DhcpReplies.Begin(request, type, subnet.Server);
        reply.Options.Add(DhcpOption.SubnetMask, subnet.Mask).Add(DhcpOption.BroadcastAddress, subnet.BroadcastAddress);
        if (subnet.Router is { } router)
        {
            reply.Options.Add(DhcpOption.Router, router);
        }

        if (subnet.DnsServers.Count > 0)
        {
            reply.Options.Add(DhcpOption.DomainNameServer, subnet.DnsServers.SelectMany(server => server.ToBytes()).ToArray());
        }

        return reply;
    }

    /// <summary>RFC 2131 4.3.2: a relay is asked to broadcast it, since the client may have a wrong address.</summary>
    private DhcpPacket Refuse(DhcpPacket request, Ipv4Address wanted)
    {
        DhcpPacket reply = DhcpReplies.Begin(request, DhcpMessageType.Nak, subnet.Server) with { Flags = DhcpPacket.BroadcastFlag };
        reply.Options.Add(DhcpOption.Message, $"{wanted} is not yours; ask for a new address.");
        return Finish(request, reply);
    }

    /// <summary>RFC 6842 3: option 61 goes back unchanged.</summary>
    private static DhcpPacket Finish(DhcpPacket request, DhcpPacket reply)
    {
        if (request.Options[DhcpOption.ClientIdentifier] is { } identifier)
        {
            reply.Options.Add(DhcpOption.ClientIdentifier, identifier);
        }

        return DhcpReplies.Finish(reply, request);
    }
}
