using System;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Catalog.Records;
using Monitas.Contracts.Ids;
using Monitas.Contracts.Jobs;
using Monitas.Contracts.Machines;
using Monitas.Contracts.Messages;
using Xunit;

namespace Monitas.BootServer.Tests.Jobs;

/// <summary>Rebuilds onto another PC that ended without success, and the machine reports from there all the same.</summary>
public sealed class LateReplacementTests : IDisposable
{
    private const string SpareMac = "52:54:00:00:00:02";
    private readonly EngineHarness _h = new();
    private readonly MachineRecord _spare;

    public LateReplacementTests() => _spare = _h.AddSpare();

    public void Dispose() => _h.Dispose();

    [Fact]
    public async Task Hello_BeaconCameTooLate_ThePcBecomesTheMachine()
    {
        JobRecord job = await WrittenAsync();
        await _h.Engine.HandleMessageAsync(_spare.Id, new JobFinished { Job = job.Id, Outcome = JobOutcome.Succeeded, Message = "end" }, CancellationToken.None);
        _h.Clock.Advance(TimeSpan.FromMinutes(31));
        await _h.Engine.TickAsync(CancellationToken.None);
        Assert.Equal(JobState.Failed, _h.Job(job).State);

        await HelloAsync(FromSpare());

        AssertMoved(job, JobState.Failed);
    }

    [Fact]
    public async Task Hello_JobWasCancelledWhileDisksWereWritten_ThePcBecomesTheMachine()
    {
        JobRecord job = await CancelledAsync();
        await HelloAsync(FromSpare());
        AssertMoved(job, JobState.Cancelled);
        await HelloAsync(FromSpare());
        Assert.Single(_h.Job(job).Events, e => e.Stage == "replaced");
    }

    [Theory]
    [InlineData("52:54:00:00:00:01", "", "", "SPARE1", JobSamples.RootUuid)]
    [InlineData(SpareMac, "4c4c4544-0000-0000-0000-000000000001", "", "SPARE1", JobSamples.RootUuid)]
    [InlineData(SpareMac, "", "other serial", "SPARE1", JobSamples.RootUuid)]
    [InlineData(SpareMac, "", "", "OLD1", JobSamples.RootUuid)]
    [InlineData(SpareMac, "", "", "SPARE1", "another-root")]
    public async Task Hello_OfOtherHardwareOrAnotherSystem_ChangesNothing(string mac, string uuid, string serial, string disk, string root)
    {
        _h.Catalog.UpdateMachine(_spare.Id, old => old with { SerialNumber = "spare serial" });
        JobRecord job = await CancelledAsync();
        await HelloAsync(JobSamples.Live("live-2", root, disk) with { MacAddresses = [mac], SmbiosUuid = uuid, SerialNumber = serial });
        AssertStays(job);
    }

    [Fact]
    public async Task Hello_PcWasNeverWrittenTo_ChangesNothing()
    {
        JobRecord job = await StartedAsync();
        await CancelAsync(job);
        await HelloAsync(FromSpare());
        AssertStays(job);
    }

    [Fact]
    public async Task Hello_PcHasAnAgentOrArchivesOfItsOwnByNow_ChangesNothing()
    {
        JobRecord job = await CancelledAsync();
        _h.Catalog.UpdateMachine(_spare.Id, old => old with { Credential = SecretDigest.Of("its own") });
        await HelloAsync(FromSpare());
        AssertStays(job);
        _h.Catalog.UpdateMachine(_spare.Id, old => old with { Credential = null });
        _h.Catalog.CommitArchive(_h.Archive with { Id = new ArchiveId(Guid.NewGuid()), Machine = _spare.Id, Number = 0 }, []);
        await HelloAsync(FromSpare());
        AssertStays(job);
    }

    [Fact]
    public async Task Hello_AnotherRebuildOntoThePcIsOpen_ChangesNothing()
    {
        JobRecord job = await CancelledAsync();
        await _h.OrderOntoAsync(_spare);
        await HelloAsync(FromSpare());
        AssertStays(job);
    }

    private static MachineFacts FromSpare() => JobSamples.Live("live-2", disk: "SPARE1") with { MacAddresses = [SpareMac], SmbiosUuid = JobSamples.Spare.SmbiosUuid };

    private Task HelloAsync(MachineFacts facts) => _h.HelloAsync(AgentEnvironment.Live, facts);

    private async Task<JobRecord> StartedAsync()
    {
        JobRecord job = await _h.OrderOntoAsync(_spare);
        await _h.HelloAsync(_spare.Id, AgentEnvironment.BootImage, JobSamples.SpareFacts("boot-1"));
        await _h.Engine.ApproveAsync(job.Id, _h.Job(job).PlanHash, "root", CancellationToken.None);
        await _h.Engine.HandleMessageAsync(_spare.Id, new JobStarted { Job = job.Id }, CancellationToken.None);
        await ProgressAsync(job, JobPhase.Check);
        return job;
    }

    private async Task<JobRecord> WrittenAsync()
    {
        JobRecord job = await StartedAsync();
        await ProgressAsync(job, JobPhase.Prepare);
        return job;
    }

    private async Task<JobRecord> CancelledAsync()
    {
        JobRecord job = await WrittenAsync();
        await CancelAsync(job);
        return job;
    }

    private async Task ProgressAsync(JobRecord job, JobPhase phase) =>
        await _h.Engine.HandleMessageAsync(_spare.Id, new JobProgress { Job = job.Id, Phase = phase, Text = "at work" }, CancellationToken.None);

    private async Task CancelAsync(JobRecord job)
    {
        await _h.Engine.CancelAsync(job.Id, "root", CancellationToken.None);
        await _h.Engine.HandleMessageAsync(_spare.Id, new JobFinished { Job = job.Id, Outcome = JobOutcome.Cancelled, Message = "stopped" }, CancellationToken.None);
        Assert.Equal(JobState.Cancelled, _h.Job(job).State);
    }

    private void AssertMoved(JobRecord job, JobState state)
    {
        Assert.Null(_h.Catalog.FindMachine(_spare.Id));
        Assert.Equal(_h.Pc.Id, _h.Catalog.FindMachineByMac(SpareMac)!.Id);
        Assert.Equal(state, _h.Job(job).State);
        Assert.Contains(_h.Job(job).Events, e => e.Stage == "replaced" && e.Text.Contains("the PC that was spare", StringComparison.Ordinal));
    }

    private void AssertStays(JobRecord job)
    {
        Assert.NotNull(_h.Catalog.FindMachine(_spare.Id));
        Assert.DoesNotContain(_h.Job(job).Events, e => e.Stage == "replaced");
    }
}
