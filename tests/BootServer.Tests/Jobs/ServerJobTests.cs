using System;
using System.Threading;
using System.Threading.Tasks;
using Monitas.BootServer.Jobs;
using Monitas.BootServer.Jobs.ServerWork;
using Monitas.Catalog.Records;
using Monitas.Contracts.Ids;
using Monitas.Contracts.Jobs;
using Monitas.Contracts.Machines;
using Monitas.Contracts.Messages;
using Xunit;

namespace Monitas.BootServer.Tests.Jobs;

/// <summary>Jobs that the server does itself: how they begin, stop, and go on.</summary>
public sealed class ServerJobTests : IDisposable
{
    private readonly EngineHarness _h = new();

    public void Dispose() => _h.Dispose();

    [Fact]
    public async Task Create_RunsAtOnceAndIsHandedToTheServer()
    {
        JobRecord job = await OrderAsync(JobKind.Prune);
        Assert.Equal((JobState.Running, 1, default(MachineId), ""), (job.State, job.Attempts, job.Machine, job.MachineName));
        Assert.Equal(job.Id, Handed());
        Assert.Empty(_h.Sessions.Take<StartJob>());
    }

    [Theory]
    [InlineData(JobOutcome.Succeeded, JobState.Succeeded)]
    [InlineData(JobOutcome.Warnings, JobState.FinishedWithWarnings)]
    [InlineData(JobOutcome.Failed, JobState.Failed)]
    [InlineData(JobOutcome.Cancelled, JobState.Cancelled)]
    public async Task Finish_EndsAsTheWorkSays(JobOutcome outcome, JobState state)
    {
        JobRecord job = await OrderAsync(JobKind.Verify);
        await _h.Engine.FinishServersAsync(job.Id, new ServerWorkEnd(outcome, "so it is"), CancellationToken.None);
        Assert.Equal((state, "so it is"), (_h.Job(job).State, _h.Job(job).Message));
        Assert.NotNull(_h.Job(job).Ended);
    }

    [Fact]
    public async Task Prune_OneAtATime_TheSecondIsRefusedAndNamesTheFirst()
    {
        JobRecord first = await OrderAsync(JobKind.Prune);
        JobRefusedException refused = await Assert.ThrowsAsync<JobRefusedException>(() => OrderAsync(JobKind.Prune));
        Assert.Equal(ErrorCode.Conflict, refused.Code);
        Assert.Contains($"job {first.Id}", refused.Message, StringComparison.Ordinal);
        await OrderAsync(JobKind.Verify);
        await OrderAsync(JobKind.Verify);
    }

    [Fact]
    public async Task Cancel_Running_TellsTheWorkAndEndsWhenItHasStopped()
    {
        JobRecord job = await OrderAsync(JobKind.Verify);
        CancellationToken stop = _h.Work.StopOf(Handed());
        Assert.False(stop.IsCancellationRequested);
        await _h.Engine.CancelAsync(job.Id, "root", CancellationToken.None);
        Assert.True(stop.IsCancellationRequested);
        Assert.Equal(JobState.Running, _h.Job(job).State);
        await _h.Engine.FinishServersAsync(job.Id, new ServerWorkEnd(JobOutcome.Cancelled, "Cancelled."), CancellationToken.None);
        Assert.Equal(JobState.Cancelled, _h.Job(job).State);
        await Assert.ThrowsAsync<JobRefusedException>(() => _h.Engine.CancelAsync(job.Id, "root", CancellationToken.None).AsTask());
    }

    [Fact]
    public async Task Restart_WhileRunning_GoesOn()
    {
        JobRecord job = await OrderAsync(JobKind.Prune);
        await _h.RestartAsync();
        Assert.Equal(job.Id, Handed());
        Assert.Equal((JobState.Running, 2), (_h.Job(job).State, _h.Job(job).Attempts));
    }

    [Fact]
    public async Task Restart_WhileItWasToStop_IsCancelled()
    {
        JobRecord job = await OrderAsync(JobKind.Verify);
        await _h.Engine.CancelAsync(job.Id, "root", CancellationToken.None);
        await _h.RestartAsync();
        Assert.Equal(JobState.Cancelled, _h.Job(job).State);
        Assert.False(_h.Work.Ready.TryRead(out _));
    }

    [Fact]
    public async Task Tick_JobThatNobodyWorksOn_IsHandedOverAgain()
    {
        JobRecord job = await OrderAsync(JobKind.Verify);
        Handed();
        await _h.Engine.TickAsync(CancellationToken.None);
        Assert.False(_h.Work.Ready.TryRead(out _));
        _h.Work.Leave(job.Id);
        await _h.Engine.TickAsync(CancellationToken.None);
        Assert.Equal(job.Id, Handed());
    }

    [Fact]
    public async Task VerifyOfAMachinesArchive_IsItsJobButDoesNotKeepItsAgentWaiting()
    {
        await _h.HelloAsync(AgentEnvironment.Live, JobSamples.Live("live-1"));
        JobRecord verify = await _h.Engine.CreateServersAsync(JobKind.Verify, _h.Pc, new JobParameters { Archive = _h.Archive.Id }, "root", CancellationToken.None);
        JobRecord backup = await _h.OrderAsync(JobKind.Backup);
        Assert.Equal(JobState.Running, _h.Job(backup).State);
        Assert.Equal([backup.Id, verify.Id], System.Linq.Enumerable.Select(_h.Catalog.ListJobs(_h.Pc.Id), one => one.Id));

        // What its agent says is not about that job, and its leaving does not touch it.
        await _h.SayAsync(new JobFinished { Job = verify.Id, Outcome = JobOutcome.Failed, Message = "no" });
        await _h.DisconnectAsync();
        Assert.Equal((JobState.Running, null), (_h.Job(verify).State, _h.Job(verify).AgentLost));
    }

    private Task<JobRecord> OrderAsync(JobKind kind) => _h.Engine.CreateServersAsync(kind, null, new JobParameters(), "root", CancellationToken.None).AsTask();

    private JobId Handed()
    {
        Assert.True(_h.Work.Ready.TryRead(out JobId job));
        return job;
    }
}
