using System;
using System.Collections.Generic;
using System.Linq;
using Monitas.BootServer.Boot;
using Monitas.BootServer.Dhcp;
using Monitas.BootServer.Dhcp.Wire;
using static Monitas.Fuzz.FuzzTarget;

namespace Monitas.Fuzz.Targets;

/// <summary>DHCP's codecs.</summary>
internal static class DhcpTargets
{
    private static readonly DhcpPacket Question = new() { Xid = 0x0a4e4d04, Chaddr = new MacAddress(0x525400aabb01) };

    /// <summary>All of them.</summary>
    public static IEnumerable<FuzzTarget> All() =>
    [
        new("dhcp", Corpus.Dhcp, 256 << 10, Datagram),
        new("dhcp-options", OptionValues(), 256 << 10, OptionValue),
        new("frames", Corpus.Frames, 256 << 10, Frame),
    ];

    private static IReadOnlyList<byte[]> OptionValues() =>
    [
        DomainNames.ToBytes(["office.example.org", "example.org"]),
        ClasslessRoutes.ToBytes([new ClasslessRoute(new Ipv4Address(0x0a140000), 16, new Ipv4Address(0x0a0700fe)), new ClasslessRoute(default, 0, new Ipv4Address(0x0a070001))]),
        [1, 2, 1, 2, 5, 4, 10, 7, 0, 0, 11, 4, 10, 7, 0, 1],
        [6, 1, 8, 71, 4, 0x80, 0, 0, 0, 255],
        [4, 105, 80, 88, 69, 2, 97, 98],
    ];

    private static void Datagram(ReadOnlySpan<byte> input)
    {
        if (!DhcpPacketReader.TryParse(input, out DhcpPacket? packet, out DhcpParseError why))
        {
            Check(why != DhcpParseError.None, "a refusal has a reason");
            return;
        }

        BootClientReader.TryRead(packet, out _);
        foreach ((_, byte[] value) in packet.Options.Items)
        {
            OptionValue(value);
        }

        // Texts that fill their field have no NUL; nobody may write such (RFC 2131 2), so they are left out of the way back.
        DhcpPacket writable = packet with { Sname = "", File = "" };
        byte[] buffer = new byte[DhcpPacket.MaximumLength];
        int length = DhcpPacketWriter.WriteTo(writable, buffer, packet.AcceptedLength, out int leftOut);
        Check(length <= Math.Max(packet.AcceptedLength, DhcpPacketWriter.MinimumLength), "no message is longer than its receiver takes");
        Check(DhcpPacketReader.TryParse(buffer.AsSpan(0, length), out DhcpPacket? again, out why) || packet.Options.Has(DhcpOption.Overload), $"what was written can be read ({why})");
        Check(leftOut > 0 || packet.Options.Has(DhcpOption.Overload) || Same(packet.Options, again!.Options), "what was written reads the same");
    }

    private static bool Same(DhcpOptions one, DhcpOptions other) =>
        one.Items.Where(item => item.Value.Length > 0).All(item => other[item.Key] is { } value && value.AsSpan().SequenceEqual(item.Value));

    private static void OptionValue(ReadOnlySpan<byte> value)
    {
        if (DomainNames.TryParse(value, out IReadOnlyList<string> names) && names.All(DomainNames.IsName))
        {
            Check(DomainNames.TryParse(DomainNames.ToBytes(names), out IReadOnlyList<string> again) && names.SequenceEqual(again, StringComparer.OrdinalIgnoreCase), "names survive the way out and back");
        }

        if (ClasslessRoutes.TryParse(value, out IReadOnlyList<ClasslessRoute> routes))
        {
            Check(ClasslessRoutes.TryParse(ClasslessRoutes.ToBytes(routes), out IReadOnlyList<ClasslessRoute> again) && routes.SequenceEqual(again), "routes survive the way out and back");
        }

        RelayAgentInformation.FindLink(value);
        RelayAgentInformation.FindServerIdentifier(value);
        UserClasses.Contains(value, "iPXE"u8);
        for (int code = 0; code < 256; code += 5)
        {
            Check(!SubOptions.TryFind(value, (byte)code, out ReadOnlySpan<byte> found) || found.Length < value.Length, "a sub-option is shorter than its option");
        }
    }

    private static void Frame(ReadOnlySpan<byte> input)
    {
        if (UdpFrame.TryParse(input, out UdpFrame frame, out ReadOnlySpan<byte> payload))
        {
            byte[] bytes = frame.ToBytes(payload);
            Check(
                UdpFrame.TryParse(bytes, out UdpFrame again, out ReadOnlySpan<byte> same) && again == frame && same.SequenceEqual(payload),
                "a datagram survives the way out and back");
        }

        if (ArpPacket.TryParse(input, out ArpPacket packet))
        {
            Check(ArpPacket.TryParse(packet.ToBytes(), out ArpPacket again) && again == packet, "an ARP packet survives the way out and back");
        }

        LanDhcpProbe.TryReadOffer(input, Question);
    }
}
