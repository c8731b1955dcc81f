namespace Monitas.BootServer.Dhcp;

/// <summary>How the server takes part in DHCP.</summary>
internal enum DhcpMode
{
    /// <summary>Beside the LAN's own DHCP server: boot files only, no addresses (PXE 2.1 ProxyDHCP, ports 67 and 4011).</summary>
    Proxy,

    /// <summary>As the only DHCP server of an isolated network: addresses and boot files.</summary>
    Full,

    /// <summary>Not at all: the LAN's DHCP server names the boot files. TFTP and HTTP still serve them.</summary>
    Off,
}
