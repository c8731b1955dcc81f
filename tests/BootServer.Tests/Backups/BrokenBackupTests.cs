using System;
using System.IO;
using System.Linq;
using System.Net;
using System.Threading.Tasks;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Monitas.BootServer.Agents;
using Monitas.BootServer.Backups;
using Monitas.BootServer.Tests.Agents;
using Monitas.Catalog.Records;
using Monitas.Contracts.Ids;
using Monitas.Contracts.Jobs;
using Monitas.Contracts.Messages;
using Monitas.Imaging.Volumes;
using Xunit;

namespace Monitas.BootServer.Tests.Backups;

/// <summary>Backups that come to no good end leave nothing behind, and the next one works.</summary>
public sealed class BrokenBackupTests : ServedTests
{
    [Fact]
    public async Task Chunks_StoreFull_SaysSoAndRemovesTheVolume()
    {
        await RestartAsync(store => new SmallStore(store, roomBytes: 3_000_000));
        using TestAgent agent = await Server.ConnectAsync("desk-1");
        TestContent large = new(seed: 20, files: 8, fileBytes: 1_000_000);
        JobId job = await BackupClient.BeginAsync(Server, agent);

        ErrorReply error = await BackupClient.RefusedAsync(await agent.PostAsync(Routes.Chunks, job, large.AllFrames), HttpStatusCode.InsufficientStorage, ErrorCode.StoreFull);
        await BackupClient.RefusedAsync(
            await agent.PostAsync(Routes.Commit, job, large.Manifest(agent.Machine, ArchiveId.New(Server.Clock))), HttpStatusCode.InsufficientStorage, ErrorCode.StoreFull);
        await agent.FinishAsync(job, JobOutcome.Failed);

        Assert.Contains("full", error.Message, StringComparison.Ordinal);
        Assert.Empty(StoreFiles());
        Assert.Empty(Server.Catalog.ListArchives());
        await BackupClient.BackUpAsync(Server, agent, new TestContent(seed: 21, files: 1, fileBytes: 10_000));
    }

    [Fact]
    public async Task Commit_StoreFullWhileSealing_SaysSoAndRemovesTheVolume()
    {
        await RestartAsync(store => new SmallStore(store, roomBytes: 1_010_000));
        using TestAgent agent = await Server.ConnectAsync("desk-1");
        TestContent content = new(seed: 22, files: 1, fileBytes: 950_000);
        JobId job = await BackupClient.BeginAsync(Server, agent);
        (await agent.PostAsync(Routes.Chunks, job, content.AllFrames)).EnsureSuccessStatusCode();

        await BackupClient.RefusedAsync(
            await agent.PostAsync(Routes.Commit, job, content.Manifest(agent.Machine, ArchiveId.New(Server.Clock))), HttpStatusCode.InsufficientStorage, ErrorCode.StoreFull);

        Assert.Empty(StoreFiles());
        Assert.Empty(Server.Catalog.ListArchives());
    }

    [Fact]
    public async Task Finish_JobFailedByItsAgent_KeepsWhatWasSentInAVolumeWithoutArchive()
    {
        using TestAgent agent = await Server.ConnectAsync("desk-1");
        JobId job = await BackupClient.BeginAsync(Server, agent);
        (await agent.PostAsync(Routes.Chunks, job, new TestContent(seed: 23, files: 1, fileBytes: 10_000).AllFrames)).EnsureSuccessStatusCode();
        Assert.NotEmpty(StoreFiles());

        await agent.FinishAsync(job, JobOutcome.Failed);
        await Server.Jobs.CreateAsync(JobKind.Backup, Server.Catalog.FindMachine(agent.Machine)!, new JobParameters(), "the test", TestContext.Current.CancellationToken);
        await agent.SayAsync(new JobLog { Job = job, Text = "The dispatcher has done with the end of the job when it takes this." });
        await WaitAsync(() => Server.Catalog.ListJobLog(job).Count > 0);

        await IsKeptAsync(agent.Machine);
    }

    [Fact]
    public async Task Sweep_CancelledJobWhoseAgentIsGone_KeepsWhatWasSentInAVolumeWithoutArchive()
    {
        using TestAgent agent = await Server.ConnectAsync("desk-1");
        JobId job = await BackupClient.BeginAsync(Server, agent);
        (await agent.PostAsync(Routes.Chunks, job, new TestContent(seed: 24, files: 1, fileBytes: 10_000).AllFrames)).EnsureSuccessStatusCode();
        await Server.Jobs.CancelAsync(job, "the test", TestContext.Current.CancellationToken);
        agent.Socket.Abort();
        Server.Clock.Advance(TimeSpan.FromHours(1));
        await Server.Jobs.TickAsync(TestContext.Current.CancellationToken);
        Assert.False(Server.Jobs.IsOpen(job));

        await Server.Services.GetServices<IHostedService>().OfType<AgentHousekeeping>().Single().SweepAsync();

        await IsKeptAsync(agent.Machine);
    }

