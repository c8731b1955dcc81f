using System;

namespace Monitas.BootServer.Boot;

/// <summary>The scripts for iPXE (ipxe.org/scripting). Lines end in LF; nothing in them needs quoting.</summary>
internal static class IpxeScripts
{
    /// <summary>Loads kernel and initramfs by HTTP and starts them.</summary>
    /// <param name="httpBase">"http://address:port", without a slash at the end.</param>
    /// <param name="mac">The card that the machine boots from.</param>
    /// <param name="smbiosUuid">Its SMBIOS UUID, told again if it has to come back; null when it told none.</param>
    /// <param name="machineName">For the screen.</param>
    /// <param name="commandLine">As <see cref="KernelCommandLine"/> makes it.</param>
    /// <remarks>The argument initrd= is needed on UEFI: Debian's iPXE offers the initramfs to the kernel by that name only.</remarks>
    public static string BootImage(string httpBase, MacAddress mac, Guid? smbiosUuid, string machineName, string commandLine) =>
        $"""
        #!ipxe
        echo Monitas: starting the boot image for {ScreenText.Printable(machineName)}
        kernel {httpBase}{BootPaths.Kernel(mac)} initrd={BootFileNames.Initrd} {commandLine} || goto failed
        initrd {httpBase}{BootPaths.Initrd(mac)} || goto failed
        boot || goto failed
        :failed
        echo Monitas: the boot image could not be loaded; trying again in 10 seconds
        sleep 10
        chain --replace {httpBase}{BootPaths.Script(mac, smbiosUuid)} || exit 1

        """;

    /// <summary>Goes to the own disk.</summary>
    /// <param name="httpBase">"http://address:port", without a slash at the end.</param>
    /// <param name="machineName">For the screen.</param>
    /// <remarks>
    /// UEFI: if localdisk.efi cannot be had, `exit 1` fails the boot entry, and the firmware takes the next one; success would open its menu.
    /// BIOS: sanboot starts the first disk itself; without one, exit gives the turn back to the BIOS.
    /// </remarks>
    public static string LocalDisk(string httpBase, string machineName) =>
        $$"""
        #!ipxe
        echo Monitas: nothing to do for {{ScreenText.Printable(machineName)}}, starting its own disk
        iseq ${platform} efi && goto uefi ||
        sanboot --no-describe --drive 0x80 || exit 1
        :uefi
        chain {{httpBase}}{{BootFileNames.HttpRoot}}{{BootFileNames.LocalDisk}} || exit 1

        """;

    /// <summary>For an iPXE that was sent here by somebody else's DHCP server: comes back with its own addresses.</summary>
    public static string Introduction(string httpBase) =>
        $$"""
        #!ipxe
        chain --replace {{httpBase}}/boot/ipxe?mac=${netX/mac:hexhyp}&uuid=${uuid} || exit 1

        """;
}
