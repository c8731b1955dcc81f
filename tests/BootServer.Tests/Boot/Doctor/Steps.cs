using System;
using System.Collections.Generic;
using Monitas.BootServer.Boot.Doctor;

namespace Monitas.BootServer.Tests.Boot.Doctor;

/// <summary>Writes starts down in a few letters, such as "D7 2 R 0.1 T:snponly.efi": steps, and pauses in seconds between them.</summary>
internal static class Steps
{
    public const string Mac = "52:54:00:aa:bb:01";

    public static readonly DateTimeOffset Start = new(2026, 5, 1, 10, 0, 0, TimeSpan.Zero);

    /// <summary>
    /// A number is a pause. D7: DISCOVER of architecture 7 that got an offer; d7: one that got none; i: iPXE's, answered with a script's URL;
    /// D7@30: asking for 30 s; D7/10.1.0.1: by that relay. R: REQUEST. B: port 4011. T:, H:, S:, P:, F: done by TFTP, done by HTTP, size only, begun, file not there.
    /// N: no answer at all to ours; M: answered and then silent before the first block; X: silent in the middle; A: aborted.
    /// G: script. L: own disk. W: waits. O: hello.
    /// </summary>
    public static IReadOnlyList<BootStep> Of(string text)
    {
        List<BootStep> steps = [];
        DateTimeOffset now = Start;
        foreach (string word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (double.TryParse(word, System.Globalization.CultureInfo.InvariantCulture, out double seconds))
            {
                now += TimeSpan.FromSeconds(seconds);
                continue;
            }

            steps.Add(Step(word, now));
        }

        return steps;
    }

    private static BootStep Step(string word, DateTimeOffset now)
    {
        string file = word.Length > 2 && word[1] == ':' ? word[2..] : "";
        BootStep step = new() { Time = now, Kind = BootStepKind.TransferFailed, Mac = Mac, Address = "10.0.0.50", Protocol = "TFTP", File = file, FileBytes = 1_000_000, BlockBytes = 1468 };
        return word[0] switch
        {
            'D' or 'd' or 'i' => Ask(word, now),
            'R' => new BootStep { Time = now, Kind = BootStepKind.Request, Mac = Mac, Address = "10.0.0.50", ChosenServer = "10.0.0.254" },
            'B' => new BootStep { Time = now, Kind = BootStepKind.BootServer, Mac = Mac, Answered = true, File = "snponly.efi" },
            'T' => step with { Kind = BootStepKind.TransferDone, Bytes = 160_000, DurationMs = 200 },
            'H' => step with { Kind = BootStepKind.TransferDone, Protocol = "HTTP", Bytes = 1_000_000, DurationMs = 700 },
            'S' => step with { Kind = BootStepKind.SizeRead },
            'P' => step with { Kind = BootStepKind.TransferBegun },
            'F' => step with { Failure = TransferFailure.NotFound },
            'N' => step with { Failure = TransferFailure.Silence },
            'M' => step with { Failure = TransferFailure.Silence, ClientAnswered = true },
            'X' => step with { Failure = TransferFailure.Silence, ClientAnswered = true, Bytes = 600_000 },
            'A' => step with { Failure = TransferFailure.Aborted, Bytes = 10_000, Protocol = "HTTP" },
            'G' => new BootStep { Time = now, Kind = BootStepKind.Script, Mac = Mac },
            'L' => new BootStep { Time = now, Kind = BootStepKind.LocalDisk, Mac = Mac },
            'W' => new BootStep { Time = now, Kind = BootStepKind.Waiting, Mac = Mac },
            'O' => new BootStep { Time = now, Kind = BootStepKind.Hello, Mac = Mac },
            _ => throw new ArgumentException(word, nameof(word)),
        };
    }

    private static BootStep Ask(string word, DateTimeOffset now)
    {
        string relay = word.Contains('/', StringComparison.Ordinal) ? word[(word.IndexOf('/', StringComparison.Ordinal) + 1)..] : "";
        string asking = word.Contains('@', StringComparison.Ordinal) ? word[(word.IndexOf('@', StringComparison.Ordinal) + 1)..].Split('/')[0] : "0";
        string architecture = word[1..].Split('/', '@')[0];
        bool ipxe = word[0] == 'i';
        return new BootStep
        {
            Time = now,
            Kind = BootStepKind.Discover,
            Mac = Mac,
            Client = ipxe ? "iPXE on UEFI" : "firmware",
            Architecture = architecture.Length > 0 ? int.Parse(architecture, null) : 7,
            IsUnserved = architecture is "6" or "10" or "11",
            IsIpxe = ipxe,
            AskingSeconds = int.Parse(asking, null),
            Relay = relay,
            Answered = word[0] != 'd',
            File = word[0] == 'd' ? "" : ipxe ? "http://10.0.0.1/boot/ipxe?mac=x" : "snponly.efi",
            Note = word[0] == 'd' ? "unknown machines are ignored" : "",
        };
    }
}
