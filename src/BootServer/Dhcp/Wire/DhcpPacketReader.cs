using System;
using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using Monitas.BootServer.Boot;

namespace Monitas.BootServer.Dhcp.Wire;

/// <summary>Datagram -> <see cref="DhcpPacket"/>.</summary>
internal static class DhcpPacketReader
{
    /// <summary>Reads one datagram; nothing of the source is kept.</summary>
    public static bool TryParse(ReadOnlySpan<byte> source, [NotNullWhen(true)] out DhcpPacket? packet, out DhcpParseError why)
    {
        packet = null;
        why = CheckHeader(source);
        if (why != DhcpParseError.None)
        {
            return false;
        }

        DhcpOptions options = new();
        why = ReadOptions(source, options, out int overload);
        if (why != DhcpParseError.None)
        {
            return false;
        }

        packet = new DhcpPacket
        {
            IsReply = source[0] == 2,
            Hops = source[3],
            Xid = BinaryPrimitives.ReadUInt32BigEndian(source[4..]),
            Secs = BinaryPrimitives.ReadUInt16BigEndian(source[8..]),
            Flags = BinaryPrimitives.ReadUInt16BigEndian(source[10..]),
            Ciaddr = Ipv4Address.FromBytes(source[12..]),
            Yiaddr = Ipv4Address.FromBytes(source[16..]),
            Siaddr = Ipv4Address.FromBytes(source[20..]),
            Giaddr = Ipv4Address.FromBytes(source[24..]),
            Chaddr = MacAddress.FromBytes(source[28..]),
            Sname = (overload & 2) != 0 ? "" : Text(source[DhcpPacket.SnameOffset..DhcpPacket.FileOffset]),
            File = (overload & 1) != 0 ? "" : Text(source[DhcpPacket.FileOffset..DhcpPacket.CookieOffset]),
            Options = options,
        };
        return true;
    }

    private static DhcpParseError CheckHeader(ReadOnlySpan<byte> source) => source.Length switch
    {
        < DhcpPacket.HeaderLength => DhcpParseError.TooShort,
        > DhcpPacket.MaximumLength => DhcpParseError.TooLong,
        _ when source[0] is not (1 or 2) => DhcpParseError.UnknownOperation,
        _ when source[1] != 1 || source[2] != MacAddress.Length => DhcpParseError.NotEthernet,
        _ when BinaryPrimitives.ReadUInt32BigEndian(source[DhcpPacket.CookieOffset..]) != DhcpPacket.Cookie => DhcpParseError.NoCookie,
        _ => DhcpParseError.None,
    };

    private static DhcpParseError ReadOptions(ReadOnlySpan<byte> source, DhcpOptions options, out int overload)
    {
        overload = 0;
        if (!options.TryReadFrom(source[DhcpPacket.HeaderLength..]))
        {
            return DhcpParseError.OptionOverrun;
        }

        if (options[DhcpOption.Overload] is { } field)
        {
            if (field is not [1 or 2 or 3])
            {
                return DhcpParseError.BadOverload;
            }

            overload = field[0];
        }

        // RFC 3396 5: the aggregate is options, then file, then sname. (RFC 2131 4.1: file is read first as well.)
        if (((overload & 1) != 0 && !options.TryReadFrom(source[DhcpPacket.FileOffset..DhcpPacket.CookieOffset]))
            || ((overload & 2) != 0 && !options.TryReadFrom(source[DhcpPacket.SnameOffset..DhcpPacket.FileOffset])))
        {
            return DhcpParseError.OptionOverrun;
        }

        return options[DhcpOption.MessageType] is null or [>= 1 and <= 8] ? DhcpParseError.None : DhcpParseError.BadMessageType;
    }

    private static string Text(ReadOnlySpan<byte> field)
    {
        int end = field.IndexOf((byte)0);
        return Encoding.Latin1.GetString(end < 0 ? field : field[..end]);
    }
}
