using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using Monitas.Contracts.Messages;
using Monitas.Contracts.Plans;

namespace Monitas.Agent.Screen;

/// <summary>
/// Draws the boot image's screen as text with ECMA-48 colours. Pure; plain ASCII only, since the console font of a kernel
/// without user space set-up has no more.
/// </summary>
internal static class ScreenText
{
    private const string Reset = "\e[0m";
    private const string Title = "\e[1;37;44m";
    private const string Bold = "\e[1m";
    private const string Good = "\e[1;32m";
    private const string Bad = "\e[1;31m";
    private const string Warn = "\e[33m";
    private const int WrappedLines = 4;

    /// <summary>Draws <paramref name="state"/> for a screen of the given size in characters.</summary>
    public static string Render(ScreenState state, DateTimeOffset now, int columns, int rows)
    {
        List<string> lines = state.Pairing is { } pairing ? Pairing(state, pairing, columns, rows) : Work(state, now, columns, rows);
        // Each line is cleared before it is written: after a full line, clearing would take its last character.
        StringBuilder text = new("\e[?25l\e[H\e[K");
        text.AppendJoin("\r\n\e[K", lines[..^1]).Append("\r\n\e[J").Append(lines[^1]);
        return text.ToString();
    }

    /// <summary>What an unknown PC shows: the code large, what to do with it, and by what the PC can be told from its neighbours.</summary>
    private static List<string> Pairing(ScreenState state, PairingScreen pairing, int columns, int rows)
    {
        List<string> lines =
        [
            Title + Fit(" Monitas  unknown PC", columns) + Reset,
            "",
            .. Wrap($"The server {pairing.Server} does not know this PC. Its pairing code is:", columns),
            "",
            .. BigLetters.Draw(pairing.Code).Select(row => Bold + Fit(Centred(row, columns), columns) + Reset),
            "",
            Bold + Fit(Centred(string.Join(' ', pairing.Code.ToCharArray()), columns), columns) + Reset,
            "",
            .. Wrap(pairing.Advice, columns),
            .. Wrap("Nothing on this PC's disks is changed before that. To start its own system instead, switch it off and on without network boot.", columns),
            "",
            .. pairing.Self.Select(line => Fit("  " + line, columns)),
            .. state.Trouble ? Wrap(state.Connection, columns).Select(l => Bad + l + Reset) : [],
        ];
        return lines.Count < rows ? lines : [.. lines.Take(rows - 1)];
    }

    private static List<string> Work(ScreenState state, DateTimeOffset now, int columns, int rows)
    {
        List<string> lines =
        [
            Title + Fit($" Monitas  {Name(state)}", columns) + Reset,
            "",
            .. Wrap(state.Connection, columns).Select(l => (state.Trouble ? Bad : "") + l + Reset),
            Bold + Fit("  " + (state.Job.Length > 0 ? state.Job : "No job yet"), columns) + Reset,
            Fit("  " + Step(state), columns),
            Fit("  " + Detail(state), columns),
            "  " + Bar(state.Progress, columns - 12),
            Fit("  " + Figures(state, now), columns),
            "",
            .. Wrap(state.Result, columns).Select(l => (state.Failed ? Bad : Good) + l + Reset),
            new string('-', columns),
        ];
        int room = Math.Max(0, rows - lines.Count - 1);
        lines.AddRange(state.Lines.TakeLast(room).SelectMany(line => Logged(line, columns)).TakeLast(room));
        return lines;
    }

    private static IEnumerable<string> Logged(ScreenLine line, int columns)
    {
        string time = $"  {line.Time:HH:mm:ss}  ";
        return Break(line.Text, columns - time.Length)
            .Select((row, number) => (line.Warning ? Warn : "") + Fit((number == 0 ? time : new string(' ', time.Length)) + row, columns) + Reset);
    }

    /// <summary>The bar: filled in proportion, with the percentage; an empty string when the total is not known.</summary>
    public static string Bar(JobProgress? progress, int width)
    {
        if (progress is not { TotalBytes: > 0 })
        {
            return "";
        }
        double share = Math.Clamp((double)progress.DoneBytes / progress.TotalBytes, 0, 1);
        int filled = (int)(share * width);
        return $"[{new string('#', filled)}{new string('.', width - filled)}] {(int)(share * 100),3} %";
    }

    /// <summary>Bytes, files, rate and remaining time in one line.</summary>
    public static string Figures(ScreenState state, DateTimeOffset now)
    {
        if (state.Progress is not { DoneBytes: > 0 } progress)
        {
            return "";
        }
        double seconds = Math.Max(0.001, (now - state.PhaseBegan).TotalSeconds);
        double rate = progress.DoneBytes / seconds;
        List<string> parts = [progress.TotalBytes > 0 ? $"{SizeText.Of(progress.DoneBytes)} of {SizeText.Of(progress.TotalBytes)}" : SizeText.Of(progress.DoneBytes)];
        if (progress.DoneFiles > 0)
        {
            parts.Add(progress.TotalFiles > 0 ? $"{progress.DoneFiles} of {CountText.Of(progress.TotalFiles, "file")}" : CountText.Of(progress.DoneFiles, "file"));
        }
        parts.Add($"{SizeText.Of((long)rate)}/s");
        if (progress.TotalBytes > progress.DoneBytes && seconds >= 2)
        {
            parts.Add($"about {Duration(TimeSpan.FromSeconds((progress.TotalBytes - progress.DoneBytes) / rate))} left");
        }
        return string.Join(", ", parts);
    }

    /// <summary>A time span for people: 1 h 05 min, 3 min 20 s, 12 s.</summary>
    public static string Duration(TimeSpan span) => span switch
    {
        { TotalHours: >= 1 } => $"{(int)span.TotalHours} h {span.Minutes:00} min",
        { TotalMinutes: >= 1 } => $"{span.Minutes} min {span.Seconds:00} s",
        _ => $"{Math.Max(1, (int)span.TotalSeconds)} s",
    };

    private static string Name(ScreenState state) => state.MachineName.Length > 0 ? $"machine {state.MachineName}" : "boot image";

    private static string Step(ScreenState state) =>
        state.Step.Length > 0 ? state.Step : state.Progress?.Phase.ToString() ?? "";

    private static string Detail(ScreenState state) =>
        state.Progress is { } progress && progress.Text != state.Step ? progress.Text : "";

    /// <summary>A sentence on two to four lines, broken between words; what does not fit ends in dots.</summary>
    private static List<string> Wrap(string text, int columns)
    {
        List<string> lines = [.. Break(text, columns - 4).Select(line => Fit("  " + line, columns))];
        return lines.Count > 1 ? lines : [.. lines, Fit("", columns)];
    }

    /// <summary>A sentence on up to four lines, broken between words; the last line takes the rest.</summary>
    private static List<string> Break(string text, int width)
    {
        List<string> lines = [""];
        foreach (string word in text.Split(' '))
        {
            if (lines.Count < WrappedLines && lines[^1].Length > 0 && lines[^1].Length + 1 + word.Length > width)
            {
                lines.Add("");
            }
            lines[^1] += (lines[^1].Length == 0 ? "" : " ") + word;
        }
        return lines;
    }

    private static string Centred(string text, int columns) => text.PadLeft(Math.Max(text.Length, (columns + text.Length) / 2));

    private static string Fit(string text, int columns)
    {
        string plain = new([.. text.Select(c => c is >= ' ' and < (char)127 ? c : '?')]);
        return plain.Length > columns ? plain[..(columns - 3)] + "..." : plain.PadRight(columns);
    }
}
