using System;
using System.Collections.Generic;
using System.Linq;

namespace Monitas.BootServer.Boot.Doctor;

/// <summary>
/// Reads one start's steps and says what they mean: (steps, surroundings) -> verdict. Pure. The first rule that fits wins; they stand in
/// the order in which a start goes, the end first. Each rule comes from a recorded start that went that way.
/// </summary>
internal static class BootDiagnosis
{
    /// <summary>So long may a machine be silent before its silence means something.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>From the last byte of the boot image to the agent's first word: unpacking, devices, spanning tree.</summary>
    private static readonly TimeSpan ImagePatience = TimeSpan.FromMinutes(4);

    /// <summary>A firmware that refuses a loader takes its next boot entry within this time; a restart takes longer.</summary>
    private static readonly TimeSpan RefusalTime = TimeSpan.FromSeconds(10);

    private const int LoopRounds = 3;

    /// <summary>Judges one start.</summary>
    /// <param name="steps">As <see cref="BootStories"/> cut them; at least one.</param>
    /// <param name="around">What else is known.</param>
    public static BootVerdict Read(IReadOnlyList<BootStep> steps, BootSurroundings around) =>
        Ended(steps, around)
        ?? Circled(steps)
        ?? Unasked(steps)
        ?? Unanswered(steps)
        ?? TransferDiagnosis.Read(steps)
        ?? AfterTheImage(steps, around)
        ?? StillBusy(steps, around)
        ?? AfterTheLoader(steps, around)
        ?? AfterTheOffer(steps, around);

    private static BootVerdict? Ended(IReadOnlyList<BootStep> steps, BootSurroundings around)
    {
        if (steps.Any(s => s.Kind == BootStepKind.Hello))
        {
            return BootVerdict.Fine(BootCause.BootImage, "The boot image runs, and its agent has spoken.");
        }

        if (steps.Any(s => s.Kind == BootStepKind.Waiting))
        {
            return BootVerdict.Fine(BootCause.WaitsForApproval, "The machine is unknown, shows a pairing code and waits. Approve it with: monitas-server machine pair CODE NAME");
        }

        if (steps.LastOrDefault(s => s.Kind == BootStepKind.LocalDisk) is not { } local)
        {
            return null;
        }

        bool byLoader = steps.Any(s => s.Kind == BootStepKind.TransferDone && s.File == BootFileNames.LocalDisk);
        return byLoader && around.NextBoot is { } next && next - local.Time < RefusalTime
            ? LoaderRules.Refused(BootFileNames.LocalDisk)
            : BootVerdict.Fine(BootCause.OwnDisk, "The machine had nothing to do here and was told to start its own disk." + AnotherCard(steps, around));
    }

    private static string AnotherCard(IReadOnlyList<BootStep> steps, BootSurroundings around) => around.Resembles.Length == 0 ? ""
        : $" It is unknown and has the SMBIOS UUID of {around.Resembles}: if it is {around.Resembles} with another network card, type: monitas-server machine add-card {around.Resembles} {steps[^1].Mac}";

    private static BootVerdict? Circled(IReadOnlyList<BootStep> steps)
    {
        string? loader = steps
            .Where(s => s.Kind == BootStepKind.TransferDone && LoaderRules.IsLoader(s.File))
            .GroupBy(s => s.File)
            .FirstOrDefault(g => g.Count() >= LoopRounds)?.Key;
        return loader is null || steps.Any(s => s.Kind == BootStepKind.Script) ? null : BootVerdict.Trouble(
            BootCause.Loop,
            $"The machine loads {loader} again and again: its second stage is sent to the first one.",
            "The LAN's DHCP server (or another boot server) names a loader for every client. Let it name no boot file at all, or only for clients whose option 77 is not 'iPXE'.");
    }

    private static BootVerdict? Unasked(IReadOnlyList<BootStep> steps)
    {
        bool asked = steps.Any(s => s.Kind is BootStepKind.Discover or BootStepKind.BootServer);
        return asked || !steps.Any(s => s.Protocol.Length > 0) ? null : BootVerdict.Trouble(
            BootCause.RelayWithoutUs,
            $"The machine at {steps[0].Key} fetches files here, but its DHCP question never reached this server: it is in another subnet whose relay does not know us, or its DHCP server names us as boot server.",
            "Add this server's address to the DHCP relay (ip helper-address) of that subnet, or set [netboot] mode = external if the other DHCP server shall name the boot files.");
    }

