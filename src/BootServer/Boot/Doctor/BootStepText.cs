using System.Globalization;
using Monitas.Contracts.Plans;

namespace Monitas.BootServer.Boot.Doctor;

/// <summary>Tells a step in plain words; the machine is the subject of each sentence. Pure.</summary>
internal static class BootStepText
{
    /// <summary>The step, without a full stop.</summary>
    public static string Of(BootStep step) => step.Kind switch
    {
        BootStepKind.Discover => Asked(step),
        BootStepKind.Request => Took(step),
        BootStepKind.BootServer => step.Answered ? $"asked our boot server (port 4011) and was told to load {Named(step)}" : $"asked our boot server (port 4011) and got no answer: {step.Note}",
        BootStepKind.TransferBegun => $"began to load {step.File} ({SizeText.Of(step.FileBytes)}) by {step.Protocol}",
        BootStepKind.TransferDone => $"took {step.File} ({SizeText.Of(step.Bytes)} in {Seconds(step.DurationMs)}) by {step.Protocol}",
        BootStepKind.SizeRead => $"asked for the size of {step.File} by TFTP",
        BootStepKind.TransferFailed => Failed(step),
        BootStepKind.Script => "got the script that loads the boot image",
        BootStepKind.LocalDisk => "was told to start its own disk",
        BootStepKind.Waiting => $"shows a pairing code and waits for the sysadmin{Because(step.Note)}",
        _ => $"has started the boot image, and its agent has spoken{Because(step.Note)}",
    };

    /// <summary>"0.2 s", "14 s", "2 min 05 s".</summary>
    public static string Seconds(long milliseconds) => milliseconds switch
    {
        < 10_000 => string.Create(CultureInfo.InvariantCulture, $"{milliseconds / 1000.0:0.0} s"),
        < 120_000 => string.Create(CultureInfo.InvariantCulture, $"{milliseconds / 1000} s"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{milliseconds / 60_000} min {milliseconds / 1000 % 60:00} s"),
    };

    private static string Asked(BootStep step)
    {
        string late = step.AskingSeconds > 0 ? $", for {step.AskingSeconds} s already" : "";
        string relay = step.Relay.Length > 0 ? $", through the relay {step.Relay}" : "";
        string answer = !step.Answered ? $"got no answer: {step.Note.TrimEnd('.')}" : step.File.Length > 0 ? $"was offered {step.File}{Because(step.Note)}" : $"was answered{Because(step.Note)}";
        return $"asked for a boot file as {Who(step)}{late}{relay}, and {answer}";
    }

    private static string Took(BootStep step)
    {
        string address = step.Address.Length > 0 ? $"took the address {step.Address}" : "took an address";
        return step.ChosenServer.Length > 0 ? $"{address} of the DHCP server {step.ChosenServer}" : address;
    }

    private static string Failed(BootStep step) => step.Failure switch
    {
        TransferFailure.NotFound => $"asked for {step.File} by {step.Protocol}, which is not there",
        TransferFailure.Silence => $"fell silent after {SizeText.Of(step.Bytes)} of {step.File} ({SizeText.Of(step.FileBytes)}, blocks of {step.BlockBytes} bytes) by {step.Protocol}",
        TransferFailure.Aborted => $"broke off loading {step.File} by {step.Protocol} after {SizeText.Of(step.Bytes)}{Because(step.Note)}",
        _ => $"asked for {step.File} by {step.Protocol} and was refused{Because(step.Note)}",
    };

    private static string Who(BootStep step) => step.Architecture switch
    {
        null => "an unknown client",
        0 when !step.IsIpxe => "BIOS",
        7 or 9 when !step.IsIpxe => "UEFI x64",
        16 when !step.IsIpxe => "UEFI x64 HTTP Boot",
        0 or 7 or 9 or 16 => step.Client,
        6 => "32-bit UEFI",
        10 => "32-bit ARM UEFI",
        11 => "64-bit ARM UEFI",
        19 => "64-bit ARM UEFI HTTP Boot",
        { } other => $"architecture {other}",
    };

    private static string Named(BootStep step) => step.File.Length > 0 ? step.File : "its own disk";

    private static string Because(string note) => note.Length > 0 ? $" ({note})" : "";
}
