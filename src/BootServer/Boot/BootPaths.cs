using System;
using Monitas.BootServer.Boot.Images;

namespace Monitas.BootServer.Boot;

/// <summary>
/// The HTTP paths of boot files. The MAC in them tells whose kernel and initramfs were sent, whatever address that machine has by then, and the part
/// for 64-bit ARM which of the two boot images is meant, also to a server that has been started anew since it sent the script.
/// </summary>
internal static class BootPaths
{
    /// <summary>In the path of a machine's kernel and initramfs for 64-bit ARM.</summary>
    public const string Arm64 = "arm64";

    /// <summary>"/boot/52-54-00-aa-bb-01/vmlinuz", "/boot/52-54-00-aa-bb-01/arm64/vmlinuz".</summary>
    public static string Kernel(MacAddress mac, ImageArchitecture architecture = ImageArchitecture.Amd64) => Image(mac, architecture, BootFileNames.Kernel);

    /// <summary>"/boot/52-54-00-aa-bb-01/initrd", "/boot/52-54-00-aa-bb-01/arm64/initrd"; iPXE names the image after the last part.</summary>
    public static string Initrd(MacAddress mac, ImageArchitecture architecture = ImageArchitecture.Amd64) => Image(mac, architecture, BootFileNames.Initrd);

    /// <summary>"52-54-00-aa-bb-01/monitas.img", below <see cref="BootFileNames.HttpRoot"/>.</summary>
    public static string ImageDisk(MacAddress mac, ImageArchitecture architecture = ImageArchitecture.Amd64) =>
        $"{mac.ToHyphenString()}/{(architecture == ImageArchitecture.Arm64 ? BootFileNames.ImageDiskArm64 : BootFileNames.ImageDisk)}";

    /// <summary>"52-54-00-aa-bb-01/owndisk.img", below <see cref="BootFileNames.HttpRoot"/>.</summary>
    public static string OwnDiskDisk(MacAddress mac, ImageArchitecture architecture = ImageArchitecture.Amd64) =>
        $"{mac.ToHyphenString()}/{(architecture == ImageArchitecture.Arm64 ? BootFileNames.OwnDiskDiskArm64 : BootFileNames.OwnDiskDisk)}";

    /// <summary>Reads whose kernel or initramfs a TFTP name asks for: <see cref="Kernel"/> and <see cref="Initrd"/> without the leading slash.</summary>
    /// <param name="fileName">The name without a leading slash.</param>
    /// <param name="mac">The machine's card.</param>
    /// <param name="architecture">Which boot image's.</param>
    /// <param name="isKernel">The kernel rather than the initramfs.</param>
    public static bool TryReadImageName(string fileName, out MacAddress mac, out ImageArchitecture architecture, out bool isKernel)
    {
        mac = default;
        string[] parts = fileName.Split('/');
        architecture = parts is [_, _, Arm64, _] ? ImageArchitecture.Arm64 : ImageArchitecture.Amd64;
        isKernel = parts is [.., BootFileNames.Kernel];
        return parts is ["boot", _, BootFileNames.Kernel or BootFileNames.Initrd] or ["boot", _, Arm64, BootFileNames.Kernel or BootFileNames.Initrd]
            && MacAddress.TryParse(parts[1], out mac);
    }

    /// <summary>"/boot/ipxe?mac=52-54-00-aa-bb-01&amp;uuid=...": fits the 127 bytes of DHCP's `file` with any address and port.</summary>
    public static string Script(MacAddress mac, Guid? smbiosUuid)
    {
        string path = $"{BootFileNames.HttpRoot}{BootFileNames.IpxeScript}?mac={mac.ToHyphenString()}";
        return smbiosUuid is { } uuid ? $"{path}&uuid={uuid:D}" : path;
    }

    private static string Image(MacAddress mac, ImageArchitecture architecture, string file) =>
        $"{BootFileNames.HttpRoot}{mac.ToHyphenString()}/{(architecture == ImageArchitecture.Arm64 ? Arm64 + "/" : "")}{file}";
}
