using System;
using System.Linq;
using System.Text.RegularExpressions;
using Monitas.Agent.Screen;
using Monitas.Contracts.Ids;
using Monitas.Contracts.Messages;
using Xunit;

namespace Monitas.Agent.Tests.Screen;

public sealed partial class ScreenTextTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    [Fact]
    public void Render_InTheMiddleOfARestore_ShowsNameStepBarAndRemainingTime()
    {
        ScreenState state = new()
        {
            MachineName = "reception",
            Connection = "Connected to the server 10.0.0.1:8443.",
            Job = "Rebuild (job 3)",
            Step = "Step 6 of 9: Restore the files",
            PhaseBegan = Now.AddSeconds(-10),
            Progress = new JobProgress
            {
                Job = new JobId(3),
                Phase = JobPhase.Restore,
                Text = "/usr/bin/ls",
                DoneBytes = 100 << 20,
                TotalBytes = 400 << 20,
                DoneFiles = 10,
                TotalFiles = 40,
            },
        };

        string[] lines = Plain(ScreenText.Render(state, Now, 80, 25));

        Assert.Contains("machine reception", lines[0], StringComparison.Ordinal);
        Assert.Contains(lines, l => l.Contains("Rebuild (job 3)", StringComparison.Ordinal));
        Assert.Contains(lines, l => l.Contains("Step 6 of 9: Restore the files", StringComparison.Ordinal));
        Assert.Contains(lines, l => l.Trim() == "/usr/bin/ls");
        Assert.Contains(lines, l => l.Contains("#.", StringComparison.Ordinal) && l.EndsWith(" 25 %", StringComparison.Ordinal));
        Assert.Contains(lines, l => l.Contains("100.0 MiB of 400.0 MiB, 10 of 40 files, 10.0 MiB/s, about 30 s left", StringComparison.Ordinal));
        Assert.All(lines, l => Assert.InRange(l.Length, 0, 80));
        Assert.InRange(lines.Length, 1, 25);
    }

    [Fact]
    public void Render_WithMoreLinesThanFit_ShowsTheLast()
    {
        ScreenState state = new() { Lines = [.. Enumerable.Range(0, 100).Select(i => new ScreenLine(Now, $"line {i}", false))] };

        string[] lines = Plain(ScreenText.Render(state, Now, 80, 25));

        Assert.InRange(lines.Length, 1, 25);
        Assert.Contains("line 99", lines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void Render_LongTrouble_ShowsAllOfIt()
    {
        string trouble = "The server https://10.0.0.1:8443 cannot be reached (Connection refused). Is it on, and is the address right? Restarting in 60 s.";

        string[] lines = Plain(ScreenText.Render(new ScreenState { Connection = trouble, Trouble = true }, Now, 80, 25));

        Assert.Contains(trouble, string.Join(' ', lines.Select(l => l.Trim())), StringComparison.Ordinal);
    }

    [Fact]
    public void Render_NameWithControlCharacters_CannotDriveTheTerminal()
    {
        string text = ScreenText.Render(new ScreenState { MachineName = "a\e[2Jb" }, Now, 80, 25);

        Assert.DoesNotContain("\e[2J", text, StringComparison.Ordinal);
    }

    private static string[] Plain(string text) => [.. Colours().Replace(text, "").Split("\r\n").Select(l => l.TrimEnd())];

    [GeneratedRegex("\e\\[[0-9;?]*[A-Za-z]")]
    private static partial Regex Colours();
}
