namespace Monitas.BootServer.Configuration;

/// <summary>How the server takes part in the LAN's DHCP.</summary>
internal enum NetbootMode
{
    /// <summary>Beside the LAN's own DHCP server: boot information only, never an address.</summary>
    Proxy,

    /// <summary>The LAN's only DHCP server.</summary>
    Full,

    /// <summary>Not at all: no DHCP, no TFTP, no HTTP boot.</summary>
    Off,
}
