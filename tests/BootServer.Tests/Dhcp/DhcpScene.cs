using System;
using System.Net;
using Microsoft.Extensions.Time.Testing;
using Monitas.BootServer.Boot;
using Monitas.BootServer.Dhcp;
using Monitas.BootServer.Dhcp.Wire;
using Monitas.BootServer.Tests.Boot;

namespace Monitas.BootServer.Tests.Dhcp;

/// <summary>A responder on 10.0.0.1/24 with everything around it, in memory.</summary>
internal sealed class DhcpScene
{
    public static readonly NetbootInterface Server = new("eth0", 2, Address("10.0.0.1"), 24, 1500, 80);

    public static readonly DhcpSubnet Subnet = new(Address("10.0.0.0"), 24)
    {
        Ranges = [Range("10.0.0.100", "10.0.0.102")],
        Ours = [Server.Address],
        Router = Address("10.0.0.254"),
        DnsServers = [Address("10.0.0.253")],
        LeaseTime = TimeSpan.FromHours(1),
    };

    private readonly DhcpResponder _responder;

    public DhcpScene(bool full)
        : this(full ? DhcpAddresses.OfLan(Server, new DhcpSubnets([Subnet]), new LeaseBook(null)) : DhcpAddresses.None(), full)
    {
    }

    public DhcpScene(params DhcpSubnet[] subnets)
        : this(DhcpAddresses.OfLan(Server, new DhcpSubnets(subnets), new LeaseBook(null)), full: true)
    {
    }

    public DhcpScene(DhcpAddresses addresses, bool full)
    {
        Clients = new NetbootClients(Clock);
        Rivals = new DhcpRivals(full ? DhcpMode.Full : DhcpMode.Proxy, Clock, Log);
        _responder = new DhcpResponder(Server, addresses, (_, isOnLink) => isOnLink ? Abilities : AbilitiesElsewhere ?? Abilities, Assignments, Events, Clients, Rivals, Clock, Log);
    }

    public FakeAssignments Assignments { get; } = new() { Task = BootTask.BootImage };

    public BootAbilities Abilities { get; set; } = new(HasLocalDiskLoader: true, HasShim: true, new GrubRoute(false, false, "the LAN's DHCP server was not heard yet"));

    /// <summary>For machines that are not on our link; null: the same.</summary>
    public BootAbilities? AbilitiesElsewhere { get; set; }

    public FakeEvents Events { get; } = new();

    public FakeTimeProvider Clock { get; } = new();

    public FakeLogger Log { get; } = new();

    public DhcpRivals Rivals { get; }

    public NetbootClients Clients { get; }

    public static AddressRange Range(string first, string last) => new(Address(first), Address(last));

    public static Ipv4Address Address(string text) => Ipv4Address.From(IPAddress.Parse(text));

    public static DhcpPacket Message(DhcpMessageType type, ulong mac, string? requested = null, string? server = null, string ciaddr = "0.0.0.0")
    {
        DhcpOptions options = new DhcpOptions().Add(DhcpOption.MessageType, (byte)type);
        if (requested is not null)
        {
            options.Add(DhcpOption.RequestedAddress, Address(requested));
        }

        if (server is not null)
        {
            options.Add(DhcpOption.ServerIdentifier, Address(server));
        }

        return new DhcpPacket { Xid = 7, Chaddr = new MacAddress(mac), Ciaddr = Address(ciaddr), Options = options };
    }

    public DhcpDecision Say(DhcpPacket packet, int port = 67, bool isBroadcast = false)
    {
        DhcpArrival arrival = new(port, new IPEndPoint(IPAddress.Parse("10.0.0.9"), port == 67 ? 68 : 4011), isBroadcast);
        DhcpDecision decision = _responder.Respond(packet, arrival);
        _responder.Save();
        return decision;
    }
}
