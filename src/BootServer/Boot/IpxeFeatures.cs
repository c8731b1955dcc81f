using System;

namespace Monitas.BootServer.Boot;

/// <summary>What an iPXE was built with, as far as the boot policy asks.</summary>
[Flags]
internal enum IpxeFeatures
{
    /// <summary>Nothing of it, or not iPXE.</summary>
    None = 0,

    /// <summary>Loads by HTTP.</summary>
    Http = 1,

    /// <summary>Starts Linux kernels on a BIOS.</summary>
    BzImage = 2,

    /// <summary>Starts EFI programs, Linux kernels among them.</summary>
    Efi = 4,
}
