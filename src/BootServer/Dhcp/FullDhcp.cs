using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using Monitas.BootServer.Boot;
using Monitas.BootServer.Dhcp.Wire;

namespace Monitas.BootServer.Dhcp;

/// <summary>
/// The DHCP server of a network (RFC 2131 4.3). Pure: (request, leases, now) -> (decision, leases). For the addresses of its ranges it is the
/// only one that decides: one that a client asks to keep is given when it is free, and refused at once when it is not. Of other addresses in
/// the subnet it knows nothing and says nothing: another server may have given them.
/// </summary>
/// <param name="server">The interface.</param>
/// <param name="subnets">What is served.</param>
internal sealed class FullDhcp(NetbootInterface server, DhcpSubnets subnets)
{
    /// <summary>How long an address rests that is in use by a stranger.</summary>
    public static readonly TimeSpan RestTime = TimeSpan.FromHours(1);

    /// <summary>A client may ask for a shorter lease than ours, but not for less than this.</summary>
    private static readonly TimeSpan ShortestAskedTime = TimeSpan.FromMinutes(1);

    /// <summary>Decides about one message to port 67.</summary>
    /// <param name="request">The message.</param>
    /// <param name="isBroadcast">It was sent to everybody.</param>
    /// <param name="leases">The leases before it.</param>
    /// <param name="now">The time (UTC).</param>
    /// <param name="addBoot">Adds the boot part to an offer or an acknowledgement; for clients that do not boot it adds nothing.</param>
    public (DhcpDecision Decision, LeaseTable Leases) Decide(
        DhcpPacket request, bool isBroadcast, LeaseTable leases, DateTimeOffset now, Func<DhcpPacket, DhcpPacket> addBoot)
    {
        if (subnets.Find(request, isBroadcast, server, out string where) is not { } subnet)
        {
            return (DhcpDecision.Silence($"It came through {where}, and no subnet there is served."), leases);
        }

        return request.MessageType switch
        {
            DhcpMessageType.Discover => Discover(request, subnet, leases, now, addBoot),
            DhcpMessageType.Request => Request(request, subnet, leases, now, addBoot),
            DhcpMessageType.Decline => Decline(request, subnet, leases, now),
            DhcpMessageType.Release => Release(request, subnet, leases, now),
            DhcpMessageType.Inform => (DhcpDecision.Send(Finish(request, addBoot(Settings(request, subnet, DhcpMessageType.Ack) with { Ciaddr = request.Ciaddr }))), leases),
            _ => (DhcpDecision.Silence("It is no client's message."), leases),
        };
    }

    /// <summary>RFC 2131 4.3.1. An address that the client does not have yet is to be probed first (2.2).</summary>
    private (DhcpDecision, LeaseTable) Discover(DhcpPacket request, DhcpSubnet subnet, LeaseTable leases, DateTimeOffset now, Func<DhcpPacket, DhcpPacket> addBoot)
    {
        leases = leases.Prepare(subnet);
        if (leases.Choose(request, subnet, now) is not { } address)
        {
            string full = $"Every address of {subnet} is in use.";
            return (DhcpDecision.Silence(full) with { Shortage = new AddressShortage(AddressShortageKind.SubnetFull, full) }, leases);
        }

        bool keepsOwn = leases.Find(request.Chaddr, subnet) is { State: LeaseState.Bound } held && held.Address == address && held.IsRunning(now);
        LeaseTable after = keepsOwn ? leases : leases.With(new DhcpLease(request.Chaddr, address, now + LeaseTable.OfferTime, LeaseState.Offered), subnet);
        DhcpDecision decision = DhcpDecision.Send(Finish(request, addBoot(Leased(request, subnet, DhcpMessageType.Offer, address)))) with
        {
            Shortage = subnet.FindReserved(request) is { } reserved && reserved != address
                ? new AddressShortage(AddressShortageKind.ReservedInUse, $"Somebody else uses the address {reserved} that is reserved for {request.Chaddr}, which gets {address} meanwhile.")
                : null,
        };
        return (keepsOwn ? decision : decision with { ProbeFirst = address }, after);
    }

