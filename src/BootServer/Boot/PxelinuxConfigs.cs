using System;

namespace Monitas.BootServer.Boot;

/// <summary>The settings files for lpxelinux.0 (wiki.syslinux.org/wiki/index.php?title=Config).</summary>
internal static class PxelinuxConfigs
{
    /// <summary>Loads kernel and initramfs by HTTP and starts them.</summary>
    /// <param name="httpBase">"http://address:port", without a slash at the end.</param>
    /// <param name="mac">The card that the machine boots from.</param>
    /// <param name="commandLine">As <see cref="KernelCommandLine"/> makes it.</param>
    public static string BootImage(string httpBase, MacAddress mac, string commandLine) =>
        $"""
        DEFAULT monitas
        PROMPT 0
        SAY Monitas: starting the boot image
        LABEL monitas
        LINUX {httpBase}{BootPaths.Kernel(mac)}
        INITRD {httpBase}{BootPaths.Initrd(mac)}
        APPEND {commandLine}

        """;

    /// <summary>Goes to the own disk: LOCALBOOT 0 leaves PXE, and the BIOS takes its next boot device.</summary>
    public static string LocalDisk() =>
        """
        DEFAULT local
        PROMPT 0
        SAY Monitas: nothing to do, starting the own disk
        LABEL local
        LOCALBOOT 0

        """;

    /// <summary>
    /// Reads which machine asks from the name of a settings file. pxelinux asks for the raw UUID first, then for
    /// "01-" and the MAC with hyphens, then for prefixes of the IP address; only the second one is served.
    /// </summary>
    /// <param name="fileName">The name without a leading slash.</param>
    /// <param name="mac">The machine's card.</param>
    public static bool TryReadName(string fileName, out MacAddress mac)
    {
        mac = default;
        const string prefix = BootFileNames.PxelinuxDirectory + "01-";
        return fileName.StartsWith(prefix, StringComparison.Ordinal) && MacAddress.TryParse(fileName.AsSpan(prefix.Length), out mac);
    }
}
