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

    /// <summary>Debian's shim, signed by Microsoft: the only program of ours that firmware with Secure Boot starts. It loads <see cref="Grub"/> by itself.</summary>
    public const string Shim = "shimx64.efi";

    /// <summary>Debian's GRUB for the network, signed by Debian, under the name that shim asks for.</summary>
    public const string Grub = "grubx64.efi";

    /// <summary>Debian's shim for 64-bit ARM, which comes with the boot image for these machines. It loads <see cref="GrubArm64"/> by itself.</summary>
    public const string ShimArm64 = "shimaa64.efi";

    /// <summary>Debian's GRUB for the network on 64-bit ARM, signed by Debian, under the name that shim asks for.</summary>
    public const string GrubArm64 = "grubaa64.efi";

    /// <summary>The directory in which that GRUB looks for its settings.</summary>
    public const string GrubDirectory = "grub/";

    /// <summary>The settings that GRUB reads first.</summary>
    public const string GrubIntroduction = GrubDirectory + "grub.cfg";

    /// <summary>GRUB's module for HTTP, which it may load with Secure Boot off.</summary>
    public const string GrubHttp = GrubDirectory + "x86_64-efi/http.mod";

    /// <summary>The disk for UEFI HTTP Boot that starts the boot image, below <see cref="HttpRoot"/> and the machine's MAC.</summary>
    public const string ImageDisk = "monitas.img";

    /// <summary>The disk for UEFI HTTP Boot that starts the own disk, below <see cref="HttpRoot"/> and the machine's MAC.</summary>
    public const string OwnDiskDisk = "owndisk.img";

    /// <summary><see cref="ImageDisk"/> for 64-bit ARM.</summary>
    public const string ImageDiskArm64 = "monitas-arm64.img";

    /// <summary><see cref="OwnDiskDisk"/> for 64-bit ARM.</summary>
    public const string OwnDiskDiskArm64 = "owndisk-arm64.img";

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
