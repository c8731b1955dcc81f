using System;
using System.Threading;
using System.Threading.Tasks;
using Monitas.BootServer.Jobs;
using Monitas.Catalog.Records;
using Monitas.Contracts.Ids;
using Monitas.Contracts.Jobs;
using Monitas.Contracts.Machines;
using Monitas.Contracts.Messages;
using Xunit;

namespace Monitas.BootServer.Tests.Jobs;

/// <summary>Rebuilds of a machine onto another PC that was paired.</summary>
public sealed class RebuildOntoTests : IDisposable
{
    private const string SpareMac = "52:54:00:00:00:02";
    private readonly EngineHarness _h = new();

    public void Dispose() => _h.Dispose();

    [Fact]
    public async Task RebuildOnto_WholeLife_EndsWithThePcAsTheMachine()
    {
        MachineRecord spare = _h.AddSpare();
        JobRecord job = await StartedAsync(spare);
        Assert.EndsWith("the order was handed to spare.", _h.Job(job).Message, StringComparison.Ordinal);
        await FinishAsync(job, spare);
        Assert.Equal(JobState.WaitingForBeacon, _h.Job(job).State);
        Assert.Null(_h.Engine.FindNetbootJob(spare.Id));

        await _h.HelloAsync(AgentEnvironment.Live, JobSamples.Live("live-2", disk: "SPARE1") with { MacAddresses = [SpareMac] });
        Assert.Equal(JobState.Succeeded, _h.Job(job).State);
        Assert.Null(_h.Catalog.FindMachine(spare.Id));
        Assert.Equal(_h.Pc.Id, _h.Catalog.FindMachineByMac(SpareMac)!.Id);
        Assert.Null(_h.Catalog.FindMachineByMac("52:54:00:00:00:01"));
        Assert.NotNull(_h.Catalog.FindNewestArchive(_h.Pc.Id));
    }

