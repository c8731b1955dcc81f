namespace Monitas.BootServer.Dhcpv6.Wire;

/// <summary>Options of DHCPv6 (IANA "DHCPv6 Option Codes").</summary>
internal enum Dhcpv6Option : ushort
{
    /// <summary>The client's DUID (RFC 8415 21.2).</summary>
    ClientIdentifier = 1,

    /// <summary>The server's DUID (RFC 8415 21.3).</summary>
    ServerIdentifier = 2,

    /// <summary>One byte; 255: the client need not wait for other servers (RFC 8415 21.8).</summary>
    Preference = 7,

    /// <summary>What asks: an enterprise number and texts (RFC 8415 21.16).</summary>
    VendorClass = 16,
}
