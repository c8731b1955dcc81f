using System;
using System.Threading;
using System.Threading.Tasks;
using Monitas.BootServer.Jobs;
using Monitas.Catalog.Records;
using Monitas.Contracts.Jobs;
using Monitas.Contracts.Machines;
using Monitas.Contracts.Messages;
using Xunit;

namespace Monitas.BootServer.Tests.Jobs;

/// <summary>Rebuilds and wipes of a machine whose own system runs.</summary>
public sealed class RestartTests : IDisposable
{
    private const string WaitsForTheNetwork = "Waits for pc to start over the network: switch it on, network boot first.";

    private readonly EngineHarness _h = new();

    public void Dispose() => _h.Dispose();

    [Fact]
    public async Task Order_WithoutRestart_TellsTheRunningMachineNothingAndNamesTheOption()
    {
        await LiveAsync();
        JobRecord job = await _h.OrderAsync(JobKind.Rebuild, preApproved: true);
        Assert.Empty(_h.Sessions.Take<StartJob>());
        Assert.Contains("nothing restarts it by itself", job.Message, StringComparison.Ordinal);
        Assert.Contains("--restart", job.Message, StringComparison.Ordinal);

        await LiveAsync("live-2");
        Assert.Empty(_h.Sessions.Take<StartJob>());
    }

    [Theory]
    [InlineData(RestartWay.Auto)]
    [InlineData(RestartWay.Kexec)]
    [InlineData(RestartWay.Firmware)]
    public async Task Order_MachineRuns_IsToldReadyThenGoThenRebuilt(RestartWay way)
    {
        await LiveAsync();
        JobRecord job = await _h.OrderRestartAsync(way: way);
        StartJob order = Assert.Single(_h.Sessions.Take<StartJob>());
        Assert.Equal((job.Id, way), (order.Job, Assert.IsType<EnterBootImageOrder>(order.Order).Way));
        Assert.Equal((JobState.WaitingForMachine, RestartStage.Asked), (job.State, job.Restart));
        Assert.NotNull(_h.Engine.FindRestarting(job.Id, _h.Pc.Id));
        Assert.Null(_h.Engine.FindRestarting(job.Id, JobSamples.Spare.Id));

        await _h.SayAsync(new JobStarted { Job = job.Id });
        await ReadyAsync(job);
        Assert.True(Assert.Single(_h.Sessions.Take<JobFinishedReceived>()).Go);
        Assert.Equal(RestartStage.Going, _h.Job(job).Restart);
        Assert.Contains("It restarts by kexec. It must report from the boot image within 10 minutes.", _h.Job(job).Message, StringComparison.Ordinal);

        await _h.DisconnectAsync();
        await _h.HelloAsync(AgentEnvironment.BootImage, JobSamples.BootImage("boot-1"));
        Assert.Equal((JobState.Running, RestartStage.Over), (_h.Job(job).State, _h.Job(job).Restart));
        Assert.IsType<RebuildOrder>(Assert.Single(_h.Sessions.Take<StartJob>()).Order);
        Assert.Null(_h.Engine.FindRestarting(job.Id, _h.Pc.Id));
    }

    [Fact]
    public async Task Wipe_MachineRuns_IsToldTheSame()
    {
        await LiveAsync();
        JobRecord job = await _h.OrderRestartAsync(JobKind.Wipe);
        Assert.IsType<EnterBootImageOrder>(Assert.Single(_h.Sessions.Take<StartJob>()).Order);
        await ReadyAsync(job);
        Assert.True(Assert.Single(_h.Sessions.Take<JobFinishedReceived>()).Go);
    }

    [Fact]
    public async Task Order_MachineIsAway_IsWokenAndToldWhenItsOwnSystemComesUp()
    {
        _h.Catalog.UpdateMachine(_h.Pc.Id, m => m with { MacAddresses = ["52:54:00:00:00:01"] });
        JobRecord job = await _h.OrderRestartAsync();
        Assert.Single(_h.Waker.Woken);
        Assert.Contains("if it starts its own system instead, that is restarted into the boot image", job.Message, StringComparison.Ordinal);

        await LiveAsync();
        Assert.IsType<EnterBootImageOrder>(Assert.Single(_h.Sessions.Take<StartJob>()).Order);
        Assert.Equal(RestartStage.Asked, _h.Job(job).Restart);
    }