    [Fact]
    public async Task Restart_InTheMiddle_KeepsWhatWasSentRemovesLeftoversAndTheAgentStartsOver()
    {
        TestContent content = new(seed: 25, files: 2, fileBytes: 10_000);
        using TestAgent agent = await Server.ConnectAsync("desk-1");
        JobId job = await BackupClient.BeginAsync(Server, agent);
        (await agent.PostAsync(Routes.Chunks, job, content.AllFrames)).EnsureSuccessStatusCode();
        agent.Socket.Abort();
        await Server.DisposeAsync();
        await File.WriteAllTextAsync(Place.Combine("store", "0123456789abcdef0123456789abcdef.iso.partial"), "left by a kill", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(Path.Combine(Directory.CreateDirectory(Place.Combine("state", "uploads")).FullName, "1.x.manifest"), "left by a kill", TestContext.Current.CancellationToken);

        await RestartAsync();
        await IsKeptAsync(agent.Machine);
        Assert.Empty(Directory.GetFiles(Place.Combine("state", "uploads")));
        MachineRecord machine = Assert.Single(Server.Catalog.ListMachines());
        EnrollReply reply = new() { Machine = machine.Id, MachineName = machine.Name, Credential = agent.Credential, ServerTime = default };
        using TestAgent back = new(Server, reply, TestServer.Facts("52:54:00:00:00:01"), Contracts.Machines.AgentEnvironment.Live);
        await back.ConnectAsync(job);

        await BackupClient.RefusedAsync(await back.PostAsync(Routes.Chunks, job, content.AllFrames), HttpStatusCode.Conflict, ErrorCode.Conflict);
        (await back.GetAsync(Routes.BaseManifest, job)).EnsureSuccessStatusCode();
        Assert.Equal([0, 0], await BackupClient.MissingAsync(back, job, content.AllIds));
        await BackupClient.CommitAsync(Server, back, job, content);
        await back.FinishAsync(job);

        Assert.Equal(JobState.Succeeded, Server.Catalog.FindJob(job)!.State);
    }

    [Fact]
    public async Task Restart_CatalogLost_TakesArchivesInFromTheirVolumes()
    {
        TestContent content = new(seed: 26, files: 2, fileBytes: 10_000);
        using TestAgent agent = await Server.ConnectAsync("desk-1");
        ArchiveReceipt receipt = await BackupClient.BackUpAsync(Server, agent, content);
        ArchiveRecord before = Server.Catalog.FindArchive(receipt.Archive)!;
        agent.Socket.Abort();
        await Server.DisposeAsync();
        File.Delete(Place.Combine("state", "catalog.db"));

        await RestartAsync();

        ArchiveRecord after = Server.Catalog.FindArchive(receipt.Archive)!;
        Assert.Equal((before.Machine, before.Time, before.Job, before.Volume, before.Number), (after.Machine, after.Time, after.Job, after.Volume, after.Number));
        Assert.Equal(before.Layout!.BootLoader, after.Layout!.BootLoader);
        Assert.Equal("desk-1", Server.Catalog.FindMachine(after.Machine)!.Name);
        using TestAgent back = await Server.EnrollAsync("desk-1");
        Assert.Equal(after.Machine, back.Machine);
    }

    [Fact]
    public async Task Commit_AnswerLostAndServerRestarted_TheReceiptIsStillThere()
    {
        TestContent content = new(seed: 27, files: 1, fileBytes: 10_000);
        using TestAgent agent = await Server.ConnectAsync("desk-1");
        EnrollReply reply = new() { Machine = agent.Machine, MachineName = "desk-1", Credential = agent.Credential, ServerTime = default };
        JobId job = await BackupClient.BeginAsync(Server, agent);
        (await agent.PostAsync(Routes.Chunks, job, content.AllFrames)).EnsureSuccessStatusCode();
        ArchiveReceipt receipt = await BackupClient.CommitAsync(Server, agent, job, content);
        agent.Socket.Abort();
        await Server.DisposeAsync();

        await RestartAsync();
        using TestAgent back = new(Server, reply, TestServer.Facts("52:54:00:00:00:01"), Contracts.Machines.AgentEnvironment.Live);
        await back.ConnectAsync(job);

        Assert.Equal(receipt, await BackupClient.CommitAsync(Server, back, job, content));
    }

    /// <summary>What the machine has sent is in one sound volume without an archive.</summary>
    private async Task IsKeptAsync(MachineId machine)
    {
        await Server.Services.GetRequiredService<InterruptedUploads>().SettleAsync(machine, TestContext.Current.CancellationToken);
        Assert.EndsWith(".iso", Assert.Single(StoreFiles()), StringComparison.Ordinal);
        VolumeRecord volume = Assert.Single(Server.Catalog.ListVolumes());
        Assert.Equal((true, machine), (volume.Interrupted, volume.Machine));
        Assert.Empty((await VolumeVerifier.VerifyAsync(Server.Store, volume.Id, null, TestContext.Current.CancellationToken)).Damage);
    }

    private string[] StoreFiles() => Directory.GetFiles(Place.Combine("store"), "*.iso*");

    private static async Task WaitAsync(Func<bool> condition)
    {
        while (!condition())
        {
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
    }
}
