using System;
using System.Threading.Tasks;
using Monitas.BootServer.Tests.Api;
using Monitas.BootServer.Tests.Jobs;
using Monitas.Catalog.Records;
using Monitas.Contracts.Jobs;
using Monitas.Contracts.Machines;
using Monitas.Contracts.Messages;
using Xunit;

namespace Monitas.BootServer.Tests.Cli;

/// <summary>rebuild M --restart and wipe M --restart, from the command line to the job.</summary>
public sealed class RestartCommandTests : IAsyncLifetime
{
    private ApiHarness _h = null!;

    public async ValueTask InitializeAsync()
    {
        _h = await ApiHarness.StartAsync();
        _h.AddPc();
    }

    public ValueTask DisposeAsync() => _h.DisposeAsync();

    [Theory]
    [InlineData("--restart", RestartWay.Auto)]
    [InlineData("--restart=kexec", RestartWay.Kexec)]
    [InlineData("--restart=firmware", RestartWay.Firmware)]
    public async Task Restart_WithYes_TellsTheRunningMachine(string option, RestartWay way)
    {
        await LiveAsync();
        foreach (string command in new[] { "rebuild", "wipe" })
        {
            CliRun run = await _h.RunAsync(command, "pc", option, "--yes", "--no-wait", "--json");
            Assert.Equal(ExitCode.Done, run.Code);
            JobRecord job = Assert.Single(_h.Catalog.ListOpenJobs());
            Assert.Equal((way, RestartStage.Asked), (job.Parameters.Restart, job.Restart));
            await _h.RunAsync("job", "cancel", job.Id.ToString());
        }
    }

    [Fact]
    public async Task Restart_NobodyToAsk_NeedsYes()
    {
        await LiveAsync();
        CliRun json = await _h.RunAsync("rebuild", "pc", "--restart", "--no-wait", "--json");
        Assert.Equal(ExitCode.BadUsage, json.Code);
        Assert.Contains("add --yes", json.Output, StringComparison.Ordinal);
        Assert.Equal(ExitCode.BadUsage, (await _h.RunAsync("wipe", "pc", "--restart", "--no-wait")).Code);
        Assert.Empty(_h.Catalog.ListJobs());
    }

    [Theory]
    [InlineData("yes\n", true)]
    [InlineData("\n", false)]
    [InlineData("", false)]
    public async Task Restart_AtATerminal_NamesWhoIsLoggedInAndAsks(string typed, bool ordered)
    {
        await LiveAsync("anna", "root");
        CliRun run = await _h.RunAsync(typed, isInteractive: true, "rebuild", "pc", "--restart", "--no-wait");
        Assert.Contains("pc runs, and logged in there: anna, root. What is not saved is lost.", run.Output, StringComparison.Ordinal);
        Assert.Equal(ordered ? ExitCode.Done : ExitCode.Refused, run.Code);
        Assert.Equal(ordered ? 1 : 0, _h.Sessions.Take<StartJob>().Count);
        Assert.Equal(ordered ? 1 : 0, _h.Catalog.ListJobs().Count);
    }

    [Fact]
    public async Task NoRestart_MachineRuns_SaysThatItIsNotRestarted()
    {
        await LiveAsync();
        CliRun run = await _h.RunAsync("rebuild", "pc", "--no-wait");
        Assert.Contains("It runs its own system and is connected, and nothing restarts it by itself", run.Output, StringComparison.Ordinal);
        Assert.Contains("--restart", run.Output, StringComparison.Ordinal);
        Assert.Empty(_h.Sessions.Take<StartJob>());
    }

    [Fact]
    public async Task Restart_WhereItMakesNoSense_IsBadUsage()
    {
        _h.Catalog.AddMachine(JobSamples.Spare);
        CliRun onto = await _h.RunAsync("rebuild", "pc", "--onto", "spare", "--restart", "--yes");
        Assert.Equal(ExitCode.BadUsage, onto.Code);
        Assert.Contains("the PC of --onto is in the boot image already", onto.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCode.BadUsage, (await _h.RunAsync("rebuild", "pc", "--restart=bios", "--yes")).Code);
        Assert.Empty(_h.Catalog.ListJobs());
    }

    private Task LiveAsync(params string[] users) => _h.HelloAsync(AgentEnvironment.Live, JobSamples.Live("live-1") with { LoggedInUsers = users });
}