    /// <summary>RFC 2131 4.3.2: SELECTING has option 54, INIT-REBOOT option 50 alone, RENEWING and REBINDING ciaddr.</summary>
    private (DhcpDecision, LeaseTable) Request(DhcpPacket request, DhcpSubnet subnet, LeaseTable leases, DateTimeOffset now, Func<DhcpPacket, DhcpPacket> addBoot)
    {
        DhcpLease? held = leases.Find(request.Chaddr, subnet);
        Ipv4Address? chosen = request.Options.Address(DhcpOption.ServerIdentifier);
        if (chosen is { } other && other != Identifier(request))
        {
            bool onlyOffered = held is { State: LeaseState.Offered };
            return (DhcpDecision.Silence($"It took the offer of {other}."), onlyOffered ? leases.Without(held!.Address) : leases);
        }

        Ipv4Address wanted = request.Ciaddr.IsAny ? request.Options.Address(DhcpOption.RequestedAddress) ?? Ipv4Address.Any : request.Ciaddr;
        bool isOurs = subnet.MayHandOut(wanted) || subnet.FindReserved(request) == wanted;
        if (!isOurs && chosen is null && held is null && subnet.Contains(wanted) && !subnet.IsSpecial(wanted))
        {
            return (DhcpDecision.Silence($"We know nothing of {wanted}; another server may."), leases);
        }

        bool another = held is not null && held.Address != wanted && held.IsRunning(now);
        // A card whose reserved address was in use got another one. It keeps that until it asks for an address anew: only then is it seen whether the stranger has gone.
        bool reserved = subnet.FindReserved(request) is { } own && own != wanted && leases.IsFree(own, request.Chaddr, now)
            && leases.Leases.GetValueOrDefault(own) is not { State: LeaseState.Resting };
        if (another || reserved || !isOurs || !leases.IsFree(wanted, request.Chaddr, now))
        {
            return (DhcpDecision.Send(Refuse(request, wanted)), leases);
        }

        LeaseTable after = leases.With(new DhcpLease(request.Chaddr, wanted, now + TimeFor(request, subnet), LeaseState.Bound), subnet);
        return (DhcpDecision.Send(Finish(request, addBoot(Leased(request, subnet, DhcpMessageType.Ack, wanted) with { Ciaddr = request.Ciaddr }))), after);
    }

    /// <summary>RFC 2131 4.3.3.</summary>
    private static (DhcpDecision, LeaseTable) Decline(DhcpPacket request, DhcpSubnet subnet, LeaseTable leases, DateTimeOffset now)
    {
        Ipv4Address? address = request.Options.Address(DhcpOption.RequestedAddress);
        return address is { } used && leases.Find(request.Chaddr, subnet)?.Address == used
            ? (DhcpDecision.Silence($"{used} is in use by a stranger; it rests for an hour.") with { InUse = used }, Rest(leases, used, now))
            : (DhcpDecision.Silence("It declines an address that it was not given."), leases);
    }

    /// <summary>With an address that rests.</summary>
    public static LeaseTable Rest(LeaseTable leases, Ipv4Address address, DateTimeOffset now) =>
        leases.With(new DhcpLease(default, address, now + RestTime, LeaseState.Resting));

    /// <summary>RFC 2131 4.3.4. The lease is over but stays with the card.</summary>
    private static (DhcpDecision, LeaseTable) Release(DhcpPacket request, DhcpSubnet subnet, LeaseTable leases, DateTimeOffset now) =>
        leases.Find(request.Chaddr, subnet) is { State: LeaseState.Bound } held && held.Address == request.Ciaddr
            ? (DhcpDecision.Silence($"It gave {held.Address} back."), leases.With(held with { Expires = now }, subnet))
            : (DhcpDecision.Silence("It gives an address back that it was not given."), leases);

    /// <summary>RFC 2131 4.3.1: what the client asks for, when that is shorter than ours.</summary>
    private static TimeSpan TimeFor(DhcpPacket request, DhcpSubnet subnet)
    {
        if (request.Options[DhcpOption.LeaseTime] is not { Length: 4 } asked)
        {
            return subnet.LeaseTime;
        }

        TimeSpan wanted = TimeSpan.FromSeconds(BinaryPrimitives.ReadUInt32BigEndian(asked));
        TimeSpan atLeast = wanted < ShortestAskedTime ? ShortestAskedTime : wanted;
        return atLeast < subnet.LeaseTime ? atLeast : subnet.LeaseTime;
    }

    /// <summary>Our name in option 54: the relay's, when it wants to be asked in our place (RFC 5107).</summary>
    private Ipv4Address Identifier(DhcpPacket request) =>
        RelayAgentInformation.FindServerIdentifier(request.Options[DhcpOption.RelayAgentInformation]) ?? server.Address;

    private DhcpPacket Leased(DhcpPacket request, DhcpSubnet subnet, DhcpMessageType type, Ipv4Address address)
    {
        TimeSpan time = TimeFor(request, subnet);
        DhcpPacket reply = DhcpReplies.Begin(request, type, Identifier(request)) with { Yiaddr = address };
        reply.Options
            .AddSeconds(DhcpOption.LeaseTime, time)
            .AddSeconds(DhcpOption.RenewalTime, time * 0.5)
            .AddSeconds(DhcpOption.RebindingTime, time * 0.875);
        LanOptions.Add(reply, request, subnet);
        return reply;
    }

    private DhcpPacket Settings(DhcpPacket request, DhcpSubnet subnet, DhcpMessageType type)
    {
        DhcpPacket reply = DhcpReplies.Begin(request, type, Identifier(request));
        LanOptions.Add(reply, request, subnet);
        return reply;
    }

    /// <summary>RFC 2131 4.3.2: a relay is asked to broadcast it, since the client may have a wrong address.</summary>
    private DhcpPacket Refuse(DhcpPacket request, Ipv4Address wanted)
    {
        DhcpPacket reply = DhcpReplies.Begin(request, DhcpMessageType.Nak, Identifier(request)) with { Flags = DhcpPacket.BroadcastFlag };
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
