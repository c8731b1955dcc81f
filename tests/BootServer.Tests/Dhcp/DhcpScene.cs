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

    public static readonly DhcpSubnet Subnet = new(
        Server.Address, Server.Mask, Address("10.0.0.100"), Address("10.0.0.102"), Address("10.0.0.254"), [Address("10.0.0.253")], TimeSpan.FromHours(1));

    private readonly DhcpResponder _responder;

    public DhcpScene(bool full)
    {
        Rivals = new DhcpRivals(full ? DhcpMode.Full : DhcpMode.Proxy, Clock, Log);
        _responder = new DhcpResponder(Server, full ? new FullDhcp(Subnet) : null, null, () => Abilities, Assignments, Events, new NetbootClients(Clock), Rivals, Clock);
    }

    public FakeAssignments Assignments { get; } = new() { Task = BootTask.BootImage };

    public BootAbilities Abilities { get; set; } = new(HasLocalDiskLoader: true, HasShim: true, new GrubRoute(false, false, "the LAN's DHCP server was not heard yet"));

    public FakeEvents Events { get; } = new();

    public FakeTimeProvider Clock { get; } = new();

    public FakeLogger Log { get; } = new();

    public DhcpRivals Rivals { get; }

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

    public DhcpDecision Say(DhcpPacket packet, int port = 67) => _responder.Respond(packet, port, new IPEndPoint(IPAddress.Parse("10.0.0.9"), port == 67 ? 68 : 4011));
}
