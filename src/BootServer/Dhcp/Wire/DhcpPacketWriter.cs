using System;
using System.Buffers.Binary;
using System.Text;

namespace Monitas.BootServer.Dhcp.Wire;

/// <summary><see cref="DhcpPacket"/> -> datagram.</summary>
internal static class DhcpPacketWriter
{
    /// <summary>Shorter messages are filled up: some BOOTP relays and old ROMs drop them, in bytes (RFC 1542 2.1).</summary>
    private const int MinimumLength = 300;

    private const int SnameLength = 64;

    /// <summary>Makes the datagram.</summary>
    /// <exception cref="ArgumentException">A text is longer than its field, or the whole than <see cref="DhcpPacket.MaximumLength"/>.</exception>
    public static byte[] ToBytes(DhcpPacket packet)
    {
        byte[] buffer = new byte[DhcpPacket.MaximumLength];
        return buffer[..WriteTo(packet, buffer)];
    }

    /// <summary>Writes the datagram to a destination of at least 300 bytes.</summary>
    /// <returns>Bytes written.</returns>
    public static int WriteTo(DhcpPacket packet, Span<byte> destination)
    {
        destination[..MinimumLength].Clear();
        destination[0] = (byte)(packet.IsReply ? 2 : 1);
        destination[1] = 1;
        destination[2] = 6;
        destination[3] = packet.Hops;
        BinaryPrimitives.WriteUInt32BigEndian(destination[4..], packet.Xid);
        BinaryPrimitives.WriteUInt16BigEndian(destination[8..], packet.Secs);
        BinaryPrimitives.WriteUInt16BigEndian(destination[10..], packet.Flags);
        packet.Ciaddr.WriteTo(destination[12..]);
        packet.Yiaddr.WriteTo(destination[16..]);
        packet.Siaddr.WriteTo(destination[20..]);
        packet.Giaddr.WriteTo(destination[24..]);
        packet.Chaddr.WriteTo(destination[28..]);
        WriteText(packet.Sname, destination.Slice(44, SnameLength));
        WriteText(packet.File, destination.Slice(108, DhcpPacket.MaximumFileLength + 1));
        BinaryPrimitives.WriteUInt32BigEndian(destination[236..], 0x63825363);
        int length = DhcpPacket.HeaderLength + packet.Options.WriteTo(destination[DhcpPacket.HeaderLength..]);
        return Math.Max(length, MinimumLength);
    }

    /// <summary>One byte of the field stays NUL (RFC 2131 2: null terminated).</summary>
    private static void WriteText(string text, Span<byte> field)
    {
        if (text.Length >= field.Length)
        {
            throw new ArgumentException($"'{text}' does not fit a field of {field.Length} bytes.", nameof(text));
        }

        Encoding.Latin1.GetBytes(text, field);
    }
}