    private static BootVerdict? Unanswered(IReadOnlyList<BootStep> steps)
    {
        BootStep[] asked = [.. steps.Where(s => s.Kind == BootStepKind.Discover)];
        if (asked.Length > 0 && asked[^1].IsUnserved)
        {
            return BootVerdict.Trouble(BootCause.WrongArchitecture, $"There is no boot image for this machine ({BootStepText.Of(asked[^1])}).", asked[^1].Architecture switch
            {
                6 => "Its firmware is 32-bit UEFI: switch it to legacy BIOS if it can.",
                11 or 19 => "Take a boot image for arm64 in with monitas-server boot image import, or leave network boot off on this one.",
                _ => "Monitas has boot images for 64-bit x86 and 64-bit ARM only; leave network boot off on this one.",
            });
        }

        return asked.Length == 0 || asked.Any(s => s.Answered)
            ? null
            : BootVerdict.Fine(BootCause.NotServed, $"The machine was not answered: {asked[^1].Note.TrimEnd('.')}.");
    }

    private static BootVerdict? AfterTheImage(IReadOnlyList<BootStep> steps, BootSurroundings around)
    {
        if (steps.LastOrDefault(s => s.Kind == BootStepKind.TransferDone && LoaderRules.IsImage(s.File)) is not { } image)
        {
            return null;
        }

        return around.Now - image.Time < ImagePatience && around.NextBoot is null
            ? BootVerdict.Running("The machine has loaded kernel and boot image; the agent will speak next.")
            : BootVerdict.Trouble(
                BootCause.BootImageSilent,
                "Kernel and boot image were loaded, and the agent never spoke: the kernel stopped, no network card works in the boot image, or the server's HTTPS port cannot be reached.",
                "Look at the machine's screen: the boot image says what it waits for. Let TCP port 8443 (or [server] https-port) through the firewall; for odd hardware try kernel-arguments = nomodeset in [netboot].");
    }

    private static BootVerdict? StillBusy(IReadOnlyList<BootStep> steps, BootSurroundings around)
    {
        if (around.NextBoot is not null)
        {
            return null;
        }

        // A transfer that has begun is told again when it ends, well or not; until then it goes on, however slowly.
        int begun = steps.Count - 1;
        while (begun >= 0 && steps[begun].Kind != BootStepKind.TransferBegun)
        {
            begun--;
        }

        bool loads = begun >= 0
            && around.Now - steps[begun].Time < ServedBootImage.LongestStart
            && !steps.Skip(begun + 1).Any(s => s.File == steps[begun].File && s.Kind is BootStepKind.TransferDone or BootStepKind.TransferFailed or BootStepKind.SizeRead);
        return loads ? BootVerdict.Running($"The machine is loading {steps[begun].File}.")
            : around.Now - steps[^1].Time < Patience ? BootVerdict.Running("The machine is starting now.")
            : null;
    }

    private static BootVerdict? AfterTheLoader(IReadOnlyList<BootStep> steps, BootSurroundings around)
    {
        BootStep? script = steps.LastOrDefault(s => s.Kind == BootStepKind.Script);
        BootStep? ipxe = steps.LastOrDefault(s => s is { Kind: BootStepKind.Discover, IsIpxe: true, Answered: true } && s.File.StartsWith("http", StringComparison.Ordinal));
        bool http = steps.Any(s => s.Protocol == "HTTP");
        bool byTftp = steps.Any(s => s.Kind == BootStepKind.TransferDone && GrubConfigs.TryReadName(s.File.TrimStart('/'), out _, out _));
        if ((script is not null || ipxe is not null) && !http && !byTftp)
        {
            return BootVerdict.Trouble(
                BootCause.HttpBlocked,
                "The machine was told to fetch its files by HTTP, and no request came.",
                "Let TCP port 80 (or [netboot] http-port) through this server's firewall, and check that the machine's subnet has a route to it.");
        }

        return LoaderRules.Read(steps, around);
    }

    private static BootVerdict AfterTheOffer(IReadOnlyList<BootStep> steps, BootSurroundings around) => OfferRules.Read(steps, around);
}
