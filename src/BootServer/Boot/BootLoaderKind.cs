namespace Monitas.BootServer.Boot;

/// <summary>Which program asks for its next file.</summary>
internal enum BootLoaderKind
{
    /// <summary>The firmware's or card's own PXE.</summary>
    PxeFirmware,

    /// <summary>The firmware's own HTTP Boot.</summary>
    HttpFirmware,

    /// <summary>iPXE: in the card's ROM (virtual machines) or started by us. Told by options 77 and 175, never by 60: iPXE started after a ProxyDHCP reply repeats that reply's option 60.</summary>
    Ipxe,
}
