using Monitas.BootServer.Boot;
using Monitas.BootServer.Dhcp.Wire;

namespace Monitas.BootServer.Dhcp;

/// <summary>One offer that a DHCP or boot server made to <see cref="LanDhcpProbe"/>.</summary>
/// <param name="Server">The server's address (option 54, else where it came from).</param>
/// <param name="Card">The card that sent it: the server's, or the relay's.</param>
/// <param name="OfferedAddress">The address that a client would get (yiaddr); 0.0.0.0: none.</param>
/// <param name="NextServer">The server for the next step (siaddr); 0.0.0.0: none is named. GRUB under Secure Boot reads its files from there.</param>
/// <param name="BootFile">The boot file (field `file` or option 67); empty: none.</param>
/// <param name="HasVendorClass">Whether it carries option 60: firmware then takes the sender for a PXE server.</param>
internal sealed record LanDhcpOffer(
    Ipv4Address Server, MacAddress Card, Ipv4Address OfferedAddress, Ipv4Address NextServer, string BootFile, bool HasVendorClass)
{
    /// <summary>Boot information without an address: a ProxyDHCP server.</summary>
    public bool IsPxeOnly => OfferedAddress.IsAny;
}
