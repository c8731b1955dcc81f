namespace Monitas.BootServer.Boot;

/// <summary>The programs that a machine runs one after the other on its way from its firmware. Which of them are needed to reach the own disk or the boot image, their settings say.</summary>
internal enum BootChain
{
    /// <summary>None that could be offered.</summary>
    None,

    /// <summary>BIOS: lpxelinux.0 by TFTP, the boot image by HTTP.</summary>
    Lpxelinux,

    /// <summary>An iPXE that is there already: its script by HTTP.</summary>
    IpxeScript,

    /// <summary>iPXE by TFTP, then its script by HTTP. Refused with Secure Boot on.</summary>
    IpxeByTftp,

    /// <summary>iPXE by HTTP, then its script by HTTP. Refused with Secure Boot on.</summary>
    IpxeByHttp,

    /// <summary>Debian's signed shim, GRUB and kernel, all by TFTP. Works with Secure Boot on and off.</summary>
    ShimByTftp,

    /// <summary>A disk with all of these by UEFI HTTP Boot. Works with Secure Boot on and off.</summary>
    RamDiskByHttp,

    /// <summary>Our program that starts the own disk. Refused with Secure Boot on.</summary>
    LocalDiskLoader,

    /// <summary>The firmware's next boot entry, whatever that is.</summary>
    NextBootEntry,
}
