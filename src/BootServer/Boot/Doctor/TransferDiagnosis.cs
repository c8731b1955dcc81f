using System;
using System.Collections.Generic;
using System.Linq;
using Monitas.Contracts.Plans;

namespace Monitas.BootServer.Boot.Doctor;

/// <summary>What a failed transfer means. Pure. One that was repeated with success means nothing.</summary>
internal static class TransferDiagnosis
{
    /// <summary>Blocks up to this length pass every path that carries IPv4 (RFC 791: 576 bytes, and tunnels carry 1280).</summary>
    private const int SafeBlockBytes = 1200;

    /// <summary>The verdict on the last failure that was not made good; null when there is none.</summary>
    public static BootVerdict? Read(IReadOnlyList<BootStep> steps)
    {
        BootStep? failed = steps.LastOrDefault(s => s.Kind == BootStepKind.TransferFailed && !IsProbe(s.File) && !MadeGood(steps, s));
        return failed?.Failure switch
        {
            null => null,
            TransferFailure.NotFound => BootVerdict.Trouble(
                BootCause.FileMissing,
                $"The machine asked for {failed.File} by {failed.Protocol}, which this server does not have.",
                "If another DHCP server names the boot file, let it name one of ours (see BOOTING.md), or no file at all."),
            TransferFailure.Silence => Silence(failed),
            TransferFailure.Aborted => BootVerdict.Trouble(
                BootCause.TransferBroken,
                $"The machine broke off {failed.File} after {SizeText.Of(failed.Bytes)}{(failed.Note.Length > 0 ? $": {failed.Note}" : "")}.",
                "It was switched off, has too little memory for the file, or its cable or switch port fails: try again, then another cable and port."),
            _ => BootVerdict.Trouble(
                BootCause.TransferBroken,
                $"The machine's request for {failed.File} was refused: {failed.Note}.",
                "Start fewer machines at the same time, or let it try again."),
        };
    }

    private static BootVerdict Silence(BootStep failed) => failed switch
    {
        { ClientAnswered: false } => BootVerdict.Trouble(
            BootCause.TftpAnswersLost,
            $"The machine asked for {failed.File} by TFTP, and nothing came back after our answer: TFTP answers from a fresh port, and a firewall between drops that, or there is no way back.",
            "Let UDP from this server (any port) to the machine and back through every firewall between, or load its TFTP helper (nf_conntrack_tftp)."),
        { Bytes: 0, BlockBytes: > SafeBlockBytes } => BootVerdict.Trouble(
            BootCause.Mtu,
            $"Small packets arrive at the machine and blocks of {failed.BlockBytes} bytes do not: the way to it carries shorter packets than this server's card (VLAN, tunnel, relay).",
            "Set the MTU of this server's network card to what the way carries (ip link set DEV mtu N): the blocks then become shorter by themselves. Or set [netboot] tftp-block-size, such as 1024, and restart monitas-server."),
        _ => BootVerdict.Trouble(
            BootCause.TransferBroken,
            $"The machine fell silent in the middle of {failed.File}, after {SizeText.Of(failed.Bytes)} of {SizeText.Of(failed.FileBytes)}.",
            "It was switched off, or its cable or switch port fails: try again, then another cable and port."),
    };

    private static bool MadeGood(IReadOnlyList<BootStep> steps, BootStep failed) =>
        steps.Any(s => s.Kind == BootStepKind.TransferDone && s.File == failed.File && s.Time >= failed.Time);

    /// <summary>Files that loaders ask for on the chance that they are there.</summary>
    private static bool IsProbe(string file) =>
        file.StartsWith("revocations_", StringComparison.Ordinal)
        || file.StartsWith("shim_certificate", StringComparison.Ordinal)
        || file.StartsWith(BootFileNames.PxelinuxDirectory, StringComparison.Ordinal)
        || file.EndsWith(".lst", StringComparison.Ordinal)
        || file.EndsWith("grub.cfg", StringComparison.Ordinal)
        || file == "favicon.ico";
}
