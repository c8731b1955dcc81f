using System;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Monitas.BootServer.Tests.Api;
using Monitas.BootServer.Tests.Jobs;
using Monitas.Catalog.Records;
using Monitas.Contracts.Ids;
using Monitas.Contracts.Jobs;
using Monitas.Contracts.Machines;
using Monitas.Contracts.Messages;
using Xunit;

namespace Monitas.BootServer.Tests.Cli;

/// <summary>rebuild M --onto PC, from the command line to the job.</summary>
public sealed class RebuildOntoCommandTests : IAsyncLifetime
{
    private ApiHarness _h = null!;

    public async ValueTask InitializeAsync()
    {
        _h = await ApiHarness.StartAsync();
        _h.AddPc();
        _h.Catalog.AddMachine(JobSamples.Spare);
    }

    public ValueTask DisposeAsync() => _h.DisposeAsync();

    [Fact]
    public async Task PlanOnly_IsForTheDisksOfTheOtherPc()
    {
        CliRun run = await _h.RunAsync("rebuild", "pc", "--onto", "spare", "--plan-only");
        Assert.Equal(ExitCode.Done, run.Code);
        Assert.Contains("Rebuild pc onto the PC spare from the archive", run.Output, StringComparison.Ordinal);
        Assert.Contains("SPARE1", run.Output, StringComparison.Ordinal);
        Assert.Empty(_h.Catalog.ListJobs());
    }

    [Fact]
    public async Task Order_WakesTheOtherPcAndAsksForItsName()
    {
        CliRun ordered = await _h.RunAsync("rebuild", "pc", "--onto", "SPARE", "--no-wait", "--json");
        Assert.Equal(ExitCode.Done, ordered.Code);
        Assert.Equal(["52:54:00:00:00:02"], _h.Waker.Woken);
        JobRecord job = Assert.Single(_h.Catalog.ListOpenJobs());
        Assert.Equal((JobSamples.Machine, JobSamples.Spare.Id, "spare"), (job.Machine, job.Worker, job.OntoName));
        Assert.Contains("pc onto spare", (await _h.RunAsync("job", "list")).Output, StringComparison.Ordinal);
        Assert.Contains("pc onto spare", (await _h.RunAsync("status")).Output, StringComparison.Ordinal);
        Assert.Contains("Job 1 onto spare is not over", (await _h.RunAsync("machine", "remove", "spare")).Error, StringComparison.Ordinal);

        await _h.Engine.HandleHelloAsync(
            JobSamples.Spare.Id, new AgentHello { AgentVersion = "1", Environment = AgentEnvironment.BootImage, Facts = JobSamples.SpareFacts("b2") }, CancellationToken.None);
        CliRun wrong = await _h.RunAsync("pc\n", isInteractive: true, "job", "approve", "1");
        Assert.Equal(ExitCode.Refused, wrong.Code);
        Assert.Contains("Type the machine's name (spare) to approve", wrong.Output, StringComparison.Ordinal);
        _h.Sessions.Connected[JobSamples.Spare.Id] = AgentEnvironment.BootImage;
        Assert.Equal(ExitCode.Done, (await _h.RunAsync("spare\n", isInteractive: true, "job", "approve", "1")).Code);
        Assert.Equal(JobState.Running, _h.Catalog.FindJob(new JobId(1))!.State);
        Assert.Contains("rebuild of pc onto spare", (await _h.RunAsync("job", "show", "1")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Order_NotPossible_SaysWhyAndWhatToDo()
    {
        CliRun unknown = await _h.RunAsync("rebuild", "pc", "--onto", "nosuch");
        Assert.Equal(ExitCode.Failed, unknown.Code);
        Assert.Contains("monitas-server machine pair CODE nosuch", unknown.Error, StringComparison.Ordinal);

        _h.Catalog.UpdateMachine(JobSamples.Spare.Id, m => m with { Credential = SecretDigest.Of("x") });
        CliRun used = await _h.RunAsync("rebuild", "pc", "--onto", "spare");
        Assert.Equal(ExitCode.Refused, used.Code);
        Assert.Contains("monitas-server machine remove spare", used.Error, StringComparison.Ordinal);
        Assert.Empty(_h.Catalog.ListJobs());
        using JsonDocument failure = JsonDocument.Parse((await _h.RunAsync("rebuild", "pc", "--onto", "pc", "--json")).Output);
        Assert.Contains("leave --onto out", failure.RootElement.GetProperty("message").GetString(), StringComparison.Ordinal);
    }
}
