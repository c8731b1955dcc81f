using System;
using System.Collections.Generic;
using System.Linq;

namespace Monitas.BootServer.Boot.Doctor;

/// <summary>What it means when a loader was sent and nothing came after it. Pure.</summary>
internal static class LoaderRules
{
    /// <summary>The last file of the boot image: its initramfs, or the disk image that holds all of it.</summary>
    public static bool IsImage(string file) => Last(file) is BootFileNames.Initrd or "initrd.img" or BootFileNames.ImageDisk or BootFileNames.ImageDiskArm64;

    /// <summary>A program that firmware starts.</summary>
    public static bool IsLoader(string file) =>
        file != BootFileNames.LocalDisk && (file.EndsWith(".efi", StringComparison.OrdinalIgnoreCase) || file == BootFileNames.Lpxelinux || file.EndsWith(".kpxe", StringComparison.Ordinal));

    /// <summary>The firmware has refused it.</summary>
    public static BootVerdict Refused(string file) => BootVerdict.Trouble(
        BootCause.LoaderRefused,
        $"The machine loaded {file} and its firmware did not start it: Secure Boot is on, and {file} bears no signature that it trusts.",
        "Back the machine up once while it is healthy, so that the server knows of its Secure Boot and chooses a signed chain; or switch Secure Boot off in its firmware. monitas-server boot doctor says which signed chains work on this LAN.");

    /// <summary>The verdict; null when no loader was sent.</summary>
    public static BootVerdict? Read(IReadOnlyList<BootStep> steps, BootSurroundings around)
    {
        int last = LastIndex(steps, s => s.Kind == BootStepKind.TransferDone && IsLoader(s.File));
        if (last < 0)
        {
            return null;
        }

        string file = steps[last].File;
        BootStep? next = steps.Skip(last + 1).FirstOrDefault(s => s.Kind == BootStepKind.Discover);
        if (file.StartsWith("grub", StringComparison.OrdinalIgnoreCase))
        {
            return Grub(steps, last);
        }

        if (next is { IsIpxe: true } || steps.Skip(last + 1).Any(s => s.Protocol.Length > 0 && s.Kind != BootStepKind.SizeRead))
        {
            return Silent(file, "it had begun its work here");
        }

        bool uefi = file.EndsWith(".efi", StringComparison.OrdinalIgnoreCase);
        bool cameBack = next is not null || around.NextBoot is { } boot && boot - steps[last].Time < BootDiagnosis.Patience;
        return uefi && (cameBack || !IsSigned(file)) ? Refused(file) : Silent(file, uefi ? "the firmware started it" : "the card's boot ROM started it");
    }

    private static BootVerdict Grub(IReadOnlyList<BootStep> steps, int last) =>
        steps.Skip(last + 1).Any(s => s.File.EndsWith("grub.cfg", StringComparison.Ordinal) && s.Kind == BootStepKind.TransferDone)
            ? Silent(steps[last].File, "it has read its settings")
            : BootVerdict.Trouble(
                BootCause.GrubPrompt,
                "The machine loaded GRUB, and GRUB never asked us for its settings: it asks the server that the address came from (next-server), and stands at its 'grub>' prompt or will soon.",
                "Set next-server (DHCP siaddr) to this server's address in the LAN's DHCP server, or give Monitas a few addresses of its own for such machines; monitas-server boot doctor tells how.");

    private static BootVerdict Silent(string file, string after) => BootVerdict.Trouble(
        BootCause.LoaderSilent,
        $"The machine loaded {file}, {after}, and then nothing more came: the loader hangs, waits at its screen, or its network card driver does not work.",
        "Look at the machine's screen. Update its firmware; if it has several network cards, start it by the one that has the cable.");

    private static string Last(string file) => file[(file.LastIndexOf('/') + 1)..];

    private static bool IsSigned(string file) => file.StartsWith("shim", StringComparison.OrdinalIgnoreCase);

    private static int LastIndex(IReadOnlyList<BootStep> steps, Predicate<BootStep> matches)
    {
        int index = steps.Count - 1;
        while (index >= 0 && !matches(steps[index]))
        {
            index--;
        }

        return index;
    }
}
