using System;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Catalog.Records;
using Monitas.Contracts.Jobs;
using Monitas.Contracts.Machines;
using Xunit;

namespace Monitas.BootServer.Tests.Jobs;

/// <summary>Whoever orders a job: the engine wakes the machine that is to work on it.</summary>
public sealed class JobWakeUpTests : IDisposable
{
    private const string Card = "52:54:00:00:00:01";

    private readonly EngineHarness _h = new();

    public JobWakeUpTests() => _h.Catalog.UpdateMachine(_h.Pc.Id, m => m with { MacAddresses = [Card] });

    public void Dispose() => _h.Dispose();

    [Theory]
    [InlineData(JobKind.Backup)]
    [InlineData(JobKind.Restore)]
    [InlineData(JobKind.Compare)]
    [InlineData(JobKind.Rebuild)]
    public async Task Create_ForAMachineThatIsNotConnected_WakesItOnceAndSaysSo(JobKind kind)
    {
        JobRecord job = await _h.OrderAsync(kind);
        await _h.Engine.TickAsync(CancellationToken.None);
        await _h.RestartAsync();
        Assert.Equal((JobState.WaitingForMachine, Card), (_h.Job(job).State, Assert.Single(_h.Waker.Woken)));
        Assert.Contains($"Sent wake-up packets for {Card} to 10.0.0.255 by eth0", Assert.Single(_h.Catalog.ListJobLog(job.Id)).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(JobKind.Backup)]
    [InlineData(JobKind.Restore)]
    [InlineData(JobKind.Compare)]
    public async Task Create_ForAMachineThatIsConnected_WakesNobody(JobKind kind)
    {
        await _h.HelloAsync(AgentEnvironment.Live, JobSamples.Live("own-boot"));
        Assert.Equal(JobState.Running, (await _h.OrderAsync(kind)).State);
        Assert.Empty(_h.Waker.Woken);
    }

    [Fact]
    public async Task Turn_OfAMachineThatWentAwayMeanwhile_WakesIt()
    {
        await _h.HelloAsync(AgentEnvironment.Live, JobSamples.Live("own-boot"));
        JobRecord first = await _h.OrderAsync(JobKind.Backup);
        JobRecord second = await _h.OrderAsync(JobKind.Compare);
        await _h.DisconnectAsync();
        await _h.FinishAsync(first);
        await _h.Engine.TickAsync(CancellationToken.None);
        Assert.Equal((JobState.WaitingForMachine, Card), (_h.Job(second).State, Assert.Single(_h.Waker.Woken)));
    }

    [Fact]
    public async Task Create_OntoAnotherPc_WakesThatOne()
    {
        MachineRecord spare = _h.AddSpare();
        await _h.OrderOntoAsync(spare);
        Assert.Equal(spare.MacAddresses, _h.Waker.Woken);
    }

    [Fact]
    public async Task Create_NobodyCanBeWoken_GoesOn()
    {
        _h.Waker.Failure = "No interface.";
        JobRecord job = await _h.OrderAsync(JobKind.Backup);
        Assert.Contains("must be switched on by hand: No interface.", Assert.Single(_h.Catalog.ListJobLog(job.Id)).Text, StringComparison.Ordinal);
        await _h.HelloAsync(AgentEnvironment.Live, JobSamples.Live("own-boot"));
        Assert.Equal(JobState.Running, _h.Job(job).State);
    }
}
