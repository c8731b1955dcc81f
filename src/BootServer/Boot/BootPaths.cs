using System;

namespace Monitas.BootServer.Boot;

/// <summary>The HTTP paths of boot files. The MAC in them tells whose kernel and initramfs were sent, whatever address that machine has by then.</summary>
internal static class BootPaths
{
    /// <summary>"/boot/52-54-00-aa-bb-01/vmlinuz".</summary>
    public static string Kernel(MacAddress mac) => $"{BootFileNames.HttpRoot}{mac.ToHyphenString()}/{BootFileNames.Kernel}";

    /// <summary>"/boot/52-54-00-aa-bb-01/initrd"; iPXE names the image after the last part.</summary>
    public static string Initrd(MacAddress mac) => $"{BootFileNames.HttpRoot}{mac.ToHyphenString()}/{BootFileNames.Initrd}";

    /// <summary>"/boot/ipxe?mac=52-54-00-aa-bb-01&amp;uuid=...": fits the 127 bytes of DHCP's `file` with any address and port.</summary>
    public static string Script(MacAddress mac, Guid? smbiosUuid)
    {
        string path = $"{BootFileNames.HttpRoot}{BootFileNames.IpxeScript}?mac={mac.ToHyphenString()}";
        return smbiosUuid is { } uuid ? $"{path}&uuid={uuid:D}" : path;
    }
}
