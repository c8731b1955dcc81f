using System;
using System.Buffers.Binary;
using Monitas.BootServer.Boot;

namespace Monitas.BootServer.Dhcp.Wire;

/// <summary>
/// An ARP packet for IPv4 in its Ethernet frame (RFC 826).
/// <code>
///   0 destination(6)  6 source(6)  12 08 06
///  14 hardware 00 01  16 protocol 08 00  18 lengths 06 04  20 operation(2)  22 sender card(6)  28 sender address(4)  32 target card(6)  38 target address(4)
/// </code>
/// </summary>
/// <param name="IsReply">Operation 2; false for 1, a question.</param>
/// <param name="SenderCard">The card of the one who speaks.</param>
/// <param name="SenderAddress">Its address; 0.0.0.0 in a probe, so that nobody learns from it (RFC 5227 2.1.1).</param>
/// <param name="TargetCard">The card of the one who is meant; all zero in a question.</param>
/// <param name="TargetAddress">The address in question.</param>
internal readonly record struct ArpPacket(bool IsReply, MacAddress SenderCard, Ipv4Address SenderAddress, MacAddress TargetCard, Ipv4Address TargetAddress)
{
    /// <summary>Bytes of the frame, without the padding to Ethernet's 60.</summary>
    public const int Length = 42;

    private static ReadOnlySpan<byte> EthernetAndIpv4 => [0, 1, 8, 0, 6, 4];

    /// <summary>The question whether somebody uses an address (RFC 5227 2.1.1).</summary>
    public static ArpPacket Probe(MacAddress card, Ipv4Address address) => new(false, card, Ipv4Address.Any, default, address);

    /// <summary>Reads one frame.</summary>
    public static bool TryParse(ReadOnlySpan<byte> source, out ArpPacket packet)
    {
        packet = default;
        if (source.Length < Length
            || BinaryPrimitives.ReadUInt16BigEndian(source[12..]) != PacketSocket.EtherTypeArp
            || !source[14..20].SequenceEqual(EthernetAndIpv4)
            || BinaryPrimitives.ReadUInt16BigEndian(source[20..]) is not (1 or 2))
        {
            return false;
        }

        packet = new ArpPacket(
            source[21] == 2, MacAddress.FromBytes(source[22..]), Ipv4Address.FromBytes(source[28..]), MacAddress.FromBytes(source[32..]), Ipv4Address.FromBytes(source[38..]));
        return true;
    }

    /// <summary>The frame: a question goes to everybody, an answer to its target.</summary>
    public byte[] ToBytes()
    {
        byte[] bytes = new byte[Length];
        (IsReply ? TargetCard : UdpFrame.Broadcast).WriteTo(bytes);
        SenderCard.WriteTo(bytes.AsSpan(6));
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(12), PacketSocket.EtherTypeArp);
        EthernetAndIpv4.CopyTo(bytes.AsSpan(14));
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(20), (ushort)(IsReply ? 2 : 1));
        SenderCard.WriteTo(bytes.AsSpan(22));
        SenderAddress.WriteTo(bytes.AsSpan(28));
        TargetCard.WriteTo(bytes.AsSpan(32));
        TargetAddress.WriteTo(bytes.AsSpan(38));
        return bytes;
    }
}
