using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Text;
using Monitas.BootServer.Boot;
using Monitas.BootServer.Dhcp.Wire;

namespace Monitas.Fuzz.Targets;

/// <summary>Good inputs: the datagrams of real clients and servers that the tests have, and what is made of them.</summary>
internal static class Corpus
{
    /// <summary>Recorded DHCP datagrams, and one that uses what they do not: long options, overload, a relay.</summary>
    public static IReadOnlyList<byte[]> Dhcp { get; } = [.. Captures(), Rich()];

    /// <summary>The same in Ethernet frames.</summary>
    public static IReadOnlyList<byte[]> Frames { get; } =
    [
        .. Dhcp.Select(datagram => new UdpFrame(new MacAddress(0x525400aabb01), UdpFrame.Broadcast, Ipv4Address.Any, Ipv4Address.Broadcast, 67, 68).ToBytes(datagram)),
        ArpPacket.Probe(new MacAddress(0x525400aabb01), new Ipv4Address(0x0a000064)).ToBytes(),
        new ArpPacket(true, new MacAddress(0x525400aabb02), new Ipv4Address(0x0a000064), new MacAddress(0x525400aabb01), new Ipv4Address(0x0a000001)).ToBytes(),
    ];

    /// <summary>Texts as bytes.</summary>
    public static IReadOnlyList<byte[]> Texts(params string[] texts) => [.. texts.Select(Encoding.Latin1.GetBytes)];

    private static IEnumerable<byte[]> Captures()
    {
        var program = Assembly.GetExecutingAssembly();
        foreach (string name in program.GetManifestResourceNames().Order(StringComparer.Ordinal))
        {
            using Stream stream = program.GetManifestResourceStream(name)!;
            byte[] bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            yield return bytes;
        }
    }

    private static byte[] Rich()
    {
        DhcpPacket packet = new()
        {
            Xid = 7,
            Giaddr = new Ipv4Address(0x0a070001),
            Chaddr = new MacAddress(0x525400aabb03),
            Options = new DhcpOptions()
                .Add(DhcpOption.MessageType, (byte)DhcpMessageType.Discover)
                .Add(DhcpOption.ParameterRequestList, [1, 3, 6, 15, 42, 119, 121])
                .Add(DhcpOption.LeaseTime, [0, 0, 14, 16])
                .Add(DhcpOption.VendorSpecific, new byte[300])
                .Add(DhcpOption.DomainSearch, DomainNames.ToBytes(["office.example.org", "example.org"]))
                .Add(DhcpOption.ClasslessStaticRoutes, ClasslessRoutes.ToBytes([new ClasslessRoute(new Ipv4Address(0x0a140000), 16, new Ipv4Address(0x0a0700fe))]))
                .Add(DhcpOption.RelayAgentInformation, [1, 2, 1, 2, 5, 4, 10, 7, 0, 0, 11, 4, 10, 7, 0, 1]),
        };
        byte[] buffer = new byte[DhcpPacket.MaximumLength];
        int length = DhcpPacketWriter.WriteTo(packet, buffer, DhcpPacket.AssuredLength, out _);
        return buffer[..length];
    }
}