    [Fact]
    public async Task Agent_RefusesOrFails_JobWaitsForTheNetworkAndSaysWhy()
    {
        await LiveAsync();
        JobRecord job = await _h.OrderRestartAsync();
        await _h.SayAsync(new JobFinished { Job = job.Id, Outcome = JobOutcome.Failed, Message = "Its agent.conf forbids that (allow-restart = no)." });
        Assert.False(Assert.Single(_h.Sessions.Take<JobFinishedReceived>()).Go);
        Assert.Equal($"pc was not restarted: Its agent.conf forbids that (allow-restart = no). {WaitsForTheNetwork}", _h.Job(job).Message);
        Assert.Equal(job.Id, _h.Engine.FindNetbootJob(_h.Pc.Id)!.Id);

        await LiveAsync("live-2");
        Assert.Single(_h.Sessions.Take<StartJob>());
        await _h.HelloAsync(AgentEnvironment.BootImage, JobSamples.BootImage("boot-1"));
        Assert.Equal(JobState.Running, _h.Job(job).State);
    }

    [Fact]
    public async Task Machine_ComesBackOnItsOwnDisk_IsSaidAndNotToldAgain()
    {
        await LiveAsync();
        JobRecord job = await _h.OrderRestartAsync();
        await ReadyAsync(job);
        await _h.DisconnectAsync();
        _h.Sessions.Take<StartJob>();

        await LiveAsync("live-2");
        Assert.Empty(_h.Sessions.Take<StartJob>());
        Assert.Equal($"pc was to start the boot image and has started its own system again. {WaitsForTheNetwork}", _h.Job(job).Message);
        Assert.Contains(_h.Job(job).Events, e => e.Stage == "ownSystem");
    }

    [Fact]
    public async Task Machine_GoesAndNeverReports_IsSaidAfterTheLimitAndTheJobWaits()
    {
        await LiveAsync();
        JobRecord job = await _h.OrderRestartAsync();
        await ReadyAsync(job);
        await _h.DisconnectAsync();
        await PassAsync(TimeSpan.FromMinutes(10));
        Assert.Equal(RestartStage.Going, _h.Job(job).Restart);
        await PassAsync(TimeSpan.FromSeconds(1));
        Assert.StartsWith("pc has gone and has not reported from the boot image within 10 minutes", _h.Job(job).Message, StringComparison.Ordinal);
        Assert.Equal((JobState.WaitingForMachine, RestartStage.Over), (_h.Job(job).State, _h.Job(job).Restart));

        await _h.HelloAsync(AgentEnvironment.BootImage, JobSamples.BootImage("boot-1"));
        Assert.Equal(JobState.Running, _h.Job(job).State);
    }

