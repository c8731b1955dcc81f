using System;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using Monitas.Agent.Screen;
using Monitas.Contracts.Machines;
using Xunit;

namespace Monitas.Agent.Tests.Screen;

public sealed partial class PairingScreenTests : IDisposable
{
    private const string Code = "KXRM-TPWH";
    private const string Advice = "On the server, type: monitas-server machine pair KXRM-TPWH NAME";

    private static readonly Uri Server = new("https://10.0.0.1:8443");
    private static readonly MachineFacts Facts = new() { Model = "Dell OptiPlex 7010", SerialNumber = "5XK2", MacAddresses = ["52:54:00:aa:bb:01"] };

    private readonly string _path = Path.GetTempFileName();

    [Fact]
    public void Pairing_OnAStandardScreen_ShowsTheCodeTwiceAndWhatToType()
    {
        StringWriter console = new();
        using ConsoleScreen screen = new(Open(), console, TimeProvider.System);
        screen.Pairing(Code, Facts, Server, Advice);
        screen.Pairing(Code, Facts, Server, Advice);

        string[] lines = Shown();
        Assert.Contains("unknown PC", lines[0], StringComparison.Ordinal);
        Assert.Contains(lines, l => l.Trim() == "K X R M - T P W H");
        Assert.Contains(lines, l => l.Trim() == BigLetters.Draw(Code)[0].Trim());
        Assert.Contains(lines, l => l.Contains(Advice, StringComparison.Ordinal));
        Assert.Contains(lines, l => l.Contains("Nothing on this PC's disks is changed", StringComparison.Ordinal));
        Assert.Contains(lines, l => l.Contains("5XK2", StringComparison.Ordinal));
        Assert.All(lines, l => Assert.InRange(l.Length, 0, 80));
        Assert.InRange(lines.Length, 1, 24);
        Assert.Single(console.ToString().Split('\n'), l => l.Contains("Pairing code: KXRM-TPWH", StringComparison.Ordinal));
    }

    [Fact]
    public void Pairing_WhenTheServerGoesAway_SaysSoBesideTheCode()
    {
        using ConsoleScreen screen = new(Open(), TextWriter.Null, TimeProvider.System);
        screen.Pairing(Code, Facts, Server, Advice);
        screen.Disconnected("The server cannot be reached.");
        Assert.Contains(Shown(), l => l.Contains("cannot be reached", StringComparison.Ordinal));
        Assert.Contains(Shown(), l => l.Trim() == "K X R M - T P W H");
        screen.Pairing(Code, Facts, Server, Advice);
        Assert.DoesNotContain(Shown(), l => l.Contains("cannot be reached", StringComparison.Ordinal));
    }

    [Fact]
    public void Notice_AfterTheApproval_TakesTheCodeAway()
    {
        using ConsoleScreen screen = new(Open(), TextWriter.Null, TimeProvider.System);
        screen.Pairing(Code, Facts, Server, Advice);
        screen.Notice("Approved: this PC is now the machine lab-1.");
        screen.Connected("lab-1", Server);
        string[] lines = Shown();
        Assert.Contains("machine lab-1", lines[0], StringComparison.Ordinal);
        Assert.Contains(lines, l => l.Contains("Approved: this PC is now the machine lab-1.", StringComparison.Ordinal));
        Assert.DoesNotContain(lines, l => l.Contains("K X R M", StringComparison.Ordinal));
    }

    [Fact]
    public void Draw_EveryLetterOfACode_IsFiveRowsOfFive()
    {
        string[] all = [.. "BCDFGHJKLMNPQRSTVWXZ-".Select(c => string.Join('|', BigLetters.Draw(c.ToString())))];
        Assert.Equal(all.Length, all.Distinct().Count());
        Assert.All(all, rows => Assert.All(rows.Split('|'), row => Assert.Equal(BigLetters.Height, row.Length)));
        Assert.DoesNotContain("#####|#####|#####|#####|#####", all);
    }

    private FileStream Open() => new(_path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);

    public void Dispose() => File.Delete(_path);

    /// <summary>What stands on the screen after the last drawing.</summary>
    private string[] Shown()
    {
        using StreamReader reader = new(new FileStream(_path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        string last = reader.ReadToEnd().Split("\e[?25l\e[H")[^1];
        return [.. Colours().Replace(last, "").Split("\r\n").Select(l => l.TrimEnd())];
    }

    [GeneratedRegex("\e\\[[0-9;?]*[A-Za-z]")]
    private static partial Regex Colours();
}
