using System;
using System.Collections.Generic;
using System.Linq;
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

public sealed class JobEngineTests : IDisposable
{
    private readonly EngineHarness _h = new();

    public void Dispose() => _h.Dispose();

    [Fact]
    public async Task Backup_MachineOff_StartsWhenItConnectsAndIsOfferedAgainAfterAReconnect()
    {
        JobRecord job = await _h.OrderAsync(JobKind.Backup);
        Assert.Equal(JobState.WaitingForMachine, _h.Job(job).State);
        await _h.HelloAsync(AgentEnvironment.Live, JobSamples.Live("b1"));
        Assert.Equal(job.Id, Assert.Single(_h.Sessions.Take<StartJob>()).Job);
        Assert.NotNull(_h.Engine.FindRunning(job.Id, _h.Pc.Id));
        Assert.Null(_h.Engine.FindRunning(job.Id, new MachineId(Guid.NewGuid())));
        await _h.SayAsync(new JobStarted { Job = job.Id });
        await _h.DisconnectAsync();
        Assert.NotNull(_h.Job(job).AgentLost);
        await _h.HelloAsync(AgentEnvironment.Live, JobSamples.Live("b1"), job.Id);
        Assert.Empty(_h.Sessions.Take<StartJob>());
        await _h.HelloAsync(AgentEnvironment.Live, JobSamples.Live("b2"));
        Assert.Single(_h.Sessions.Take<StartJob>());
        await _h.FinishAsync(job);
        await _h.FinishAsync(job);
        Assert.Equal(2, _h.Sessions.Take<JobFinishedReceived>().Count);
        Assert.Equal(JobState.Succeeded, _h.Job(job).State);
        Assert.Null(_h.Engine.FindRunning(job.Id, _h.Pc.Id));
    }

    [Fact]
    public async Task LiveJobs_TwoForOneMachine_RunOneAfterTheOther()
    {
        await _h.HelloAsync(AgentEnvironment.Live, JobSamples.Live("b1"));
        JobRecord first = await _h.OrderAsync(JobKind.Backup);
        JobRecord second = await _h.OrderAsync(JobKind.Compare);
        Assert.Equal((JobState.Running, JobState.Queued), (_h.Job(first).State, _h.Job(second).State));
        await _h.FinishAsync(first, JobOutcome.Failed);
        Assert.Equal((JobState.Failed, JobState.Running), (_h.Job(first).State, _h.Job(second).State));
    }

    /// <summary>The order goes to the other machine, which may read this archive while the job runs; the one that the files are from has no part in it.</summary>
    [Fact]
    public async Task Restore_OntoAnotherMachine_IsThatMachinesJob()
    {
        var other = new MachineRecord { Id = new MachineId(Guid.NewGuid()), Name = "other", Created = JobSamples.Start, Credential = SecretDigest.Of("o") };
        _h.Catalog.AddMachine(other);
        await _h.HelloAsync(AgentEnvironment.Live, JobSamples.Live("b1"));
        var parameters = new JobParameters { Archive = _h.Archive.Id, Paths = ["/etc"u8.ToArray()], OnConflict = ConflictMode.KeepBoth };

        JobRecord job = await _h.Engine.CreateAsync(JobKind.Restore, _h.Pc, other, parameters, "root", CancellationToken.None);

        Assert.Equal((JobState.WaitingForMachine, "Waits for other to connect: is it switched on?"), (_h.Job(job).State, _h.Job(job).Message));
        await _h.HelloAsync(AgentEnvironment.Live, JobSamples.Live("b2"));
        Assert.Empty(_h.Sessions.Take<StartJob>());
        await _h.HelloAsync(other.Id, AgentEnvironment.Live, JobSamples.Live("o1"));
        Assert.Equal(ConflictMode.KeepBoth, Assert.IsType<RestoreOrder>(Assert.Single(_h.Sessions.Take<StartJob>()).Order).OnConflict);
        Assert.NotNull(_h.Engine.FindRunning(job.Id, other.Id));
        Assert.Null(_h.Engine.FindRunning(job.Id, _h.Pc.Id));
        await _h.Engine.HandleMessageAsync(other.Id, new JobFinished { Job = job.Id, Outcome = JobOutcome.Succeeded, Message = "end" }, CancellationToken.None);
        Assert.Equal(JobState.Succeeded, _h.Job(job).State);
        Assert.NotNull(_h.Catalog.FindMachine(other.Id));
    }

