using System;
using System.Buffers.Binary;
using Monitas.BootServer.Boot;

namespace Monitas.BootServer.Dhcp.Wire;

/// <summary>
/// The headers of one UDP datagram in an Ethernet frame. Only whole datagrams over IPv4 are read; what is tagged or cut into fragments is not ours.
/// <code>
///   0 destination(6)  6 source(6)  12 08 00
///  14 version+length(1) tos(1) length(2) id(2) flags+offset(2) ttl(1) 17 checksum(2) source(4) destination(4) [options]
///  +0 source port(2) destination port(2) length(2) checksum(2) payload        (RFC 894, RFC 791 3.1, RFC 768)
/// </code>
/// </summary>
/// <param name="SourceMac">The card that sent it.</param>
/// <param name="DestinationMac">The card that it is for.</param>
/// <param name="Source">The sender's address.</param>
/// <param name="Destination">The receiver's address.</param>
/// <param name="SourcePort">The sender's port.</param>
/// <param name="DestinationPort">The receiver's port.</param>
internal readonly record struct UdpFrame(
    MacAddress SourceMac, MacAddress DestinationMac, Ipv4Address Source, Ipv4Address Destination, ushort SourcePort, ushort DestinationPort)
{
    /// <summary>Bytes in front of the payload, when the IP header has no options.</summary>
    public const int HeaderLength = EthernetLength + Ipv4Length + UdpLength;

    /// <summary>ff:ff:ff:ff:ff:ff.</summary>
    public static readonly MacAddress Broadcast = new(0xffffffffffff);

    private const int EthernetLength = 14;
    private const int Ipv4Length = 20;
    private const int UdpLength = 8;
    private const ushort EtherTypeIpv4 = 0x0800;
    private const byte ProtocolUdp = 17;
    private const byte HopLimit = 64;

    /// <summary>Reads the headers; the payload is a part of the source. Checksums are the network card's business.</summary>
    public static bool TryParse(ReadOnlySpan<byte> source, out UdpFrame frame, out ReadOnlySpan<byte> payload)
    {
        frame = default;
        payload = default;
        if (source.Length < HeaderLength || BinaryPrimitives.ReadUInt16BigEndian(source[12..]) != EtherTypeIpv4)
        {
            return false;
        }

        ReadOnlySpan<byte> ip = source[EthernetLength..];
        int ipLength = (ip[0] & 0xf) * 4;
        int total = BinaryPrimitives.ReadUInt16BigEndian(ip[2..]);
        bool isFragment = (BinaryPrimitives.ReadUInt16BigEndian(ip[6..]) & 0x3fff) != 0;
        if (ip[0] >> 4 != 4 || ipLength < Ipv4Length || ip[9] != ProtocolUdp || isFragment || total > ip.Length || total < ipLength + UdpLength)
        {
            return false;
        }

        ReadOnlySpan<byte> udp = ip[ipLength..total];
        int length = BinaryPrimitives.ReadUInt16BigEndian(udp[4..]);
        if (length < UdpLength || length > udp.Length)
        {
            return false;
        }

        payload = udp[UdpLength..length];
        frame = new UdpFrame(
            MacAddress.FromBytes(source[6..]), MacAddress.FromBytes(source), Ipv4Address.FromBytes(ip[12..]), Ipv4Address.FromBytes(ip[16..]),
            BinaryPrimitives.ReadUInt16BigEndian(udp), BinaryPrimitives.ReadUInt16BigEndian(udp[2..]));
        return true;
    }

    /// <summary>The frame with its payload.</summary>
    /// <exception cref="ArgumentException">The payload is longer than a datagram.</exception>
    public byte[] ToBytes(ReadOnlySpan<byte> payload)
    {
        if (payload.Length > ushort.MaxValue - Ipv4Length - UdpLength)
        {
            throw new ArgumentException("The payload does not fit a datagram.", nameof(payload));
        }

        byte[] bytes = new byte[HeaderLength + payload.Length];
        DestinationMac.WriteTo(bytes);
        SourceMac.WriteTo(bytes.AsSpan(6));
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(12), EtherTypeIpv4);
        Span<byte> ip = bytes.AsSpan(EthernetLength);
        ip[0] = 0x45;
        BinaryPrimitives.WriteUInt16BigEndian(ip[2..], (ushort)ip.Length);
        ip[8] = HopLimit;
        ip[9] = ProtocolUdp;
        Source.WriteTo(ip[12..]);
        Destination.WriteTo(ip[16..]);
        BinaryPrimitives.WriteUInt16BigEndian(ip[10..], InternetChecksum.Of(ip[..Ipv4Length]));
        Span<byte> udp = ip[Ipv4Length..];
        BinaryPrimitives.WriteUInt16BigEndian(udp, SourcePort);
        BinaryPrimitives.WriteUInt16BigEndian(udp[2..], DestinationPort);
        BinaryPrimitives.WriteUInt16BigEndian(udp[4..], (ushort)udp.Length);
        payload.CopyTo(udp[UdpLength..]);

        // RFC 768: over a pseudo header of both addresses, the protocol and the length; 0 would mean "none".
        ushort checksum = InternetChecksum.Of(ip[12..], ProtocolUdp + (uint)udp.Length);
        BinaryPrimitives.WriteUInt16BigEndian(udp[6..], checksum == 0 ? ushort.MaxValue : checksum);
        return bytes;
    }
}
