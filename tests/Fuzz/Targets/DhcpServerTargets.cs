using System;
using System.Collections.Generic;
using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Monitas.BootServer.Boot;
using Monitas.BootServer.Dhcp;
using Monitas.BootServer.Dhcp.Wire;
using static Monitas.Fuzz.FuzzTarget;

namespace Monitas.Fuzz.Targets;

/// <summary>A whole DHCP server without its sockets, in each of its modes: it keeps its leases and all that it remembers from input to input.</summary>
internal static class DhcpServerTargets
{
    /// <summary>Inputs for one server: enough to fill each of its tables.</summary>
    private const ulong Life = 50_000;

    private static readonly NetbootInterface Interface = new("eth0", 2, new Ipv4Address(0x0a000001), 24, 1500, 80);

    private static readonly DhcpSubnet Own = new(new Ipv4Address(0x0a000000), 24)
    {
        Ranges = [new AddressRange(new Ipv4Address(0x0a000064), new Ipv4Address(0x0a0000c7))],
        Ours = [Interface.Address],
        Router = new Ipv4Address(0x0a0000fe),
        Reservations = [new DhcpReservation(new Ipv4Address(0x0a000010), new MacAddress(0x525400aabb02), "")],
    };

    private static readonly DhcpSubnet Remote = new(new Ipv4Address(0x0a070000), 24)
    {
        Ranges = [new AddressRange(new Ipv4Address(0x0a070064), new Ipv4Address(0x0a070066))],
        SearchDomains = ["office.example.org", "example.org"],
        Routes = [new ClasslessRoute(new Ipv4Address(0x0a140000), 16, new Ipv4Address(0x0a0700fe))],
    };

    /// <summary>All of them.</summary>
    public static IEnumerable<FuzzTarget> All() =>
    [
        Server("dhcp-full", DhcpMode.Full, () => DhcpAddresses.OfLan(Interface, new DhcpSubnets([Own, Remote]), new LeaseBook(null))),
        Server("dhcp-proxy", DhcpMode.Proxy, DhcpAddresses.None),
        Server("dhcp-pxe-only", DhcpMode.Proxy, () => DhcpAddresses.OfPxe(Interface, Own.Ranges[0])),
    ];

    private static FuzzTarget Server(string name, DhcpMode mode, Func<DhcpAddresses> addresses) =>
        new(name, Corpus.Dhcp, 1 << 20, () => Begin(mode, addresses()), Life);

    private static Body Begin(DhcpMode mode, DhcpAddresses addresses)
    {
        SteppingClock clock = new();
        DhcpRivals rivals = new(mode, clock, NullLogger.Instance);
        BootAbilities abilities = new(true, true, new GrubRoute(true, true, ""));
        DhcpResponder responder = new(
            Interface, addresses, (_, _) => abilities, new EveryTask(), new NoEvents(), new NetbootClients(clock), rivals, clock, NullLogger.Instance);
        byte[] buffer = new byte[DhcpPacket.MaximumLength];
        return input =>
        {
            clock.Step();
            if (DhcpPacketReader.TryParse(input, out DhcpPacket? request, out _))
            {
                bool bootServer = request.Xid % 5 == 0;
                DhcpArrival arrival = new(bootServer ? ProxyDhcp.BootServerPort : DhcpDecision.ServerPort, new IPEndPoint(IPAddress.Loopback, 68), request.Xid % 2 == 0);
                Answer(request, responder.Respond(request, arrival), mode == DhcpMode.Proxy, buffer);
                responder.Save();
            }
        };
    }

    private static void Answer(DhcpPacket request, DhcpDecision decision, bool needsAddress, byte[] buffer)
    {
        if (decision.Reply is not { } reply)
        {
            Check(decision.Reason.Length > 0, "silence has a reason");
            return;
        }

        int length = DhcpPacketWriter.WriteTo(reply, buffer, request.AcceptedLength, out _);
        Check(length <= request.AcceptedLength, "no reply is longer than its receiver takes");
        Check(DhcpPacketReader.TryParse(buffer.AsSpan(0, length), out DhcpPacket? read, out DhcpParseError why), $"the reply can be read ({why})");
        Check(
            read!.IsReply && read.Xid == request.Xid && read.Chaddr == request.Chaddr && read.Options.Has(DhcpOption.ServerIdentifier),
            "the reply is for its client and names us");
        Check(read.Yiaddr.IsAny || Own.Contains(read.Yiaddr) || Remote.Contains(read.Yiaddr), "only addresses of ours are handed out");
        bool hasOurs = !read.Yiaddr.IsAny || Own.Ranges[0].Contains(request.Ciaddr);
        Check(hasOurs || !needsAddress || reply.File is not (BootFileNames.Shim or BootFileNames.ShimArm64), "shim is for machines that have their address from us, when GRUB finds us by that only");
        Check(decision.Destination is not null, "a reply has a destination");
    }
}
