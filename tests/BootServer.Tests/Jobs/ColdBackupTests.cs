using System;
using System.Threading;
using System.Threading.Tasks;
using Monitas.BootServer.Jobs;
using Monitas.Catalog.Records;
using Monitas.Contracts.Ids;
using Monitas.Contracts.Jobs;
using Monitas.Contracts.Layouts;
using Monitas.Contracts.Machines;
using Monitas.Contracts.Messages;
using Monitas.Contracts.Plans;
using Xunit;

namespace Monitas.BootServer.Tests.Jobs;

/// <summary>Cold backups, and rebuilds from them.</summary>
public sealed class ColdBackupTests : IDisposable
{
    private readonly EngineHarness _h = new();

    public void Dispose() => _h.Dispose();

    [Fact]
    public async Task Order_MachineIsOff_WaitsForTheNetworkAndRunsWithoutPlanOrApproval()
    {
        JobRecord job = await OrderAsync();
        Assert.Equal(JobState.WaitingForMachine, job.State);
        Assert.Equal(job.Id, _h.Engine.FindNetbootJob(_h.Pc.Id)!.Id);

        await _h.HelloAsync(AgentEnvironment.BootImage, JobSamples.BootImage("boot-1"));

        StartJob order = Assert.Single(_h.Sessions.Take<StartJob>());
        Assert.True(Assert.IsType<BackupOrder>(order.Order).Cold);
        Assert.Equal(JobState.Running, _h.Job(job).State);
        await _h.FinishAsync(job);
        Assert.Equal(JobState.Succeeded, _h.Job(job).State);
        Assert.Null(_h.Engine.FindNetbootJob(_h.Pc.Id));
    }

    [Fact]
    public async Task Order_MachineRunsItsOwnSystem_IsNotHandedToThat()
    {
        await _h.HelloAsync(AgentEnvironment.Live, JobSamples.Live("live-1"));
        JobRecord job = await OrderAsync();
        await _h.HelloAsync(AgentEnvironment.Live, JobSamples.Live("live-2"));

        Assert.Empty(_h.Sessions.Take<StartJob>());
        Assert.Equal(JobState.WaitingForMachine, _h.Job(job).State);
    }

    [Fact]
    public async Task Order_WithRestart_TakesTheRunningMachineIntoTheBootImage()
    {
        await _h.HelloAsync(AgentEnvironment.Live, JobSamples.Live("live-1"));
        JobRecord job = await OrderAsync(RestartWay.Auto);

        Assert.IsType<EnterBootImageOrder>(Assert.Single(_h.Sessions.Take<StartJob>()).Order);
        await _h.SayAsync(new JobFinished { Job = job.Id, Outcome = JobOutcome.Succeeded, Message = "It restarts." });
        await _h.DisconnectAsync();
        await _h.HelloAsync(AgentEnvironment.BootImage, JobSamples.BootImage("boot-1"));

        Assert.IsType<BackupOrder>(Assert.Single(_h.Sessions.Take<StartJob>()).Order);
        Assert.Equal(JobState.Running, _h.Job(job).State);
    }

    [Fact]
    public async Task PowerCut_InTheMiddle_StartsOverOnTheNextStart()
    {
        JobRecord job = await OrderAsync();
        await _h.HelloAsync(AgentEnvironment.BootImage, JobSamples.BootImage("boot-1"));
        await _h.DisconnectAsync();
        _h.Sessions.Take<StartJob>();

        await _h.HelloAsync(AgentEnvironment.BootImage, JobSamples.BootImage("boot-1"), job.Id);
        Assert.Empty(_h.Sessions.Take<StartJob>());
        await _h.HelloAsync(AgentEnvironment.BootImage, JobSamples.BootImage("boot-2"));

        Assert.Single(_h.Sessions.Take<StartJob>());
        Assert.Equal((JobState.Running, 2), (_h.Job(job).State, _h.Job(job).Attempts));
    }

    [Fact]
    public async Task Cancel_WhileItRuns_EndsWhenTheMachineSaysSo()
    {
        JobRecord job = await OrderAsync();
        await _h.HelloAsync(AgentEnvironment.BootImage, JobSamples.BootImage("boot-1"));
        await _h.Engine.CancelAsync(job.Id, "root", CancellationToken.None);
        Assert.Single(_h.Sessions.Take<CancelJob>());

        await _h.FinishAsync(job, JobOutcome.Cancelled);

        Assert.Equal(JobState.Cancelled, _h.Job(job).State);
    }

    [Fact]
    public async Task Order_WhileAnotherJobNeedsTheBootImage_IsRefusedByName()
    {
        JobRecord job = await OrderAsync();

        JobRefusedException e = await Assert.ThrowsAsync<JobRefusedException>(() => _h.OrderAsync(JobKind.Wipe));

        Assert.Contains($"Job {job.Id} backs up the disks of pc already", e.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<JobRefusedException>(() => OrderAsync());
    }

    [Fact]
    public async Task Rebuild_FromImages_EndsByTheReadBackSinceNobodyMayReport()
    {
        _h.Planning.Steps = [new WriteImage { Device = "disk0.1", Path = "/disk0.1.img", SizeBytes = 1 << 20, Description = "Write" }];
        JobRecord job = await _h.OrderAsync(JobKind.Rebuild, preApproved: true);
        await _h.HelloAsync(AgentEnvironment.BootImage, JobSamples.BootImage("boot-1"));
        Assert.IsType<RebuildOrder>(Assert.Single(_h.Sessions.Take<StartJob>()).Order);

        await _h.FinishAsync(job);

        Assert.Equal((JobState.Succeeded, "end"), (_h.Job(job).State, _h.Job(job).Message));
    }

    [Fact]
    public async Task Compare_WithAnArchiveOfImages_IsRefused()
    {
        ArchiveRecord images = _h.Catalog.CommitArchive(
            new ArchiveRecord
            {
                Id = new ArchiveId(Guid.NewGuid()),
                Machine = _h.Pc.Id,
                Time = JobSamples.Start,
                Volume = new VolumeId(Guid.NewGuid()),
                Volumes = [],
                Layout = JobSamples.Layout with { Images = [new LayoutImage { Device = "disk0", Path = "/disk0.img", SizeBytes = 1 }] },
            },
            []);

        JobRefusedException e = await Assert.ThrowsAsync<JobRefusedException>(
            () => _h.Engine.CreateAsync(JobKind.Compare, _h.Pc, new JobParameters { Archive = images.Id }, "root", CancellationToken.None).AsTask());

        Assert.Contains("not files", e.Message, StringComparison.Ordinal);
    }

    private Task<JobRecord> OrderAsync(RestartWay? restart = null) =>
        _h.Engine.CreateAsync(JobKind.Backup, _h.Pc, new JobParameters { Cold = true, Restart = restart }, "root", CancellationToken.None).AsTask();
}