    [Fact]
    public async Task Compare_Finished_KeepsDifferencesWithinBounds()
    {
        await _h.HelloAsync(AgentEnvironment.Live, JobSamples.Live("b1"));
        JobRecord job = await _h.OrderAsync(JobKind.Compare);
        Difference[] found = [.. Enumerable.Range(0, 3000).Select(i => new Difference { Path = new byte[4000], Kind = DifferenceKind.Content })];
        await _h.SayAsync(new JobFinished { Job = job.Id, Outcome = JobOutcome.Warnings, Message = "3000 differences", Differences = found });
        Assert.Equal(3000, _h.Job(job).DifferenceCount);
        Assert.InRange(_h.Catalog.ListDifferences(job.Id).Count, 1000, 1100);
    }

    [Fact]
    public async Task Rebuild_WholeLife_EndsWithTheBeacon()
    {
        JobRecord job = await _h.OrderAsync(JobKind.Rebuild);
        Assert.Equal(JobState.WaitingForMachine, job.State);
        Assert.Equal(job.Id, _h.Engine.FindNetbootJob(_h.Pc.Id)!.Id);
        await _h.HelloAsync(AgentEnvironment.BootImage, JobSamples.BootImage("boot-1"));
        Assert.Equal(JobState.WaitingForApproval, _h.Job(job).State);
        Assert.Empty(_h.Sessions.Take<StartJob>());
        await Assert.ThrowsAsync<JobRefusedException>(() => _h.Engine.ApproveAsync(job.Id, "wrong", "root", CancellationToken.None).AsTask());
        await _h.Engine.ApproveAsync(job.Id, _h.Job(job).PlanHash, "alice", CancellationToken.None);
        var order = Assert.IsType<RebuildOrder>(Assert.Single(_h.Sessions.Take<StartJob>()).Order);
        Assert.Equal(order.Plan.Hash(), order.ApprovedHash);
        await _h.SayAsync(new JobStarted { Job = job.Id });
        await _h.FinishAsync(job, JobOutcome.Warnings);
        Assert.Equal(JobState.WaitingForBeacon, _h.Job(job).State);
        Assert.Null(_h.Engine.FindNetbootJob(_h.Pc.Id));
        Assert.True(_h.Engine.IsOpen(job.Id));
        await _h.DisconnectAsync();
        await _h.HelloAsync(AgentEnvironment.Live, JobSamples.Live("live-2"));
        JobRecord ended = _h.Job(job);
        Assert.Equal((JobState.FinishedWithWarnings, "alice"), (ended.State, ended.ApprovedBy));
        Assert.Equal(
            ["queued", "waitingForMachine", "hello", "waitingForApproval", "approved", "running", "started", "waitingForBeacon", "beacon", "finishedWithWarnings"],
            ended.Events.Select(e => e.Stage));
    }

    [Fact]
    public async Task Rebuild_PreApproved_RunsWithoutAsking()
    {
        JobRecord job = await _h.OrderAsync(JobKind.Rebuild, preApproved: true);
        await _h.HelloAsync(AgentEnvironment.BootImage, JobSamples.BootImage("boot-1"));
        Assert.Equal(JobState.Running, _h.Job(job).State);
        Assert.Single(_h.Sessions.Take<StartJob>());
    }

