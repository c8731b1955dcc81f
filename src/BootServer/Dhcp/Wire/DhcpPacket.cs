using System;
using Monitas.BootServer.Boot;

namespace Monitas.BootServer.Dhcp.Wire;

/// <summary>
/// A DHCP message on Ethernet (RFC 2131 2). Names are those of the RFC.
/// <code>
///   0 op(1) htype(1) hlen(1) hops(1)   4 xid   8 secs(2) flags(2)
///  12 ciaddr  16 yiaddr  20 siaddr  24 giaddr  28 chaddr(16)
///  44 sname(64)  108 file(128)  236 cookie 63 82 53 63  240 options
/// </code>
/// Read by <see cref="DhcpPacketReader"/>, written by <see cref="DhcpPacketWriter"/>.
/// </summary>
internal sealed record DhcpPacket
{
    /// <summary>Header and cookie, in bytes.</summary>
    public const int HeaderLength = 240;

    /// <summary>What every client must be able to take, in bytes (RFC 2131 2: 576 with IP and UDP headers).</summary>
    public const int AssuredLength = 548;

    /// <summary>Longer datagrams are refused unread, in bytes.</summary>
    public const int MaximumLength = 4096;

    /// <summary>Where `sname` begins.</summary>
    public const int SnameOffset = 44;

    /// <summary>Bytes of `sname`.</summary>
    public const int SnameLength = 64;

    /// <summary>Where `file` begins.</summary>
    public const int FileOffset = 108;

    /// <summary>Bytes of `file`.</summary>
    public const int FileLength = 128;

    /// <summary>Where the magic cookie stands.</summary>
    public const int CookieOffset = 236;

    /// <summary>The first four bytes of the options (RFC 2131 3).</summary>
    public const uint Cookie = 0x63825363;

    /// <summary>The longest text that `file` holds, in bytes, with its NUL left out.</summary>
    public const int MaximumFileLength = 127;

    /// <summary>The bit of <see cref="Flags"/> by which a client asks for broadcast answers.</summary>
    public const ushort BroadcastFlag = 0x8000;

    /// <summary>True for a server's message (BOOTREPLY), false for a client's (BOOTREQUEST).</summary>
    public bool IsReply { get; init; }

    /// <summary>Relays passed.</summary>
    public byte Hops { get; init; }

    /// <summary>The client's number for this exchange.</summary>
    public uint Xid { get; init; }

    /// <summary>Seconds since the client began.</summary>
    public ushort Secs { get; init; }

    /// <summary>See <see cref="BroadcastFlag"/>.</summary>
    public ushort Flags { get; init; }

    /// <summary>The address that the client already uses.</summary>
    public Ipv4Address Ciaddr { get; init; }

    /// <summary>The address that the client gets.</summary>
    public Ipv4Address Yiaddr { get; init; }

    /// <summary>The server of the next step: TFTP.</summary>
    public Ipv4Address Siaddr { get; init; }

    /// <summary>The relay that the message came through; 0.0.0.0: none.</summary>
    public Ipv4Address Giaddr { get; init; }

    /// <summary>The client's card.</summary>
    public MacAddress Chaddr { get; init; }

    /// <summary>Latin-1 text up to the first NUL; empty when the field carries options.</summary>
    public string Sname { get; init; } = "";

    /// <summary>The boot file: Latin-1 text up to the first NUL; empty when the field carries options.</summary>
    public string File { get; init; } = "";

    /// <summary>All options of all fields.</summary>
    public DhcpOptions Options { get; init; } = new();

    /// <summary>
    /// The longest message that the sender takes, in bytes without IP and UDP headers. Option 57 counts those headers (RFC 2131 2, as dhcpd and
    /// dnsmasq read it); less than <see cref="AssuredLength"/> is not allowed, and more than an Ethernet frame would come in fragments.
    /// </summary>
    public int AcceptedLength
    {
        get
        {
            const int headers = 28;
            const int frame = 1500;
            return Math.Clamp((int)(Options.UInt16(DhcpOption.MaximumMessageSize) ?? 0), AssuredLength + headers, frame) - headers;
        }
    }

    /// <summary>Option 53.</summary>
    public DhcpMessageType MessageType => Options[DhcpOption.MessageType] is [byte type] ? (DhcpMessageType)type : DhcpMessageType.None;
}
