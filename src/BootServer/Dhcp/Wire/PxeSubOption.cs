namespace Monitas.BootServer.Dhcp.Wire;

/// <summary>Sub-options inside <see cref="DhcpOption.VendorSpecific"/> of PXE clients (PXE 2.1 table 2-1).</summary>
internal enum PxeSubOption : byte
{
    /// <summary>Bits: 0 no broadcast discovery, 1 no multicast discovery, 2 only the listed servers, 3 load the file of this offer.</summary>
    DiscoveryControl = 6,

    /// <summary>A list of: type (16 bits), count, IPv4 addresses.</summary>
    BootServers = 8,

    /// <summary>A list of: type (16 bits), length, text. Type 0 is the machine's own disk.</summary>
    BootMenu = 9,

    /// <summary>Seconds (0: take the first item at once, 255: wait for a key), text.</summary>
    MenuPrompt = 10,

    /// <summary>Type (16 bits) and layer (16 bits) of the item that was chosen.</summary>
    BootItem = 71,

    /// <summary>The end, without a length byte.</summary>
    End = 255,
}
