using System;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Catalog.Records;
using Monitas.Contracts.Jobs;
using Monitas.Contracts.Machines;
using Monitas.Contracts.Messages;
using Xunit;

namespace Monitas.BootServer.Tests.Jobs;

/// <summary>Rebuilds of a PC that is in the boot image, as far as the server knows.</summary>
public sealed class SilentSessionTests : IDisposable
{
    private readonly EngineHarness _h = new();

    public void Dispose() => _h.Dispose();

    [Fact]
    public async Task Order_PcInTheBootImage_IsPlannedForTheDisksThatItShowsWhenAsked()
    {
        await _h.HelloAsync(AgentEnvironment.BootImage, JobSamples.BootImage("boot-1", disk: "BEFORE"));
        JobRecord job = await _h.OrderAsync(JobKind.Rebuild);
        Assert.Single(_h.Sessions.Take<AskHello>());
        Assert.Equal((JobState.WaitingForMachine, null), (job.State, job.Plan));

        await _h.SayAsync(new AgentHello { AgentVersion = "1", Environment = AgentEnvironment.BootImage, Facts = JobSamples.BootImage("boot-1", disk: "NOW") });
        Assert.Equal(JobState.WaitingForApproval, _h.Job(job).State);
        Assert.Equal("NOW", Assert.Single(_h.Job(job).Plan!.Targets).Serial);
    }

    [Fact]
    public async Task Order_PcHasLostItsPower_IsPlannedForTheDisksOfItsNextStart()
    {
        await _h.HelloAsync(AgentEnvironment.BootImage, JobSamples.BootImage("boot-1", disk: "DEAD"));
        JobRecord job = await _h.OrderAsync(JobKind.Rebuild, preApproved: true);
        Assert.Contains("If it is off by now, switch it on", job.Message, StringComparison.Ordinal);
        Assert.Equal(job.Id, _h.Engine.FindNetbootJob(_h.Pc.Id)!.Id);
        Assert.Null(_h.Job(job).Plan);

        await _h.DisconnectAsync();
        Assert.Equal((JobState.WaitingForMachine, "Waits for pc to start over the network: switch it on, network boot first."), (_h.Job(job).State, _h.Job(job).Message));

        await _h.HelloAsync(AgentEnvironment.BootImage, JobSamples.BootImage("boot-2", disk: "NEW1"));
        Assert.Equal(JobState.Running, _h.Job(job).State);
        var order = Assert.IsType<RebuildOrder>(Assert.Single(_h.Sessions.Take<StartJob>()).Order);
        Assert.Equal("NEW1", Assert.Single(order.Plan.Targets).Serial);
    }

    [Fact]
    public async Task Order_PcDoesNotAnswer_CountsAsOffAndItsSessionEnds()
    {
        await _h.HelloAsync(AgentEnvironment.BootImage, JobSamples.BootImage("boot-1", disk: "OLD1"));
        JobRecord job = await _h.OrderAsync(JobKind.Rebuild);
        _h.Clock.Advance(TimeSpan.FromSeconds(30));
        await _h.Engine.TickAsync(CancellationToken.None);
        Assert.Empty(_h.Sessions.Dropped);
        Assert.True(_h.Job(job).AskedBootImage);

        _h.Clock.Advance(TimeSpan.FromSeconds(1));
        await _h.Engine.TickAsync(CancellationToken.None);
        Assert.Equal(_h.Pc.Id, Assert.Single(_h.Sessions.Dropped));
        await _h.Engine.HandleDisconnectAsync(_h.Pc.Id, AgentEnvironment.BootImage, CancellationToken.None);
        Assert.Contains("has not answered for 30 seconds", _h.Job(job).Message, StringComparison.Ordinal);
        Assert.Equal(job.Id, _h.Engine.FindNetbootJob(_h.Pc.Id)!.Id);

        await _h.HelloAsync(AgentEnvironment.BootImage, JobSamples.BootImage("boot-1", disk: "NOW"));
        Assert.Equal("NOW", Assert.Single(_h.Job(job).Plan!.Targets).Serial);
        _h.Clock.Advance(TimeSpan.FromMinutes(1));
        await _h.Engine.TickAsync(CancellationToken.None);
        Assert.Single(_h.Sessions.Dropped);
    }

    [Fact]
    public async Task Order_SessionBroken_WaitsForAStart()
    {
        await _h.HelloAsync(AgentEnvironment.BootImage, JobSamples.BootImage("boot-1"));
        _h.Sessions.IsBroken = true;
        JobRecord job = await _h.OrderAsync(JobKind.Rebuild);
        Assert.Equal((JobState.WaitingForMachine, "Waits for pc to start over the network: switch it on, network boot first."), (job.State, job.Message));
    }
}
