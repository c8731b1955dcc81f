using System;
using System.Buffers.Binary;
using System.Text;

namespace Monitas.BootServer.Dhcp.Wire;

/// <summary><see cref="DhcpPacket"/> -> datagram.</summary>
internal static class DhcpPacketWriter
{
    /// <summary>Shorter messages are filled up: some BOOTP relays and old ROMs drop them, in bytes (RFC 1542 2.1).</summary>
    public const int MinimumLength = 300;

    /// <summary>Makes the datagram, as long as it takes.</summary>
    /// <exception cref="ArgumentException">A text is longer than its field, or the whole than <see cref="DhcpPacket.MaximumLength"/>.</exception>
    public static byte[] ToBytes(DhcpPacket packet)
    {
        byte[] buffer = new byte[DhcpPacket.MaximumLength];
        int length = WriteTo(packet, buffer, DhcpPacket.MaximumLength, out int leftOut);
        return leftOut == 0 ? buffer[..length] : throw new ArgumentException("The options do not fit a message.", nameof(packet));
    }

    /// <summary>Writes the datagram.</summary>
    /// <param name="packet">The packet.</param>
    /// <param name="destination">Where to; at least as long as the limit.</param>
    /// <param name="limit">The longest message that its receiver takes, in bytes without IP and UDP headers; 300 or more. Options that do not fit go into unused fields.</param>
    /// <param name="leftOut">How many options found no room even there.</param>
    /// <returns>Bytes written.</returns>
    public static int WriteTo(DhcpPacket packet, Span<byte> destination, int limit, out int leftOut)
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
        WriteText(packet.Sname, destination.Slice(DhcpPacket.SnameOffset, DhcpPacket.SnameLength));
        WriteText(packet.File, destination.Slice(DhcpPacket.FileOffset, DhcpPacket.FileLength));
        BinaryPrimitives.WriteUInt32BigEndian(destination[DhcpPacket.CookieOffset..], DhcpPacket.Cookie);
        return Math.Max(WriteOptions(packet, destination, limit, out leftOut), MinimumLength);
    }

    private static int WriteOptions(DhcpPacket packet, Span<byte> destination, int limit, out int leftOut)
    {
        int room = limit - DhcpPacket.HeaderLength;
        if (packet.Options.WrittenLength <= room)
        {
            leftOut = 0;
            return DhcpPacket.HeaderLength + packet.Options.WriteTo(destination[DhcpPacket.HeaderLength..]);
        }

        DhcpOptionFields fields = DhcpOptionFields.Lay(packet, room);
        if (fields.UsesFile)
        {
            fields.WriteFile(destination.Slice(DhcpPacket.FileOffset, DhcpPacket.FileLength));
        }

        if (fields.UsesSname)
        {
            fields.WriteSname(destination.Slice(DhcpPacket.SnameOffset, DhcpPacket.SnameLength));
        }

        leftOut = fields.LeftOut;
        return DhcpPacket.HeaderLength + fields.WriteOptions(destination[DhcpPacket.HeaderLength..]);
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
