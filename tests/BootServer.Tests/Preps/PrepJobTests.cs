using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Monitas.BootServer.Agents;
using Monitas.BootServer.Jobs;
using Monitas.BootServer.Preps.Clones;
using Monitas.BootServer.Tests.Jobs;
using Monitas.Catalog.Records;
using Monitas.Contracts.Jobs;
using Monitas.Contracts.Machines;
using Monitas.Contracts.Messages;
using Monitas.Contracts.Plans;
using Xunit;

namespace Monitas.BootServer.Tests.Preps;

/// <summary>The life of a prep, with an agent that the test plays.</summary>
public sealed class PrepJobTests : IDisposable
{
    private readonly EngineHarness _h = new();

    public void Dispose() => _h.Dispose();

    [Fact]
    public async Task Prep_WithoutAnArchive_IsOverWhenTheAgentSaysSo()
    {
        JobRecord job = await OrderAsync(new JobParameters { PrepFile = "disk a\npartition p rest ext4" });
        Assert.Equal(job.Id, _h.Engine.FindNetbootJob(_h.Pc.Id)!.Id);
        await _h.HelloAsync(AgentEnvironment.BootImage, JobSamples.BootImage("boot-1"));

        JobRecord planned = _h.Job(job);
        Assert.Equal((JobState.WaitingForApproval, ""), (planned.State, planned.Plan!.PrepFrom));
        Assert.Empty(_h.Sessions.Sent.OfType<StartJob>());
        await _h.Engine.ApproveAsync(job.Id, planned.PlanHash, "root", CancellationToken.None);
        RebuildOrder order = Assert.IsType<RebuildOrder>(Assert.Single(_h.Sessions.Sent.OfType<StartJob>()).Order);
        Assert.Equal(planned.PlanHash, order.Plan.Hash());

        await _h.FinishAsync(job);

        Assert.Equal(JobState.Succeeded, _h.Job(job).State);
        Assert.Null(_h.Engine.FindNetbootJob(_h.Pc.Id));
    }

    [Fact]
    public async Task Prep_WithAnArchive_HasSucceededWhenTheCloneReportsFromItsOwnDisk()
    {
        JobRecord job = await OrderAsync(new JobParameters { Archive = _h.Archive.Id, PreApproved = true });
        await _h.HelloAsync(AgentEnvironment.BootImage, JobSamples.BootImage("boot-1"));
        Assert.Equal(JobState.Running, _h.Job(job).State);

        await _h.FinishAsync(job);
        Assert.Equal(JobState.WaitingForBeacon, _h.Job(job).State);
        await _h.HelloAsync(AgentEnvironment.Live, JobSamples.Live("boot-2"));

        Assert.Equal((JobState.Succeeded, "pc is prepared and has started from its own disk (Debian 12)."), (_h.Job(job).State, _h.Job(job).Message));
    }

    [Fact]
    public async Task Prep_WhileOneIsOpen_IsRefusedForAllThatWriteDisks()
    {
        JobRecord job = await OrderAsync(new JobParameters { PrepFile = "x" });

        JobRefusedException e = await Assert.ThrowsAsync<JobRefusedException>(() => _h.OrderAsync(JobKind.Rebuild));

        Assert.StartsWith($"Job {job.Id} prepares pc already", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Prep_OfAnArchiveThatWasRemoved_FailsBeforeAnythingIsTouched()
    {
        JobRecord job = await OrderAsync(new JobParameters { Archive = new Contracts.Ids.ArchiveId(Guid.NewGuid()) });

        await _h.HelloAsync(AgentEnvironment.BootImage, JobSamples.BootImage("boot-1"));

        Assert.Equal(JobState.Failed, _h.Job(job).State);
        Assert.Contains("archive of this job is no longer in the catalog", _h.Job(job).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void CloneCredential_OfAnApprovedClone_MakesTheMachinesAgentAnewAndEndsTheOldOne()
    {
        CloneCredentials desk = new(_h.Catalog, _h.Clock);
        AgentIdentity bootImage = new(_h.Pc.Id, "pc", AgentEnvironment.BootImage, null);
        RebuildPlan clone = JobSamples.Plan() with { Steps = [new RenewIdentity { HostName = "pc", Description = "Renew" }] };
        JobRecord job = JobSamples.Job(JobKind.Prep, JobState.Running) with { ApprovedPlan = clone };

        EnrollReply first = desk.Give(job, bootImage);
        EnrollReply second = desk.Give(job, bootImage);

        Assert.Equal((_h.Pc.Id, "pc"), (second.Machine, second.MachineName));
        Assert.NotEqual(first.Credential, second.Credential);
        Assert.Equal(_h.Pc.Id, _h.Catalog.FindMachineByCredential(SecretDigest.Of(second.Credential))!.Id);
        Assert.Null(_h.Catalog.FindMachineByCredential(SecretDigest.Of(first.Credential)));
        Assert.Null(_h.Catalog.FindMachineByCredential(SecretDigest.Of("c")));
        Assert.Equal(ErrorCode.Forbidden, Assert.Throws<AgentRequestException>(() => desk.Give(job, bootImage with { Environment = AgentEnvironment.Live })).Code);
        Assert.Equal(ErrorCode.Conflict, Assert.Throws<AgentRequestException>(() => desk.Give(job with { ApprovedPlan = JobSamples.Plan() }, bootImage)).Code);
        Assert.Equal(ErrorCode.Conflict, Assert.Throws<AgentRequestException>(() => desk.Give(job with { ApprovedPlan = null }, bootImage)).Code);
    }

    private Task<JobRecord> OrderAsync(JobParameters parameters) => _h.Engine.CreateAsync(JobKind.Prep, _h.Pc, parameters, "root", CancellationToken.None).AsTask();
}