    [Fact]
    public async Task Rebuild_PlanRefused_FailsWithTheReasonsAndTellsTheScreen()
    {
        _h.Planning.Refusals = ["The disk is too small."];
        JobRecord job = await _h.OrderAsync(JobKind.Rebuild, preApproved: true);
        await _h.HelloAsync(AgentEnvironment.BootImage, JobSamples.BootImage("boot-1"));
        Assert.Equal((JobState.Failed, "The plan cannot be run: The disk is too small."), (_h.Job(job).State, _h.Job(job).Message));
        Assert.Contains("too small", Assert.Single(_h.Sessions.Take<Notice>()).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rebuild_PlannerFaulty_FailsThatJobOnly()
    {
        _h.Planning.Fault = new InvalidOperationException("bug");
        JobRecord job = await _h.OrderAsync(JobKind.Rebuild);
        await _h.HelloAsync(AgentEnvironment.BootImage, JobSamples.BootImage("boot-1"));
        Assert.Equal(JobState.Failed, _h.Job(job).State);
    }

    [Fact]
    public async Task Rebuild_ArchiveWithoutLayout_Fails()
    {
        var bare = _h.Catalog.CommitArchive(_h.Archive with { Id = new ArchiveId(Guid.NewGuid()), Layout = null, Number = 0 }, []);
        JobRecord job = await _h.Engine.CreateAsync(JobKind.Rebuild, _h.Pc, new JobParameters { Archive = bare.Id }, "root", CancellationToken.None);
        await _h.HelloAsync(AgentEnvironment.BootImage, JobSamples.BootImage("boot-1"));
        Assert.Contains("says nothing about its disks", _h.Job(job).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rebuild_OneIsOpen_SecondIsRefusedAndBackupsStillRun()
    {
        JobRecord rebuild = await _h.OrderAsync(JobKind.Rebuild);
        await Assert.ThrowsAsync<JobRefusedException>(() => _h.OrderAsync(JobKind.Rebuild));
        await _h.HelloAsync(AgentEnvironment.Live, JobSamples.Live("b1"));
        JobRecord backup = await _h.OrderAsync(JobKind.Backup);
        Assert.Equal((JobState.WaitingForMachine, JobState.Running), (_h.Job(rebuild).State, _h.Job(backup).State));
    }

    [Fact]
    public async Task Rebuild_PowerLostAndServerRestarted_StartsOverByItself()
    {
        JobRecord job = await _h.OrderAsync(JobKind.Rebuild, preApproved: false);
        await _h.HelloAsync(AgentEnvironment.BootImage, JobSamples.BootImage("boot-1"));
        await _h.Engine.ApproveAsync(job.Id, _h.Job(job).PlanHash, "root", CancellationToken.None);
        await _h.SayAsync(new JobStarted { Job = job.Id });
        _h.Sessions.Take<StartJob>();
        await _h.RestartAsync();
        Assert.Equal(JobState.Running, _h.Job(job).State);
        Assert.NotNull(_h.Engine.FindNetbootJob(_h.Pc.Id));
        await _h.HelloAsync(AgentEnvironment.BootImage, JobSamples.BootImage("boot-2", content: "GPT, 3 partitions"));
        Assert.Equal((JobState.Running, 2), (_h.Job(job).State, _h.Job(job).Attempts));
        Assert.Single(_h.Sessions.Take<StartJob>());
    }

    [Fact]
    public async Task Rebuild_OtherDiskAfterPowerLoss_AsksForApprovalAgain()
    {
        JobRecord job = await _h.OrderAsync(JobKind.Rebuild);
        await _h.HelloAsync(AgentEnvironment.BootImage, JobSamples.BootImage("boot-1"));
        await _h.Engine.ApproveAsync(job.Id, _h.Job(job).PlanHash, "root", CancellationToken.None);
        _h.Sessions.Take<StartJob>();
        await _h.HelloAsync(AgentEnvironment.BootImage, JobSamples.BootImage("boot-2", disk: "OTHER"));
        Assert.Equal(JobState.WaitingForApproval, _h.Job(job).State);
        Assert.Empty(_h.Sessions.Take<StartJob>());
    }

    [Fact]
    public async Task Approve_AgentGone_KeepsTheApprovalUntilItIsBack()
    {
        JobRecord job = await _h.OrderAsync(JobKind.Rebuild);
        await _h.HelloAsync(AgentEnvironment.BootImage, JobSamples.BootImage("boot-1"));
        await _h.DisconnectAsync();
        await _h.Engine.ApproveAsync(job.Id, _h.Job(job).PlanHash, "root", CancellationToken.None);
        Assert.Equal(JobState.WaitingForMachine, _h.Job(job).State);
        await _h.HelloAsync(AgentEnvironment.BootImage, JobSamples.BootImage("boot-2"));
        Assert.Equal(JobState.Running, _h.Job(job).State);
        Assert.Single(_h.Sessions.Take<StartJob>());
    }

    [Fact]
    public async Task Tick_BeaconMissing_FailsAfterTheLimit()
    {
        JobRecord job = await _h.OrderAsync(JobKind.Rebuild, preApproved: true);
        await _h.HelloAsync(AgentEnvironment.BootImage, JobSamples.BootImage("boot-1"));
        await _h.FinishAsync(job);
        _h.Clock.Advance(TimeSpan.FromMinutes(29));
        await _h.Engine.TickAsync(CancellationToken.None);
        Assert.Equal(JobState.WaitingForBeacon, _h.Job(job).State);
        _h.Clock.Advance(TimeSpan.FromMinutes(2));
        await _h.Engine.TickAsync(CancellationToken.None);
        Assert.Equal(JobState.Failed, _h.Job(job).State);
    }

    [Fact]
    public async Task Cancel_WhileTheAgentWasAway_IsToldToTheAgentWhenItReturns()
    {
        await _h.HelloAsync(AgentEnvironment.Live, JobSamples.Live("b1"));
        JobRecord job = await _h.OrderAsync(JobKind.Backup);
        await _h.DisconnectAsync();
        await _h.Engine.CancelAsync(job.Id, "root", CancellationToken.None);
        Assert.Equal(JobState.Cancelled, _h.Job(job).State);
        await _h.HelloAsync(AgentEnvironment.Live, JobSamples.Live("b1"), job.Id);
        Assert.Equal(job.Id, Assert.Single(_h.Sessions.Take<CancelJob>()).Job);
        await Assert.ThrowsAsync<JobRefusedException>(() => _h.Engine.CancelAsync(job.Id, "root", CancellationToken.None).AsTask());
        await Assert.ThrowsAsync<JobRefusedException>(() => _h.Engine.CancelAsync(new JobId(99), "root", CancellationToken.None).AsTask());
    }

    [Fact]
    public async Task Send_Broken_WaitsForTheMachineAgain()
    {
        await _h.HelloAsync(AgentEnvironment.Live, JobSamples.Live("b1"));
        _h.Sessions.IsBroken = true;
        JobRecord job = await _h.OrderAsync(JobKind.Backup);
        Assert.Equal(JobState.WaitingForMachine, _h.Job(job).State);
        _h.Sessions.IsBroken = false;
        await _h.Engine.TickAsync(CancellationToken.None);
        Assert.Equal(JobState.Running, _h.Job(job).State);
    }

    [Fact]
    public async Task HandleMessage_OtherMachinesJob_IsDropped()
    {
        await _h.HelloAsync(AgentEnvironment.Live, JobSamples.Live("b1"));
        JobRecord job = await _h.OrderAsync(JobKind.Backup);
        var stranger = new MachineId(Guid.NewGuid());
        _h.Sessions.Connected[stranger] = AgentEnvironment.Live;
        await _h.Engine.HandleMessageAsync(stranger, new JobFinished { Job = job.Id, Outcome = JobOutcome.Failed, Message = "x" }, CancellationToken.None);
        await _h.Engine.HandleMessageAsync(stranger, new JobLog { Job = job.Id, Text = "x" }, CancellationToken.None);
        await _h.Engine.HandleMessageAsync(stranger, new JobProgress { Job = job.Id, Phase = JobPhase.Backup }, CancellationToken.None);
        Assert.Equal(JobState.Running, _h.Job(job).State);
        Assert.Empty(_h.Catalog.ListJobLog(job.Id));
        Assert.Null(_h.Board.Progress(job.Id));
    }

    [Fact]
    public async Task HandleHello_Facts_AreKeptLiveAndLast()
    {
        await _h.HelloAsync(AgentEnvironment.Live, JobSamples.Live("b1"));
        await _h.HelloAsync(AgentEnvironment.BootImage, JobSamples.BootImage("b2"));
        MachineRecord machine = _h.Catalog.FindMachineByMac("52:54:00:00:00:01")!;
        Assert.Equal(("b2", "b1", AgentEnvironment.BootImage), (machine.Facts!.BootId, machine.LiveFacts!.BootId, machine.Environment));
        Assert.Equal(JobSamples.Start, machine.LastSeen);
    }

    [Fact]
    public async Task Watch_FromOrderToEnd_TellsStateProgressAndLog()
    {
        await _h.HelloAsync(AgentEnvironment.Live, JobSamples.Live("b1"));
        JobRecord job = await _h.OrderAsync(JobKind.Backup);
        var seen = new List<JobUpdate>();
        Task watching = Task.Run(async () =>
        {
            await foreach (JobUpdate update in _h.Engine.WatchAsync(job.Id, TestContext.Current.CancellationToken))
            {
                lock (seen)
                {
                    seen.Add(update);
                }
            }
        }, TestContext.Current.CancellationToken);
        await _h.SayAsync(new JobStarted { Job = job.Id });
        await _h.SayAsync(new JobProgress { Job = job.Id, Phase = JobPhase.Backup, DoneBytes = 5, TotalBytes = 10 });
        await _h.SayAsync(new JobLog { Job = job.Id, Text = "line", Warning = true });
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromMinutes(2));
        while (Seen(u => u.Progress is not null) == 0)
        {
            await Task.Delay(5, limit.Token);
        }
        await _h.FinishAsync(job);
        await watching.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        Assert.Equal(1, Seen(u => u.Log is { Text: "line", Warning: true }));
        Assert.Equal(JobState.Succeeded, seen[^1].Job!.State);
        Assert.Contains(_h.Job(job).Events, e => e.Stage == "backup");

        int Seen(Func<JobUpdate, bool> predicate)
        {
            lock (seen)
            {
                return seen.Count(predicate);
            }
        }
    }

    [Fact]
    public async Task Note_SameLineTwice_IsKeptOnce()
    {
        JobRecord job = await _h.OrderAsync(JobKind.Rebuild);
        await _h.Engine.NoteAsync(job.Id, "dhcp", "asked", CancellationToken.None);
        await _h.Engine.NoteAsync(job.Id, "dhcp", "asked", CancellationToken.None);
        await _h.Engine.NoteAsync(new JobId(77), "dhcp", "asked", CancellationToken.None);
        Assert.Single(_h.Job(job).Events, e => e.Stage == "dhcp");
    }
}
