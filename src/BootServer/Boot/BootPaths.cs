using System;
using Monitas.BootServer.Boot.Images;

namespace Monitas.BootServer.Boot;

/// <summary>The HTTP paths of boot files. The MAC in them tells whose kernel and initramfs were sent, whatever address that machine has by then.</summary>
internal static class BootPaths
{
    /// <summary>"/boot/52-54-00-aa-bb-01/vmlinuz".</summary>
    public static string Kernel(MacAddress mac) => $"{BootFileNames.HttpRoot}{mac.ToHyphenString()}/{BootFileNames.Kernel}";

    /// <summary>"/boot/52-54-00-aa-bb-01/initrd"; iPXE names the image after the last part.</summary>
    public static string Initrd(MacAddress mac) => $"{BootFileNames.HttpRoot}{mac.ToHyphenString()}/{BootFileNames.Initrd}";

    /// <summary>"52-54-00-aa-bb-01/monitas.img", below <see cref="BootFileNames.HttpRoot"/>.</summary>
    public static string ImageDisk(MacAddress mac, ImageArchitecture architecture = ImageArchitecture.Amd64) =>
        $"{mac.ToHyphenString()}/{(architecture == ImageArchitecture.Arm64 ? BootFileNames.ImageDiskArm64 : BootFileNames.ImageDisk)}";

    /// <summary>"52-54-00-aa-bb-01/owndisk.img", below <see cref="BootFileNames.HttpRoot"/>.</summary>
    public static string OwnDiskDisk(MacAddress mac, ImageArchitecture architecture = ImageArchitecture.Amd64) =>
        $"{mac.ToHyphenString()}/{(architecture == ImageArchitecture.Arm64 ? BootFileNames.OwnDiskDiskArm64 : BootFileNames.OwnDiskDisk)}";

    /// <summary>Reads whose kernel or initramfs a TFTP name asks for: <see cref="Kernel"/> and <see cref="Initrd"/> without the leading slash.</summary>
    /// <param name="fileName">The name without a leading slash.</param>
    /// <param name="mac">The machine's card.</param>
    /// <param name="isKernel">The kernel rather than the initramfs.</param>
    public static bool TryReadImageName(string fileName, out MacAddress mac, out bool isKernel)
    {
        mac = default;
        string[] parts = fileName.Split('/');
        isKernel = parts is [_, _, BootFileNames.Kernel];
        return parts is ["boot", string text, BootFileNames.Kernel or BootFileNames.Initrd] && MacAddress.TryParse(text, out mac);
    }

    /// <summary>"/boot/ipxe?mac=52-54-00-aa-bb-01&amp;uuid=...": fits the 127 bytes of DHCP's `file` with any address and port.</summary>
    public static string Script(MacAddress mac, Guid? smbiosUuid)
    {
        string path = $"{BootFileNames.HttpRoot}{BootFileNames.IpxeScript}?mac={mac.ToHyphenString()}";
        return smbiosUuid is { } uuid ? $"{path}&uuid={uuid:D}" : path;
    }
}