    [Fact]
    public async Task Agent_TooOldToUnderstand_IsSaidAfterTheLimit()
    {
        await LiveAsync();
        JobRecord job = await _h.OrderRestartAsync();
        await PassAsync(TimeSpan.FromMinutes(10) + TimeSpan.FromSeconds(1));
        Assert.Contains("one of an older version does not know this order", _h.Job(job).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Agent_ReadyOnlyAfterTheLimitOrTheCancel_IsNotToldToGo()
    {
        await LiveAsync();
        JobRecord late = await _h.OrderRestartAsync();
        await PassAsync(TimeSpan.FromMinutes(11));
        await ReadyAsync(late);
        Assert.False(Assert.Single(_h.Sessions.Take<JobFinishedReceived>()).Go);
        await _h.Engine.CancelAsync(late.Id, "root", CancellationToken.None);
        _h.Sessions.Sent.Clear();

        JobRecord cancelled = await _h.OrderRestartAsync();
        await _h.Engine.CancelAsync(cancelled.Id, "root", CancellationToken.None);
        Assert.Equal(cancelled.Id, Assert.Single(_h.Sessions.Take<CancelJob>()).Job);
        await ReadyAsync(cancelled);
        Assert.False(Assert.Single(_h.Sessions.Take<JobFinishedReceived>()).Go);
        Assert.Equal(JobState.Cancelled, _h.Job(cancelled).State);
    }

    [Fact]
    public async Task Agent_NeverHeardTheWordToGo_HearsItAgain()
    {
        await LiveAsync();
        JobRecord job = await _h.OrderRestartAsync();
        await ReadyAsync(job);
        _h.Sessions.Sent.Clear();

        await _h.HelloAsync(AgentEnvironment.Live, JobSamples.Live("live-1"), job.Id);
        await ReadyAsync(job);
        Assert.True(Assert.Single(_h.Sessions.Take<JobFinishedReceived>()).Go);
        Assert.Empty(_h.Sessions.Take<StartJob>());
    }

    [Fact]
    public async Task Server_RestartedMeanwhile_CarriesOn()
    {
        await LiveAsync();
        JobRecord job = await _h.OrderRestartAsync();
        await _h.RestartAsync();
        _h.Sessions.Sent.Clear();
        await LiveAsync();
        Assert.IsType<EnterBootImageOrder>(Assert.Single(_h.Sessions.Take<StartJob>()).Order);
        await ReadyAsync(job);

        await _h.RestartAsync();
        Assert.Equal(RestartStage.Going, _h.Job(job).Restart);
        await _h.HelloAsync(AgentEnvironment.BootImage, JobSamples.BootImage("boot-1"));
        Assert.Equal(JobState.Running, _h.Job(job).State);
    }

    [Fact]
    public async Task Machine_RestartedBySomebodyBeforeItWasReady_IsToldAnew()
    {
        await LiveAsync();
        JobRecord job = await _h.OrderRestartAsync();
        _h.Sessions.Sent.Clear();
        await LiveAsync("live-2");
        Assert.IsType<EnterBootImageOrder>(Assert.Single(_h.Sessions.Take<StartJob>()).Order);
        Assert.Equal("live-2", _h.Job(job).RestartBootId);
    }

    [Fact]
    public async Task Server_HasNoBootImage_SaysSoAndWaits()
    {
        _h.BootImages.Failure = "The boot image has no manifest.";
        await LiveAsync();
        JobRecord job = await _h.OrderRestartAsync();
        Assert.Equal($"The boot image has no manifest. {WaitsForTheNetwork}", _h.Job(job).Message);
        Assert.Empty(_h.Sessions.Take<StartJob>());
    }

    [Fact]
    public async Task Order_WhileABackupRuns_IsRefused()
    {
        await LiveAsync();
        JobRecord backup = await _h.OrderAsync(JobKind.Backup);
        JobRefusedException refused = await Assert.ThrowsAsync<JobRefusedException>(() => _h.OrderRestartAsync());
        Assert.Contains($"Job {backup.Id}, a backup, runs on pc", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Backup_WhileTheMachineIsRestarted_WaitsForIt()
    {
        await LiveAsync();
        await _h.OrderRestartAsync();
        _h.Sessions.Sent.Clear();
        Assert.Equal(JobState.Queued, (await _h.OrderAsync(JobKind.Backup)).State);
        Assert.Empty(_h.Sessions.Take<StartJob>());
    }

    private Task LiveAsync(string bootId = "live-1") => _h.HelloAsync(AgentEnvironment.Live, JobSamples.Live(bootId));

    private Task ReadyAsync(JobRecord job) => _h.SayAsync(new JobFinished { Job = job.Id, Outcome = JobOutcome.Succeeded, Message = "It restarts by kexec." });

    private async Task PassAsync(TimeSpan time)
    {
        _h.Clock.Advance(time);
        await _h.Engine.TickAsync(CancellationToken.None);
    }
}
