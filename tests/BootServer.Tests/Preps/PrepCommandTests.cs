using System;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using Monitas.BootServer.Tests.Api;
using Monitas.BootServer.Tests.Jobs;
using Monitas.BootServer.Tests.Tls;
using Monitas.Catalog.Records;
using Monitas.Contracts.Ids;
using Monitas.Contracts.Jobs;
using Monitas.Contracts.Machines;
using Xunit;

namespace Monitas.BootServer.Tests.Preps;

/// <summary>prep M.., over the sysadmin's socket.</summary>
public sealed class PrepCommandTests : IAsyncLifetime
{
    private readonly TemporaryDirectory _directory = new();
    private ApiHarness _h = null!;

    private string File => _directory.Combine("desk.prep");

    public async ValueTask InitializeAsync()
    {
        _h = await ApiHarness.StartAsync();
        _h.AddPc();
        foreach (int number in new[] { 2, 3 })
        {
            _h.Catalog.AddMachine(new MachineRecord { Id = new MachineId(Guid.NewGuid()), Name = $"desk{number}", Group = "lab", Created = JobSamples.Start });
        }
        System.IO.File.WriteAllText(File, "disk system\npartition root rest ext4 /\n");
    }

    public async ValueTask DisposeAsync()
    {
        await _h.DisposeAsync();
        _directory.Dispose();
    }

    [Fact]
    public async Task Prep_AFileWithFaults_TellsAllOfThemAndOrdersNothing()
    {
        System.IO.File.WriteAllText(File, "disk system tabel=gpt\npartition root 10X ext4 /\n");

        CliRun run = await _h.RunAsync("prep", "desk2", "--file", File, "--hostname", "x");

        Assert.Equal(ExitCode.BadUsage, run.Code);
        Assert.Contains($"{File}:1: there is no setting 'tabel' here: did you mean 'table'.", run.Error, StringComparison.Ordinal);
        Assert.Contains($"{File}:2: '10X' is no size: write such as 512M, 20G, 1.5T, 25% or rest.", run.Error, StringComparison.Ordinal);
        Assert.Contains("--hostname goes with --archive", run.Error, StringComparison.Ordinal);
        Assert.Empty(_h.Catalog.ListJobs());
    }

    [Theory]
    [InlineData("Name the machines", "prep", "--file", "F")]
    [InlineData("needs a prep file", "prep", "desk2")]
    [InlineData("cannot be read", "prep", "desk2", "--file", "/nowhere/x.prep")]
    [InlineData("named twice", "prep", "desk2", "DESK2", "--file", "F")]
    [InlineData("named twice", "prep", "desk2", "--group", "lab", "--file", "F")]
    [InlineData("No machine is in group", "prep", "--group", "office", "--file", "F")]
    [InlineData("one machine only", "prep", "desk2", "desk3", "--archive", "pc", "--hostname", "x")]
    [InlineData("is no host name", "prep", "desk2", "--archive", "pc", "--hostname", "a b")]
    [InlineData("does not go with a prep file", "prep", "desk2", "--file", "F", "--disk", "serial=X")]
    public async Task Prep_CalledWrongly_SaysHowAndOrdersNothing(string error, params string[] words)
    {
        CliRun run = await _h.RunAsync([.. words.Select(w => w == "F" ? File : w)]);

        Assert.Equal(ExitCode.BadUsage, run.Code);
        Assert.Contains(error, run.Error, StringComparison.Ordinal);
        Assert.Empty(_h.Catalog.ListJobs());
    }

    [Fact]
    public async Task Prep_OfAGroup_IsAJobForEach()
    {
        CliRun run = await _h.RunAsync("prep", "--group", "lab", "--archive", "pc", "--yes", "--no-wait", "--json");

        Assert.Equal(ExitCode.Done, run.Code);
        Assert.Equal(2, JsonDocument.Parse(run.Output).RootElement.GetArrayLength());
        JobRecord[] jobs = [.. _h.Catalog.ListJobs().OrderBy(j => j.Id.Value)];
        Assert.Equal(["desk2", "desk3"], jobs.Select(j => j.MachineName));
        Assert.All(jobs, j => Assert.Equal((JobKind.Prep, true, JobState.WaitingForMachine), (j.Kind, j.Parameters.PreApproved, j.State)));
        Assert.Equal(["desk2", "desk3"], jobs.Select(j => j.Parameters.HostName));
    }

    [Fact]
    public async Task Prep_PlanOnly_ShowsThePlanAndOrdersNothing()
    {
        await _h.HelloAsync(AgentEnvironment.BootImage, JobSamples.BootImage("b1"));

        CliRun run = await _h.RunAsync("prep", "pc", "desk2", "--file", File, "--plan-only");

        Assert.Equal(ExitCode.Done, run.Code);
        Assert.Contains("Prepare the disks of pc; no files", run.Output, StringComparison.Ordinal);
        Assert.Contains("The plan for desk2 will be made when it has started over the network", run.Output, StringComparison.Ordinal);
        Assert.Empty(_h.Catalog.ListJobs());
    }

    [Fact]
    public async Task Prep_OneMachine_IsApprovedByItsNameAndShownByJobShow()
    {
        Assert.Equal(ExitCode.Done, (await _h.RunAsync("prep", "pc", "--file", File, "--no-wait")).Code);
        await _h.HelloAsync(AgentEnvironment.BootImage, JobSamples.BootImage("b1"));

        Assert.Equal(ExitCode.Done, (await _h.RunAsync("PC\n", isInteractive: true, "job", "approve", "1")).Code);

        JobRecord job = _h.Catalog.FindJob(new JobId(1))!;
        Assert.Equal((JobState.Running, "disk system\npartition root rest ext4 /\n"), (job.State, job.Parameters.PrepFile));
        Assert.Contains("Job 1: prep of pc", (await _h.RunAsync("job", "show", "1")).Output, StringComparison.Ordinal);
    }
}
