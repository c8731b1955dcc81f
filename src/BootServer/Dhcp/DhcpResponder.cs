using System;
using System.Net;
using Monitas.BootServer.Boot;
using Monitas.BootServer.Boot.Doctor;
using Monitas.BootServer.Dhcp.Wire;

namespace Monitas.BootServer.Dhcp;

/// <summary>
/// Brings the pure parts together for one interface: who asks, what it is to do, what to reply; keeps the leases and takes note of the
/// steps. Not safe for several threads: The listener calls it under its lock.
/// </summary>
/// <param name="server">The interface.</param>
/// <param name="full">The address server; null in proxy mode.</param>
/// <param name="store">Keeps the leases; null in proxy mode.</param>
/// <param name="abilities">Tells what can be offered now.</param>
/// <param name="assignments">Knows what machines are to do.</param>
/// <param name="events">Takes note of the steps.</param>
/// <param name="clients">Learns who is starting now.</param>
/// <param name="rivals">Learns which other servers clients choose.</param>
/// <param name="clock">The time.</param>
internal sealed class DhcpResponder(
    NetbootInterface server,
    FullDhcp? full,
    LeaseStore? store,
    Func<BootAbilities> abilities,
    IBootAssignments assignments,
    IBootEvents events,
    NetbootClients clients,
    DhcpRivals rivals,
    TimeProvider clock)
{
    private LeaseTable _leases = store?.Load() ?? LeaseTable.Empty;

    /// <summary>Decides about one message and does all but sending.</summary>
    /// <param name="request">The message.</param>
    /// <param name="port">The port of ours that it came to: 67 or 4011.</param>
    /// <param name="source">Where it came from.</param>
    /// <exception cref="System.IO.IOException">The lease file cannot be written: nothing may be promised then.</exception>
    public DhcpDecision Respond(DhcpPacket request, int port, IPEndPoint source)
    {
        if (request.IsReply)
        {
            return DhcpDecision.Silence("It is a server's message.");
        }

        if (request.MessageType == DhcpMessageType.Request && request.Options.Address(DhcpOption.ServerIdentifier) is { } chosen)
        {
            rivals.HearClientsChoice(server, chosen);
        }

        if (!BootClientReader.TryRead(request, out BootClient? client))
        {
            return full is null ? DhcpDecision.Silence("It is not starting from the network.") : Lease(request, reply => reply);
        }

        bool bootServer = port == ProxyDhcp.BootServerPort;
        clients.Note(client.Mac, client.SmbiosUuid, request.Ciaddr.IsAny ? request.Options.Address(DhcpOption.RequestedAddress) : request.Ciaddr);
        BootAssignment assignment = assignments.Find(client.Mac, client.SmbiosUuid);
        BootChainChoice choice = BootPolicy.Decide(client, assignment, abilities(), bootServer);
        BootAnswer answer = choice.Answer;
        DhcpDecision decision = bootServer
            ? ProxyDhcp.DecideBootServer(request, client, answer, server, source)
            : full is null
                ? ProxyDhcp.DecideOffer(request, client, answer, server)
                : Lease(request, reply => AddBoot(reply, request, client, answer));
        TakeNote(request, client, assignment, choice, decision);
        Trace(request, client, bootServer, choice, decision);
        return decision;
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

    /// <summary>The lease is on disk before the client hears of it (RFC 2131 4.3.2: committed to stable storage).</summary>
    private DhcpDecision Lease(DhcpPacket request, Func<DhcpPacket, DhcpPacket> addBoot)
    {
        (DhcpDecision decision, LeaseTable after) = full!.Decide(request, _leases, clock.GetUtcNow(), addBoot);
        bool promised = decision.Reply?.MessageType != DhcpMessageType.Offer;
        if (promised && !ReferenceEquals(after, _leases))
        {
            store?.Save(after);
        }

        _leases = after;
        return decision;
    }

    private void Trace(DhcpPacket request, BootClient client, bool bootServer, BootChainChoice choice, DhcpDecision decision) => events.Trace(new BootStep
    {
        Time = clock.GetUtcNow(),
        Kind = bootServer ? BootStepKind.BootServer : request.MessageType == DhcpMessageType.Discover ? BootStepKind.Discover : BootStepKind.Request,
        Mac = client.Mac.ToString(),
        Address = request.Ciaddr.IsAny ? request.Options.Address(DhcpOption.RequestedAddress)?.ToString() ?? "" : request.Ciaddr.ToString(),
        Uuid = client.SmbiosUuid?.ToString("D") ?? "",
        Client = client.Description,
        Architecture = (int)client.Architecture,
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