    [Fact]
    public async Task RebuildOnto_PcThatGotAnAgentMeanwhile_IsNotTouched()
    {
        MachineRecord spare = _h.AddSpare();
        JobRecord job = await _h.OrderOntoAsync(spare);
        _h.Catalog.UpdateMachine(spare.Id, old => old with { Credential = SecretDigest.Of("its own") });

        await _h.HelloAsync(spare.Id, AgentEnvironment.BootImage, JobSamples.SpareFacts("boot-1"));

        Assert.Null(_h.Job(job).Plan);
        Assert.Contains("spare has an agent of its own", _h.Job(job).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Approve_PcOrMachineChangedSinceThePlan_IsRefusedWithTheReason()
    {
        MachineRecord spare = _h.AddSpare();
        JobRecord job = await _h.OrderOntoAsync(spare);
        await _h.HelloAsync(spare.Id, AgentEnvironment.BootImage, JobSamples.SpareFacts("boot-1"));
        async Task<string> WhyAsync() => (await Assert.ThrowsAsync<JobRefusedException>(() =>
            _h.Engine.ApproveAsync(job.Id, _h.Job(job).PlanHash, "root", CancellationToken.None).AsTask())).Message;

        await _h.HelloAsync(AgentEnvironment.Live, JobSamples.Live("live-old"));
        Assert.Contains("pc is running and connected", await WhyAsync(), StringComparison.Ordinal);
        await _h.DisconnectAsync();
        _h.Catalog.UpdateMachine(spare.Id, old => old with { Credential = SecretDigest.Of("its own") });
        Assert.Contains("spare has an agent of its own", await WhyAsync(), StringComparison.Ordinal);
        _h.Catalog.RemoveMachine(spare.Id);
        Assert.Contains("spare is no longer in the catalog", await WhyAsync(), StringComparison.Ordinal);
        Assert.Equal((JobState.WaitingForApproval, null), (_h.Job(job).State, _h.Job(job).ApprovedPlan));
        Assert.Empty(_h.Sessions.Take<StartJob>());
    }

    [Fact]
    public async Task RebuildOnto_OrderedWithYesAndTheMachineRunsAgain_WaitsForTheSysadmin()
    {
        MachineRecord spare = _h.AddSpare();
        JobRecord job = await _h.OrderOntoAsync(spare, preApproved: true);
        await _h.HelloAsync(AgentEnvironment.Live, JobSamples.Live("live-old"));

        await _h.HelloAsync(spare.Id, AgentEnvironment.BootImage, JobSamples.SpareFacts("boot-1"));

        Assert.Equal((JobState.WaitingForApproval, null), (_h.Job(job).State, _h.Job(job).ApprovedPlan));
        Assert.Contains("pc is running and connected", _h.Job(job).Message, StringComparison.Ordinal);
        Assert.Empty(_h.Sessions.Take<StartJob>());
    }

    [Fact]
    public async Task RebuildOnto_PowerLostAndTheMachineRunsAgain_WaitsForTheSysadmin()
    {
        MachineRecord spare = _h.AddSpare();
        JobRecord job = await StartedAsync(spare);
        _h.Sessions.Take<StartJob>();
        await _h.HelloAsync(AgentEnvironment.Live, JobSamples.Live("live-old"));

        await _h.HelloAsync(spare.Id, AgentEnvironment.BootImage, JobSamples.SpareFacts("boot-2"));

        Assert.Equal(JobState.WaitingForApproval, _h.Job(job).State);
        Assert.Empty(_h.Sessions.Take<StartJob>());
    }

    [Fact]
    public async Task RebuildOnto_IsTheOtherPcsJobUntilItIsDone()
    {
        MachineRecord spare = _h.AddSpare();
        JobRecord job = await _h.OrderOntoAsync(spare);
        Assert.Equal("Waits for spare to start over the network: switch it on, network boot first.", job.Message);
        Assert.Equal(job.Id, _h.Engine.FindNetbootJob(spare.Id)!.Id);
        Assert.Null(_h.Engine.FindNetbootJob(_h.Pc.Id));

        await _h.HelloAsync(AgentEnvironment.BootImage, JobSamples.BootImage("old-pc"));
        Assert.Equal(JobState.WaitingForMachine, _h.Job(job).State);

        await _h.HelloAsync(spare.Id, AgentEnvironment.BootImage, JobSamples.SpareFacts("boot-1"));
        Assert.Equal("SPARE1", Assert.Single(_h.Job(job).Plan!.Targets).Serial);
        Assert.Equal((_h.Pc.Id, "pc", "spare"), (_h.Job(job).Plan!.Machine, _h.Job(job).Plan!.MachineName, _h.Job(job).Plan!.Onto));
        await _h.Engine.ApproveAsync(job.Id, _h.Job(job).PlanHash, "root", CancellationToken.None);
        Assert.NotNull(_h.Engine.FindRunning(job.Id, spare.Id));
        Assert.Null(_h.Engine.FindRunning(job.Id, _h.Pc.Id));
        await _h.FinishAsync(job);
        Assert.Equal(JobState.Running, _h.Job(job).State);
    }

    [Fact]
    public async Task RebuildOnto_PowerLost_GoesOnAtTheNextStartOfThatPc()
    {
        MachineRecord spare = _h.AddSpare();
        JobRecord job = await StartedAsync(spare);
        _h.Sessions.Take<StartJob>();
        await _h.RestartAsync();
        Assert.Equal(job.Id, _h.Engine.FindNetbootJob(spare.Id)!.Id);
        await _h.HelloAsync(spare.Id, AgentEnvironment.BootImage, JobSamples.SpareFacts("boot-2"));
        Assert.Equal((JobState.Running, 2), (_h.Job(job).State, _h.Job(job).Attempts));
        Assert.Single(_h.Sessions.Take<StartJob>());
    }

    [Fact]
    public async Task RebuildOnto_TheOldPcReports_StaysWaitingAndSaysWhy()
    {
        MachineRecord spare = _h.AddSpare();
        JobRecord job = await StartedAsync(spare);
        await FinishAsync(job, spare);
        await _h.HelloAsync(AgentEnvironment.Live, JobSamples.Live("live-old", disk: ""));
        Assert.Equal(JobState.WaitingForBeacon, _h.Job(job).State);
        Assert.Contains("from another PC than spare", _h.Job(job).Message, StringComparison.Ordinal);
        Assert.NotNull(_h.Catalog.FindMachine(spare.Id));
    }

    [Fact]
    public async Task RebuildOnto_ServerKilledAfterThePcWasForgotten_StillSucceeds()
    {
        MachineRecord spare = _h.AddSpare();
        JobRecord job = await StartedAsync(spare);
        await FinishAsync(job, spare);
        _h.Catalog.RemoveMachine(spare.Id);
        await _h.RestartAsync();
        await _h.HelloAsync(AgentEnvironment.Live, JobSamples.Live("live-2", disk: "SPARE1") with { MacAddresses = [SpareMac] });
        Assert.Equal(JobState.Succeeded, _h.Job(job).State);
    }

    [Fact]
    public async Task RebuildOnto_PcGotAnAgentOfItsOwnWhileItWasWritten_IsKeptAndTheJobSaysSo()
    {
        MachineRecord spare = _h.AddSpare();
        JobRecord job = await StartedAsync(spare);
        await FinishAsync(job, spare);
        _h.Catalog.UpdateMachine(spare.Id, old => old with { Credential = SecretDigest.Of("its own") });
        await _h.HelloAsync(AgentEnvironment.Live, JobSamples.Live("live-2", disk: "SPARE1") with { MacAddresses = [SpareMac] });
        Assert.Equal(JobState.Succeeded, _h.Job(job).State);
        Assert.NotNull(_h.Catalog.FindMachine(spare.Id));
        Assert.Contains(_h.Job(job).Events, e => e.Stage == "replaced" && e.Text.Contains("spare has an agent or archives of its own by now", StringComparison.Ordinal));
    }

    [Fact]
    public async Task RebuildOnto_PcThatMayNotBeUsed_IsRefusedWithTheReason()
    {
        Assert.Contains("is the machine itself", await WhyAsync(_h.Pc), StringComparison.Ordinal);
        Assert.Contains("has an agent of its own", await WhyAsync(JobSamples.Spare with { Credential = SecretDigest.Of("x") }), StringComparison.Ordinal);
        Assert.Contains("could not be recognised", await WhyAsync(JobSamples.Spare with { MacAddresses = [], SmbiosUuid = "" }), StringComparison.Ordinal);
        MachineRecord spare = _h.AddSpare();
        _h.Catalog.CommitArchive(_h.Archive with { Id = new ArchiveId(Guid.NewGuid()), Machine = spare.Id, Number = 0 }, []);
        Assert.Contains("has archives of its own", await WhyAsync(spare), StringComparison.Ordinal);
        MachineRecord other = JobSamples.Spare with { Id = new MachineId(Guid.NewGuid()), Name = "other" };
        await _h.HelloAsync(AgentEnvironment.Live, JobSamples.Live("b1"));
        Assert.Contains("is running and connected", await WhyAsync(other), StringComparison.Ordinal);
    }

    [Fact]
    public async Task RebuildOnto_EitherHasARebuildOpen_IsRefused()
    {
        MachineRecord spare = _h.AddSpare();
        JobRecord job = await _h.OrderOntoAsync(spare);
        Assert.Contains($"Job {job.Id} rebuilds pc already", await WhyAsync(spare), StringComparison.Ordinal);
        JobRefusedException e = await Assert.ThrowsAsync<JobRefusedException>(
            () => _h.Engine.CreateAsync(JobKind.Rebuild, spare, new JobParameters { Archive = _h.Archive.Id }, "root", CancellationToken.None).AsTask());
        Assert.Contains($"Job {job.Id} rebuilds pc onto spare already", e.Message, StringComparison.Ordinal);
    }

    private async Task<JobRecord> StartedAsync(MachineRecord spare)
    {
        JobRecord job = await _h.OrderOntoAsync(spare);
        await _h.HelloAsync(spare.Id, AgentEnvironment.BootImage, JobSamples.SpareFacts("boot-1"));
        await _h.Engine.ApproveAsync(job.Id, _h.Job(job).PlanHash, "root", CancellationToken.None);
        return job;
    }

    private async Task FinishAsync(JobRecord job, MachineRecord spare)
    {
        await _h.Engine.HandleMessageAsync(spare.Id, new JobFinished { Job = job.Id, Outcome = JobOutcome.Succeeded, Message = "end" }, CancellationToken.None);
        _h.Sessions.Connected.Remove(spare.Id);
        await _h.Engine.HandleDisconnectAsync(spare.Id, AgentEnvironment.BootImage, CancellationToken.None);
    }

    private async Task<string> WhyAsync(MachineRecord onto) => (await Assert.ThrowsAsync<JobRefusedException>(() => _h.OrderOntoAsync(onto))).Message;
}
