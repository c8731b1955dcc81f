namespace Monitas.BootServer.Dhcp.Wire;

/// <summary>The option codes that the server reads or writes. Value type and section are in each summary.</summary>
internal enum DhcpOption : byte
{
    /// <summary>Filler without a length byte (RFC 2132 3.1).</summary>
    Pad = 0,

    /// <summary>IPv4 mask (RFC 2132 3.3).</summary>
    SubnetMask = 1,

    /// <summary>IPv4 addresses, best first (RFC 2132 3.5).</summary>
    Router = 3,

    /// <summary>IPv4 addresses, best first (RFC 2132 3.8).</summary>
    DomainNameServer = 6,

    /// <summary>Text: the client's name (RFC 2132 3.14).</summary>
    HostName = 12,

    /// <summary>Text: the domain of the client's name (RFC 2132 3.17).</summary>
    DomainName = 15,

    /// <summary>IPv4 address (RFC 2132 5.3).</summary>
    BroadcastAddress = 28,

    /// <summary>IPv4 addresses, best first (RFC 2132 8.3).</summary>
    NtpServers = 42,

    /// <summary>Sub-options whose meaning depends on option 60 (RFC 2132 8.4; PXE 2.1 table 2-1).</summary>
    VendorSpecific = 43,

    /// <summary>IPv4 address that the client wants (RFC 2132 9.1).</summary>
    RequestedAddress = 50,

    /// <summary>Seconds, 32 bits (RFC 2132 9.2).</summary>
    LeaseTime = 51,

    /// <summary>1: options go on in `file`, 2: in `sname`, 3: in both (RFC 2132 9.3).</summary>
    Overload = 52,

    /// <summary><see cref="DhcpMessageType"/> (RFC 2132 9.6).</summary>
    MessageType = 53,

    /// <summary>IPv4 address of the server that an offer came from (RFC 2132 9.7).</summary>
    ServerIdentifier = 54,

    /// <summary>The option codes that the client asks for (RFC 2132 9.8).</summary>
    ParameterRequestList = 55,

    /// <summary>Text for a person, in a NAK (RFC 2132 9.9).</summary>
    Message = 56,

    /// <summary>Bytes, 16 bits: the longest message that the client takes (RFC 2132 9.10).</summary>
    MaximumMessageSize = 57,

    /// <summary>Seconds, 32 bits: T1 (RFC 2132 9.11).</summary>
    RenewalTime = 58,

    /// <summary>Seconds, 32 bits: T2 (RFC 2132 9.12).</summary>
    RebindingTime = 59,

    /// <summary>Text: "PXEClient...", "HTTPClient..." (RFC 2132 9.13; PXE 2.1 2.2.3; UEFI 2.10 24.7.2).</summary>
    VendorClass = 60,

    /// <summary>Type byte and an opaque name (RFC 2132 9.14).</summary>
    ClientIdentifier = 61,

    /// <summary>Text (RFC 2132 9.4).</summary>
    TftpServerName = 66,

    /// <summary>Text (RFC 2132 9.5).</summary>
    BootFileName = 67,

    /// <summary><see cref="UserClasses"/>: counted texts (RFC 3004 4), or one plain text as iPXE sends it.</summary>
    UserClass = 77,

    /// <summary><see cref="RelayAgentInformation"/>. Echoed unchanged as the last option, or not at all (RFC 3046 2.2).</summary>
    RelayAgentInformation = 82,

    /// <summary>16-bit numbers of <see cref="Boot.ClientArchitecture"/> (RFC 4578 2.1).</summary>
    ClientArchitecture = 93,

    /// <summary>Type 1, major, minor: the version of the UNDI or SNP interface (RFC 4578 2.2).</summary>
    ClientInterface = 94,

    /// <summary>Type 0 and the SMBIOS UUID, its first three fields little-endian (RFC 4578 2.3; seen so from OVMF and iPXE).</summary>
    ClientMachineIdentifier = 97,

    /// <summary><see cref="DomainNames"/>: where a resolver looks for short names (RFC 3397 2).</summary>
    DomainSearch = 119,

    /// <summary><see cref="ClasslessRoutes"/> (RFC 3442). A client that reads it ignores option 3.</summary>
    ClasslessStaticRoutes = 121,

    /// <summary>iPXE's own sub-options (ipxe.org/howto/dhcpd; "Etherboot encapsulated").</summary>
    Ipxe = 175,

    /// <summary>The end of a field's options, without a length byte (RFC 2132 3.2).</summary>
    End = 255,
}
