namespace Monitas.BootServer.Configuration;

/// <summary>[netboot] mode: how the server takes part in network boot.</summary>
internal enum NetbootMode
{
    /// <summary>Beside the LAN's own DHCP server: boot files only, no addresses.</summary>
    Proxy,

    /// <summary>As the only DHCP server of an isolated network: addresses and boot files.</summary>
    Full,

    /// <summary>The LAN's own DHCP server names the boot files; they are served, and DHCP is not.</summary>
    External,

    /// <summary>No network boot: no DHCP, no boot files.</summary>
    Off,
}
