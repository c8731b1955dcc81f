using System;
using Microsoft.Extensions.Logging;
using Monitas.BootServer.Boot;
using Monitas.BootServer.Boot.Doctor;
using Monitas.BootServer.Dhcp.Wire;

namespace Monitas.BootServer.Dhcp;

/// <summary>
/// Brings the pure parts together for one interface: who asks, what it is to do, what to reply; keeps the leases and takes note of the
/// steps. Not safe for several threads: The listener calls it under its lock. Nothing is remembered about an exchange: a client that asks
/// twice, or after a pause of a minute because its switch was learning, gets the same answer again.
/// </summary>
/// <param name="server">The interface.</param>
/// <param name="addresses">What addresses it gives.</param>
/// <param name="abilities">Tells what can be offered to a machine now: (card, whether it is on our own link).</param>
/// <param name="assignments">Knows what machines are to do.</param>
/// <param name="events">Takes note of the steps.</param>
/// <param name="clients">Learns who is starting now.</param>
/// <param name="rivals">Learns which other servers clients choose.</param>
/// <param name="clock">The time.</param>
/// <param name="logger">Hears of addresses in use by strangers.</param>
internal sealed class DhcpResponder(
    NetbootInterface server,
    DhcpAddresses addresses,
    Func<MacAddress, bool, BootAbilities> abilities,
    IBootAssignments assignments,
    IBootEvents events,
    NetbootClients clients,
    DhcpRivals rivals,
    TimeProvider clock,
    ILogger logger)
{
    /// <summary>Decides about one message and does all but sending. Before a reply goes out, <see cref="Save"/> is to be called once.</summary>
    /// <param name="request">The message.</param>
    /// <param name="arrival">How it came.</param>
    public DhcpDecision Respond(DhcpPacket request, DhcpArrival arrival)
    {
        if (request.IsReply)
        {
            return DhcpDecision.Silence("It is a server's message.");
        }

        // RFC 5107: behind a relay that asked for it, clients name the relay when they mean us.
        if (request.MessageType == DhcpMessageType.Request
            && request.Options.Address(DhcpOption.ServerIdentifier) is { } chosen
            && chosen != RelayAgentInformation.FindServerIdentifier(request.Options[DhcpOption.RelayAgentInformation]))
        {
            rivals.HearClientsChoice(server, chosen);
        }

        DhcpDecision decision = BootClientReader.TryRead(request, out BootClient? client)
            ? RespondToBoot(request, client, arrival)
            : arrival.Port == ProxyDhcp.BootServerPort
                ? DhcpDecision.Silence("It is not starting from the network.")
                : Lease(request, arrival, wantsAddress: false, reply => reply) ?? DhcpDecision.Silence("It is not starting from the network.");
        if (decision.InUse is { } used)
        {
            NetbootLog.AddressDeclined(logger, server.Name, used.ToString(), request.Chaddr.ToString());
        }

        return decision;
    }

    /// <summary>Somebody answered when an address was probed that was to be offered: it rests.</summary>
    public void NoteInUse(Ipv4Address address, string user)
    {
        NetbootLog.AddressInUse(logger, server.Name, address.ToString(), user);
        addresses.Book.Decide(leases => (0, FullDhcp.Rest(leases, address, clock.GetUtcNow())));
    }

    /// <summary>Keeps the leases of all messages since the last call.</summary>
    /// <exception cref="System.IO.IOException">The lease file cannot be written: nothing may be promised then.</exception>
    public void Save() => addresses.Book.Save();

    private DhcpDecision RespondToBoot(DhcpPacket request, BootClient asked, DhcpArrival arrival)
    {
        bool bootServer = arrival.Port == ProxyDhcp.BootServerPort;
        clients.Note(asked, request);
        BootClient client = asked with { SmbiosUuid = clients.Usable(asked.SmbiosUuid) };
        BootAssignment assignment = WithSecureBootAsSeen(client, assignments.Find(client.Mac, client.SmbiosUuid));
        BootAbilities able = AbilitiesFor(request, arrival);
        BootChainChoice choice = BootPolicy.Decide(client, assignment, able, bootServer);
        DhcpDecision decision = Reply(request, client, choice.Answer, arrival);
        if (choice.Answer is BootAnswer.LoadByTftp { WithAddress: true } && decision.Reply is { Yiaddr.IsAny: true } && !addresses.IsForPxe(request.Ciaddr))
        {
            // Asked through a relay, or at port 4011 with an address of the LAN's server: GRUB would look for its files at that one for ever.
            choice = BootPolicy.Decide(client, assignment, able with { GrubRoute = GrubRoute.WithoutReservedAddress }, bootServer);
            decision = Reply(request, client, choice.Answer, arrival);
        }

        TakeNote(request, client, assignment, choice, decision);
        Trace(request, asked, bootServer, !able.Serves(client.Architecture), choice, decision);
        return decision;
    }

    /// <summary>At port 4011 a client has an address; in full mode one of a rival's may come there, and GRUB would look for its files at that rival.</summary>
    private BootAbilities AbilitiesFor(DhcpPacket request, DhcpArrival arrival)
    {
        BootAbilities able = abilities(request.Chaddr, IsOnLink(request));
        Ipv4Address uses = request.Ciaddr.IsAny ? Ipv4Address.From(arrival.Source.Address) : request.Ciaddr;
        return arrival.Port != ProxyDhcp.BootServerPort || addresses.GaveOrNeedNot(request.Chaddr, uses, clock.GetUtcNow())
            ? able
            : able with { GrubRoute = GrubRoute.OfAnotherServersAddress };
    }

    private DhcpDecision Reply(DhcpPacket request, BootClient client, BootAnswer answer, DhcpArrival arrival) =>
        arrival.Port == ProxyDhcp.BootServerPort
            ? ProxyDhcp.DecideBootServer(request, client, answer, server, arrival.Source)
            : Lease(request, arrival, answer is BootAnswer.LoadByTftp { WithAddress: true }, reply => AddBoot(reply, request, client, answer))
                ?? ProxyDhcp.DecideOffer(request, client, answer, server);

    /// <summary>Not behind a relay, nor one that came by a router to port 4011 with an address of another network: another DHCP server may be theirs.</summary>
    private bool IsOnLink(DhcpPacket request) => request.Giaddr.IsAny && (request.Ciaddr.IsAny || server.Contains(request.Ciaddr));

    /// <summary>What the firmware does counts beside what its agent once said.</summary>
    private BootAssignment WithSecureBootAsSeen(BootClient client, BootAssignment assignment)
    {
        if (client.Loader != BootLoaderKind.Ipxe)
        {
            return client.IsUefi ? assignment with { SecureBoot = clients.FindSecureBoot(client.Mac, assignment.SecureBoot) } : assignment;
        }

        clients.NoteLoaderRuns(client.Mac);
        return assignment;
    }

    private DhcpPacket AddBoot(DhcpPacket reply, DhcpPacket request, BootClient client, BootAnswer answer)
    {
        DhcpPacket withBoot = BootReply.Apply(reply, request, client, answer, server);
        if (client.Loader == BootLoaderKind.Ipxe)
        {
            BootReply.AddNoProxyDhcp(withBoot);
        }

        return withBoot;
    }

    private DhcpDecision? Lease(DhcpPacket request, DhcpArrival arrival, bool wantsAddress, Func<DhcpPacket, DhcpPacket> addBoot) =>
        addresses.Book.Decide(leases => addresses.Decide(request, arrival.IsBroadcast, wantsAddress, leases, clock.GetUtcNow(), addBoot));

    private void Trace(DhcpPacket request, BootClient client, bool bootServer, bool unserved, BootChainChoice choice, DhcpDecision decision) => events.Trace(new BootStep
    {
        Time = clock.GetUtcNow(),
        Kind = bootServer ? BootStepKind.BootServer : request.MessageType == DhcpMessageType.Discover ? BootStepKind.Discover : BootStepKind.Request,
        Mac = client.Mac.ToString(),
        Address = request.Ciaddr.IsAny ? request.Options.Address(DhcpOption.RequestedAddress)?.ToString() ?? "" : request.Ciaddr.ToString(),
        Uuid = client.SmbiosUuid?.ToString("D") ?? "",
        Client = client.Description,
        Architecture = (int)client.Architecture,
        IsUnserved = unserved,
        IsIpxe = client.Loader == BootLoaderKind.Ipxe,
        AskingSeconds = request.Secs,
        Relay = request.Giaddr.IsAny ? "" : request.Giaddr.ToString(),
        ChosenServer = request.Options.Address(DhcpOption.ServerIdentifier)?.ToString() ?? "",
        Answered = decision.Reply is not null,
        File = decision.Reply?.File ?? "",
        Note = decision.Reply is null ? decision.Reason : choice.Reason,
    });

    /// <summary>Only the first message of an exchange counts as a step; the others repeat it.</summary>
    private void TakeNote(DhcpPacket request, BootClient client, BootAssignment assignment, BootChainChoice choice, DhcpDecision decision)
    {
        if (request.MessageType != DhcpMessageType.Discover)
        {
            return;
        }

        (BootStage stage, string text) = BootSteps.OfOffer(client, assignment, choice, decision.Reply is null ? decision.Reason : null);
        events.Record(new BootEvent(clock.GetUtcNow(), client.Mac, client.SmbiosUuid, stage, text));
    }
}
