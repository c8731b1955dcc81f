namespace Monitas.BootServer.Boot;

/// <summary>The names under which boot files are served, by TFTP as they stand and by HTTP below <see cref="HttpRoot"/>.</summary>
internal static class BootFileNames
{
    /// <summary>SYSLINUX's network loader for BIOS that also reads by HTTP.</summary>
    public const string Lpxelinux = "lpxelinux.0";

    /// <summary>The library that lpxelinux.0 loads first.</summary>
    public const string Ldlinux = "ldlinux.c32";

    /// <summary>iPXE for UEFI that uses the firmware's own driver of the card that it was started from.</summary>
    public const string Snponly = "snponly.efi";

    /// <summary>The UEFI program that starts the own disk, made by <see cref="LocalDiskLoader"/>.</summary>
    public const string LocalDisk = "localdisk.efi";

    /// <summary>The directory in which lpxelinux.0 looks for its settings.</summary>
    public const string PxelinuxDirectory = "pxelinux.cfg/";

    /// <summary>All HTTP paths begin with it.</summary>
    public const string HttpRoot = "/boot/";

    /// <summary>iPXE's script, below <see cref="HttpRoot"/>.</summary>
    public const string IpxeScript = "ipxe";

    /// <summary>The kernel, below <see cref="HttpRoot"/>.</summary>
    public const string Kernel = "vmlinuz";

    /// <summary>The boot image's initramfs, below <see cref="HttpRoot"/>.</summary>
    public const string Initrd = "initrd";
}
