using System;
using System.Linq;
using Monitas.BootServer.Boot.Images;

namespace Monitas.BootServer.Boot;

/// <summary>
/// The settings of GRUB (gnu.org/software/grub/manual, "Shell-like scripting"). A script that only ends leaves GRUB at its prompt for ever, where
/// nobody sits; so each of them ends with a start, or with `reboot` or `exit`.
/// </summary>
internal static class GrubConfigs
{
    /// <summary>What <see cref="TryReadName"/> finds before and after the MAC; between them, for 64-bit ARM, GRUB's own name for that.</summary>
    private const string MachinePrefix = BootFileNames.GrubDirectory + "machine/";
    private const string Arm64Prefix = "arm64/";
    private const string MachineSuffix = ".cfg";

    /// <summary>
    /// Boot loaders of an ESP in the order in which they are tried. Only ESPs have them. A system's own loader comes before \EFI\BOOT, which may
    /// be a left-over; Linux comes before Windows, as its GRUB offers both. FAT does not tell capitals from small letters.
    /// </summary>
    private const string OwnDiskScript = """
        set timeout=0
        set cpu=x64
        if [ "$grub_cpu" = "arm64" ]; then
          set cpu=aa64
        fi
        for name in debian/shim$cpu.efi debian/grub$cpu.efi ubuntu/shim$cpu.efi ubuntu/grub$cpu.efi fedora/shim$cpu.efi redhat/shim$cpu.efi centos/shim$cpu.efi rocky/shim$cpu.efi almalinux/shim$cpu.efi opensuse/shim.efi sles/shim.efi opensuse/grub$cpu.efi systemd/systemd-boot$cpu.efi Microsoft/Boot/bootmgfw.efi BOOT/boot$cpu.efi; do
          for part in (*,gpt*) (*,msdos*); do
            if [ -f $part/EFI/$name ]; then
              echo "Monitas: nothing to do, starting /EFI/$name of the own disk"
              set root=$part
              if chainloader /EFI/$name; then
                boot
              fi
            fi
          done
        done
        echo "Monitas: nothing to do, and no system on the own disk"
        sleep 5
        exit

        """;

    /// <summary>
    /// The file that GRUB reads first, by TFTP: it leads to the machine's own. GRUB knows its card's MAC itself, whatever address it has.
    /// Without an answer, as when the server starts anew just then, it asks again, and then lets the PC start over.
    /// </summary>
    /// <param name="canUseHttp">
    /// Whether our HTTP port is the one that GRUB knows, 80. With Secure Boot off the signed GRUB may load its module for HTTP, by which it
    /// need not wait a round trip for each kilobyte; the paths are the same as by TFTP. Where it may not, or the module does not fit it, it stays with TFTP.
    /// So does GRUB on arm64, for which there is no such module here: GRUB takes `insmod` of a module that is missing for done (seen), and would lose ten seconds.
    /// </param>
    public static string Introduction(bool canUseHttp) =>
        $$"""
        set timeout=0
        set fallback=$root
        if [ "{{(canUseHttp ? "http" : "tftp")}}" = "http" -a "$grub_cpu" != "arm64" -a "$lockdown" != "y" ]; then
          if insmod http; then
            set root=http,$net_default_server
          fi
        fi
        if [ "$grub_cpu" = "arm64" ]; then
          set cpu={{Arm64Prefix}}
        fi
        for try in 1 2 3; do
          source ($fallback)/{{MachinePrefix}}$cpu$net_default_mac{{MachineSuffix}}
          echo "Monitas: the server did not answer; trying again in 5 seconds"
          sleep 5
        done
        reboot

        """;

    /// <summary>Loads kernel and initramfs from where GRUB was started and starts them.</summary>
    /// <param name="machineName">For the screen.</param>
    /// <param name="kernel">The kernel's path.</param>
    /// <param name="initrd">The initramfs's path.</param>
    /// <param name="commandLine">As <see cref="KernelCommandLine"/> makes it.</param>
    public static string BootImage(string machineName, string kernel, string initrd, string commandLine) =>
        $"""
        set timeout=0
        set gfxpayload=keep
        echo "Monitas: starting the boot image for {ScreenText.Printable(machineName)}"
        for try in 1 2 3; do
          if linux {kernel} {Quoted(commandLine)}; then
            echo "Monitas: loading the boot image"
            if initrd {initrd}; then
              boot
            fi
          fi
          echo "Monitas: the boot image could not be loaded; trying again in 10 seconds"
          sleep 10
          if [ -n "$fallback" ]; then
            set root=$fallback
          fi
        done
        reboot

        """;

    /// <summary>Starts the system on the machine's own disk.</summary>
    public static string OwnDisk() => OwnDiskScript;

    /// <summary>Reads which machine asks from the name of a settings file: "grub/machine/52:54:00:aa:bb:01.cfg", "grub/machine/arm64/52:54:00:aa:bb:01.cfg".</summary>
    /// <param name="fileName">The name without a leading slash.</param>
    /// <param name="mac">The machine's card.</param>
    /// <param name="architecture">Its processor, as its GRUB knows it.</param>
    public static bool TryReadName(string fileName, out MacAddress mac, out ImageArchitecture architecture)
    {
        (mac, architecture) = (default, ImageArchitecture.Amd64);
        if (!fileName.StartsWith(MachinePrefix, StringComparison.Ordinal) || !fileName.EndsWith(MachineSuffix, StringComparison.Ordinal))
        {
            return false;
        }

        ReadOnlySpan<char> name = fileName.AsSpan(MachinePrefix.Length, fileName.Length - MachinePrefix.Length - MachineSuffix.Length);
        if (name.StartsWith(Arm64Prefix, StringComparison.Ordinal))
        {
            name = name[Arm64Prefix.Length..];
            architecture = ImageArchitecture.Arm64;
        }

        return MacAddress.TryParse(name, out mac);
    }

    /// <summary>Each argument in single quotes: nothing in them means anything to GRUB then. An argument with such a quote is left out, as no kernel argument has one.</summary>
    private static string Quoted(string commandLine) =>
        string.Join(' ', commandLine.Split(' ', StringSplitOptions.RemoveEmptyEntries).Where(word => !word.Contains('\'', StringComparison.Ordinal)).Select(word => $"'{word}'"));
}
