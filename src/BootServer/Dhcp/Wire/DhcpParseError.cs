namespace Monitas.BootServer.Dhcp.Wire;

/// <summary>Why a datagram is not a usable DHCP message.</summary>
internal enum DhcpParseError
{
    /// <summary>It is one.</summary>
    None,

    /// <summary>Shorter than the fixed header and the cookie (240 bytes).</summary>
    TooShort,

    /// <summary>Longer than <see cref="DhcpPacket.MaximumLength"/>.</summary>
    TooLong,

    /// <summary>Neither BOOTREQUEST nor BOOTREPLY.</summary>
    UnknownOperation,

    /// <summary>Not Ethernet with addresses of six bytes.</summary>
    NotEthernet,

    /// <summary>Without the magic cookie of RFC 2131 3: plain BOOTP.</summary>
    NoCookie,

    /// <summary>An option's length reaches past the end of its field, or options are cut into more pieces than any message needs.</summary>
    OptionOverrun,

    /// <summary>Option 52 holds something else than 1, 2 or 3.</summary>
    BadOverload,

    /// <summary>Option 53 holds something else than 1..8.</summary>
    BadMessageType,
}
