using System;
using System.Linq;
using System.Threading.Tasks;
using Monitas.BootServer.Jobs;
using Monitas.BootServer.Tests.Jobs;
using Monitas.Catalog.Records;
using Monitas.Contracts.Jobs;
using Monitas.Contracts.Machines;
using Monitas.Contracts.Messages;
using Monitas.Contracts.Wiping;
using Xunit;

namespace Monitas.BootServer.Tests.Wipes;

/// <summary>The life of a wipe, with an agent that the test plays.</summary>
public sealed class WipeJobTests : IDisposable
{
    private readonly EngineHarness _h = new();

    public void Dispose() => _h.Dispose();

    [Fact]
    public async Task Wipe_FromNetbootToCertificate_GoesByTheApprovedPlan()
    {
        JobRecord job = await _h.OrderAsync(JobKind.Wipe);
        Assert.Equal(job.Id, _h.Engine.FindNetbootJob(_h.Pc.Id)!.Id);
        await BootAsync("boot-1", WipeSamples.Sata(), WipeSamples.Nvme());

        JobRecord planned = _h.Job(job);
        Assert.Equal(JobState.WaitingForApproval, planned.State);
        Assert.Empty(_h.Sessions.Sent.OfType<StartJob>());
        await ApproveAsync(planned);
        WipeOrder order = Assert.IsType<WipeOrder>(Assert.Single(_h.Sessions.Sent.OfType<StartJob>()).Order);
        Assert.Equal((planned.PlanHash, planned.PlanHash), (order.ApprovedHash, order.Plan.Hash()));

        await _h.SayAsync(new JobStarted { Job = job.Id });
        await EndAsync(job, JobOutcome.Succeeded, order.Plan);

        Assert.Equal(JobState.Succeeded, _h.Job(job).State);
        Assert.Null(_h.Engine.FindNetbootJob(_h.Pc.Id));
        Assert.Equal(["1.2", "1.1"], _h.Catalog.ListWipeCertificates().Select(c => c.Number()));
    }

    [Fact]
    public async Task Wipe_SaidAgain_MakesTheSameCertificateOnce()
    {
        JobRecord job = await RunningAsync(WipeSamples.Sata());
        WipePlan plan = _h.Job(job).ApprovedWipePlan!;

        await EndAsync(job, JobOutcome.Succeeded, plan);
        await EndAsync(job, JobOutcome.Succeeded, plan);

        Assert.Single(_h.Catalog.ListWipeCertificates());
    }

    /// <summary>Whatever an agent says: only disks and ways of the approved plan get a certificate, and only a whole wipe is a success.</summary>
    [Theory]
    [InlineData("not erased")]
    [InlineData("other disk")]
    [InlineData("other way")]
    [InlineData("nothing")]
    public async Task Wipe_SuccessThatIsNotOfEveryDisk_IsAFailure(string what)
    {
        JobRecord job = await RunningAsync(WipeSamples.Sata());
        WipeOutcome outcome = WipeSamples.Done(_h.Job(job).ApprovedWipePlan!)[0];
        WipeOutcome[] said = what switch
        {
            "not erased" => [outcome with { Erased = false }],
            "other disk" => [outcome with { Target = outcome.Target with { Serial = "OTHER" } }],
            "other way" => [outcome with { Way = new WipeOffer(WipeTechnique.OverwriteThreePasses, WipeLevel.Purge) }],
            _ => [],
        };

        await _h.SayAsync(new JobFinished { Job = job.Id, Outcome = JobOutcome.Succeeded, Message = "done", Wipes = said });

        Assert.Equal(JobState.Failed, _h.Job(job).State);
        Assert.Empty(_h.Catalog.ListWipeCertificates());
    }

    [Fact]
    public async Task Wipe_OneDiskFails_TheOtherKeepsItsCertificate()
    {
        JobRecord job = await RunningAsync(WipeSamples.Sata(), WipeSamples.Nvme());
        WipePlan plan = _h.Job(job).ApprovedWipePlan!;
        WipeOutcome[] said = [.. WipeSamples.Done(plan)];
        said[0] = said[0] with { Erased = false, Way = null, Message = "The disk says that it is erased, and it is not." };

        await _h.SayAsync(new JobFinished { Job = job.Id, Outcome = JobOutcome.Failed, Message = said[0].Message, Wipes = said });

        Assert.Equal((JobState.Failed, said[0].Message), (_h.Job(job).State, _h.Job(job).Message));
        Assert.Equal("1.2", Assert.Single(_h.Catalog.ListWipeCertificates()).Number());
    }

    [Fact]
    public async Task Wipe_PowerCut_GoesOnWithTheApprovalWhenDisksAndWaysAreTheSame()
    {
        JobRecord job = await RunningAsync(WipeSamples.Sata());

        await BootAsync("boot-2", WipeSamples.Sata() with { Content = "" });

        JobRecord again = _h.Job(job);
        Assert.Equal((JobState.Running, 2), (again.State, again.Attempts));
        Assert.Equal(again.PlanHash, again.ApprovedHash);
    }

    [Fact]
    public async Task Wipe_PowerCutAndAnotherDiskOrWay_AsksAgain()
    {
        JobRecord job = await RunningAsync(WipeSamples.Sata());

        await BootAsync("boot-2", WipeSamples.Sata(), WipeSamples.Nvme());

        Assert.Equal(JobState.WaitingForApproval, _h.Job(job).State);
        Assert.Single(_h.Sessions.Sent.OfType<StartJob>());
    }

    [Fact]
    public async Task Wipe_PlanWithARefusal_FailsAndOrdersNothing()
    {
        JobRecord job = await _h.OrderAsync(JobKind.Wipe, preApproved: true);

        await BootAsync("boot-1", WipeSamples.Sata() with { Removable = true });

        Assert.Equal(JobState.Failed, _h.Job(job).State);
        Assert.Empty(_h.Sessions.Sent.OfType<StartJob>());
    }

    [Fact]
    public async Task Wipe_BesideARebuild_IsRefused()
    {
        await _h.OrderAsync(JobKind.Rebuild);

        JobRefusedException e = await Assert.ThrowsAsync<JobRefusedException>(() => _h.OrderAsync(JobKind.Wipe));

        Assert.Contains("rebuilds pc already", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wipe_MachineRemoved_KeepsItsCertificate()
    {
        JobRecord job = await RunningAsync(WipeSamples.Sata());
        await EndAsync(job, JobOutcome.Succeeded, _h.Job(job).ApprovedWipePlan!);

        _h.Catalog.RemoveMachine(_h.Pc.Id);

        Assert.NotNull(_h.Catalog.FindWipeCertificate(job.Id, 1));
    }

    private async Task<JobRecord> RunningAsync(params DiskFacts[] disks)
    {
        JobRecord job = await _h.OrderAsync(JobKind.Wipe, preApproved: true);
        await BootAsync("boot-1", disks);
        Assert.Equal(JobState.Running, _h.Job(job).State);
        return job;
    }

    private Task BootAsync(string bootId, params DiskFacts[] disks) => _h.HelloAsync(AgentEnvironment.BootImage, WipeSamples.BootImage(bootId, disks));

    private async Task ApproveAsync(JobRecord job) => await _h.Engine.ApproveAsync(job.Id, job.PlanHash, "root", TestContext.Current.CancellationToken);

    private Task EndAsync(JobRecord job, JobOutcome outcome, WipePlan plan) =>
        _h.SayAsync(new JobFinished { Job = job.Id, Outcome = outcome, Message = "end", Wipes = WipeSamples.Done(plan) });
}
