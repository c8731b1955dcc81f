using System;
using System.IO;
using System.Text.Json;
using System.Threading.Tasks;
using Xunit;

namespace Monitas.Integration.Tests;

/// <summary>Each trouble gives one clear sentence and the right exit code; never a stack trace.</summary>
public sealed class ErrorsAPersonMeetsTests
{
    private const int Failed = 1;
    private const int BadUsage = 2;
    private const int Refused = 4;
    private const int Unreachable = 5;
    private const int TerminatedBeforeItCouldHear = 128 + 15;

    [Fact]
    public async Task Status_WithoutADaemon_SaysSoAndExitsFive()
    {
        await using TestNetwork network = await TestNetwork.CreateAsync();

        ProcessResult result = await network.RunAsync(network.ServerArguments("off"), "status");

        AssertOneSentence(result, Unreachable, "monitas.sock");
    }

    [Fact]
    public async Task Daemon_WhenAnotherProgramHoldsPort67_NamesPortAndProgram()
    {
        await using TestNetwork network = await TestNetwork.CreateAsync();
        await File.WriteAllBytesAsync(Path.Combine(network.Folder, "vmlinuz"), [0], TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(Path.Combine(network.Folder, "initrd.img"), [0], TestContext.Current.CancellationToken);
        network.StartOther("dnsmasq", "--no-daemon", "--port=0", "--interface=lan", "--dhcp-range=10.98.0.50,10.98.0.60",
            $"--dhcp-leasefile={network.Folder}/leases", "--user=root");
        await Task.Delay(TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken);

        ProcessResult result = await network.RunAsync(network.ServerArguments("full"), "-d", "--set", "netboot:range-start=10.98.0.100", "--set", "netboot:range-end=10.98.0.110");

        AssertOneSentence(result, Failed, "67");
        Assert.Contains("dnsmasq", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Daemon_WithWrongSettings_ListsAllOfThemWithTheirLines()
    {
        await using TestNetwork network = await TestNetwork.CreateAsync();
        string[] server = network.ServerArguments("off");
        await File.AppendAllTextAsync(server[^1], "\nrange-strat = 1.2.3.4\nhttp-port = many\n", TestContext.Current.CancellationToken);

        ProcessResult result = await network.RunAsync(server, "-d");

        Assert.Equal(Failed, result.ExitCode);
        Assert.Contains("range-strat", result.Error, StringComparison.Ordinal);
        Assert.Contains("http-port", result.Error, StringComparison.Ordinal);
        Assert.Contains("server.conf:", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0.2)]
    [InlineData(0.5)]
    [InlineData(0.8)]
    [InlineData(1.2)]
    [InlineData(5)]
    public async Task Daemon_ToldToStopWhileItStarts_EndsCleanly(double seconds)
    {
        await using TestNetwork network = await TestNetwork.CreateAsync();

        ProcessResult result = await network.RunAndStopAsync(TimeSpan.FromSeconds(seconds), network.ServerArguments("off"), "-d");

        Assert.Equal("", result.Error);
        Assert.Contains(result.ExitCode, new[] { 0, TerminatedBeforeItCouldHear });
    }

    [Fact]
    public async Task Enroll_WithTheServerOff_ExitsFive()
    {
        await using TestNetwork network = await TestNetwork.CreateAsync();

        ProcessResult result = await network.RunAsync(network.AgentArguments(), "enroll", "https://10.98.0.1:8443", "--token", $"mt1.s.{new string('a', 64)}");

        AssertOneSentence(result, Unreachable, "10.98.0.1:8443");
    }

    [Fact]
    public async Task Enroll_WithHalfAToken_ExitsTwo()
    {
        await using TestNetwork network = await TestNetwork.CreateAsync();

        ProcessResult result = await network.RunAsync(network.AgentArguments(), "enroll", "https://10.98.0.1:8443", "--token", "mt1.s.aaaa");

        AssertOneSentence(result, BadUsage, "whole token");
    }

    [Fact]
    public async Task OneEnrolment_FromTokenToConnectedMachine_AndItsTroubles()
    {
        await using TestNetwork network = await TestNetwork.CreateAsync();
        string[] server = network.ServerArguments("off");
        string[] agent = network.AgentArguments();
        network.StartDaemon(server);
        await TestNetwork.UntilAsync(() => network.RunAsync(server, "status"), r => r.ExitCode == 0);

        using JsonDocument made = JsonDocument.Parse((await network.RunAsync(server, "machine", "token", "desk", "--json")).Output);
        string token = made.RootElement.GetProperty("token").GetString()!;
        string[] parts = token.Split('.');

        ProcessResult wrongSecret = await network.RunAsync(agent, "enroll", "https://10.98.0.1:8443", "--token", $"mt1.wrong.{parts[2]}");
        AssertOneSentence(wrongSecret, Refused, "token");

        ProcessResult otherServer = await network.RunAsync(agent, "enroll", "https://10.98.0.1:8443", "--token", $"mt1.{parts[1]}.{new string('0', 64)}");
        AssertOneSentence(otherServer, Refused, "fingerprint");

        ProcessResult enrolled = await network.RunAsync(agent, "enroll", "https://10.98.0.1:8443", "--token", token);
        Assert.True(enrolled.ExitCode == 0, enrolled.ToString());

        ProcessResult again = await network.RunAsync(agent, "enroll", "https://10.98.0.1:8443", "--token", token);
        AssertOneSentence(again, Refused, "token");

        network.StartDaemon(agent);
        await TestNetwork.UntilAsync(() => network.RunAsync(agent, "status"), r => r.ExitCode == 0);
        ProcessResult shown = await network.RunAsync(server, "machine", "show", "desk");
        Assert.Equal(0, shown.ExitCode);

        ProcessResult noArchive = await network.RunAsync(server, "rebuild", "desk", "--yes");
        Assert.NotEqual(0, noArchive.ExitCode);
        Assert.Contains("archive", noArchive.Error, StringComparison.Ordinal);

        ProcessResult noMachine = await network.RunAsync(server, "backup", "nobody");
        Assert.NotEqual(0, noMachine.ExitCode);
        Assert.Contains("nobody", noMachine.Error, StringComparison.Ordinal);
    }

    private static void AssertOneSentence(ProcessResult result, int exitCode, string says)
    {
        Assert.True(exitCode == result.ExitCode, result.ToString());
        Assert.Contains(says, result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", result.Error, StringComparison.Ordinal);
    }
}
