using System;
using System.IO;
using System.Linq;
using System.Net;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.DependencyInjection;
using Monitas.BootServer.Backups;
using Monitas.BootServer.Tests.Agents;
using Monitas.Catalog.Records;
using Monitas.Contracts.Ids;
using Monitas.Contracts.Jobs;
using Monitas.Contracts.Machines;
using Monitas.Contracts.Messages;
using Monitas.Imaging.Volumes;
using Xunit;

namespace Monitas.BootServer.Tests.Backups;

/// <summary>What a machine has sent once, it need not send again, whatever came in between.</summary>
public sealed class InterruptedBackupTests : ServedTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Base_ThirdBackup_KnowsTheChunksOfAllArchivesNotOfTheNewestOnly()
    {
        using TestAgent agent = await Server.ConnectAsync("desk-1");
        TestContent first = new(seed: 30, files: 2, fileBytes: 10_000);
        await BackupClient.BackUpAsync(Server, agent, first);
        await BackupClient.BackUpAsync(Server, agent, new TestContent(seed: 31, files: 2, fileBytes: 10_000));
        JobId job = await BackupClient.BeginAsync(Server, agent);

        Assert.Equal([0, 0], await BackupClient.MissingAsync(agent, job, first.AllIds));
        await BackupClient.CommitAsync(Server, agent, job, first);
    }

    [Fact]
    public async Task Commit_ChunkThatWasStoredAlreadyIsFoundDamagedMeanwhile_IsAskedForAgainAndStoredAnew()
    {
        using TestAgent first = await Server.ConnectAsync("desk-1");
        using TestAgent second = await Server.ConnectAsync("desk-2");
        TestContent content = new(seed: 29, files: 2, fileBytes: 10_000);
        ArchiveReceipt damaged = await BackupClient.BackUpAsync(Server, first, content);
        JobId job = await BackupClient.BeginAsync(Server, second);
        (await second.PostAsync(Routes.Chunks, job, content.AllFrames)).EnsureSuccessStatusCode();
        Assert.True(Server.Services.GetRequiredService<VolumeStore>().Index.MarkDamaged(content.Ids[0], damaged.Volume));

        await BackupClient.RefusedAsync(
            await second.PostAsync(Routes.Commit, job, content.Manifest(second.Machine, ArchiveId.New(Server.Clock))), HttpStatusCode.Conflict, ErrorCode.Conflict);
        (await second.GetAsync(Routes.BaseManifest, job)).EnsureSuccessStatusCode();
        Assert.Equal([1, 0], await BackupClient.MissingAsync(second, job, content.AllIds));
        (await second.PostAsync(Routes.Chunks, job, content.AllFrames)).EnsureSuccessStatusCode();
        ArchiveReceipt receipt = await BackupClient.CommitAsync(Server, second, job, content);

        await using VolumeReader volume = await VolumeReader.OpenAsync(Server.Store, receipt.Volume, Cancel);
        Assert.Equal([content.Ids[0]], (await volume.ReadIndexAsync(Cancel)).Select(entry => entry.Id));
    }

    [Fact]
    public async Task Base_SaidAgainByTheSameJob_GoesOnWithTheSameVolume()
    {
        using TestAgent agent = await Server.ConnectAsync("desk-1");
        TestContent content = new(seed: 32, files: 4, fileBytes: 10_000);
        JobId job = await BackupClient.BeginAsync(Server, agent);
        (await agent.PostAsync(Routes.Chunks, job, [.. content.Frames.Take(2).SelectMany(f => f)])).EnsureSuccessStatusCode();

        (await agent.GetAsync(Routes.BaseManifest, job)).EnsureSuccessStatusCode();
        Assert.Equal([0, 0, 1, 1], await BackupClient.MissingAsync(agent, job, content.AllIds));
        (await agent.PostAsync(Routes.Chunks, job, [.. content.Frames.Skip(2).SelectMany(f => f)])).EnsureSuccessStatusCode();
        ArchiveReceipt receipt = await BackupClient.CommitAsync(Server, agent, job, content);

        Assert.Equal([receipt.Volume], Server.Catalog.ListVolumes().Select(v => v.Id));
        Assert.Equal(40_000, Server.Catalog.FindArchive(receipt.Archive)!.Figures["newBytes"]);
    }

    [Fact]
    public async Task Base_LaterJobAfterACancelledOne_SendsOnlyWhatIsMissing()
    {
        using TestAgent agent = await Server.ConnectAsync("desk-1");
        TestContent content = new(seed: 33, files: 4, fileBytes: 10_000);
        JobId job = await BackupClient.BeginAsync(Server, agent);
        (await agent.PostAsync(Routes.Chunks, job, [.. content.Frames.Take(3).SelectMany(f => f)])).EnsureSuccessStatusCode();
        await agent.FinishAsync(job, JobOutcome.Failed);

        JobId next = await BackupClient.BeginAsync(Server, agent);
        Assert.Equal([0, 0, 0, 1], await BackupClient.MissingAsync(agent, next, content.AllIds));
        (await agent.PostAsync(Routes.Chunks, next, content.Frames[3])).EnsureSuccessStatusCode();
        ArchiveReceipt receipt = await BackupClient.CommitAsync(Server, agent, next, content);

        ArchiveRecord archive = Server.Catalog.FindArchive(receipt.Archive)!;
        Assert.Equal(2, archive.Volumes.Count);
        Assert.Equal(10_000, archive.Figures["newBytes"]);
        Assert.Single(Server.Catalog.ListVolumes(), v => v.Interrupted);
        await AllVolumesAreSoundAsync();
    }

    [Fact]
    public async Task Restart_AfterAKill_TakesUpThePartialDropsItsTornTailAndKnowsTheRest()
    {
        TestContent content = new(seed: 34, files: 4, fileBytes: 10_000);
        using TestAgent agent = await Server.ConnectAsync("desk-1");
        JobId job = await BackupClient.BeginAsync(Server, agent);
        (await agent.PostAsync(Routes.Chunks, job, content.AllFrames)).EnsureSuccessStatusCode();
        using TestAgent back = await RestartAsAfterAKillAsync(agent, job, partial => partial.SetLength(partial.Length - 5));

        (await back.GetAsync(Routes.BaseManifest, job)).EnsureSuccessStatusCode();
        Assert.Equal([0, 0, 0, 1], await BackupClient.MissingAsync(back, job, content.AllIds));
        Assert.Empty(Directory.GetFiles(Place.Combine("store"), "*.partial"));
        Assert.Empty(Directory.GetFiles(Place.Combine("state", "uploads")));
        (await back.PostAsync(Routes.Chunks, job, content.Frames[3])).EnsureSuccessStatusCode();
        await BackupClient.CommitAsync(Server, back, job, content);
        await AllVolumesAreSoundAsync();
    }

    [Fact]
    public async Task Restart_PartialOfNobody_IsRemoved()
    {
        TestContent content = new(seed: 35, files: 2, fileBytes: 10_000);
        using TestAgent agent = await Server.ConnectAsync("desk-1");
        JobId job = await BackupClient.BeginAsync(Server, agent);
        (await agent.PostAsync(Routes.Chunks, job, content.AllFrames)).EnsureSuccessStatusCode();
        agent.Socket.Abort();
        await Server.DisposeAsync();
        Directory.Delete(Place.Combine("state", "uploads"), recursive: true);

        await RestartAsync();

        Assert.Empty(Directory.GetFiles(Place.Combine("store")));
        Assert.Empty(Server.Catalog.ListVolumes());
    }

    [Fact]
    public async Task Restart_ChunksOfAnotherMachineThatWereSentBefore_AreKnown()
    {
        TestContent shared = new(seed: 36, files: 3, fileBytes: 10_000);
        using TestAgent owner = await Server.ConnectAsync("desk-1");
        await BackupClient.BackUpAsync(Server, owner, shared);
        owner.Socket.Abort();
        using TestAgent agent = await Server.ConnectAsync("desk-2", "52:54:00:00:00:02");
        JobId job = await BackupClient.BeginAsync(Server, agent);
        Assert.Equal([1, 1, 1], await BackupClient.MissingAsync(agent, job, shared.AllIds));
        (await agent.PostAsync(Routes.Chunks, job, [.. shared.Frames.Take(2).SelectMany(f => f)])).EnsureSuccessStatusCode();
        using TestAgent back = await RestartAsAfterAKillAsync(agent, job, _ => { });

        (await back.GetAsync(Routes.BaseManifest, job)).EnsureSuccessStatusCode();
        Assert.Equal([0, 0, 1], await BackupClient.MissingAsync(back, job, shared.AllIds));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Base_ListOfChunksLostOrDamaged_IsMadeAnew(bool damaged)
    {
        using TestAgent agent = await Server.ConnectAsync("desk-1");
        TestContent first = new(seed: 37, files: 2, fileBytes: 10_000);
        TestContent second = new(seed: 38, files: 2, fileBytes: 10_000);
        TestContent cut = new(seed: 39, files: 1, fileBytes: 10_000);
        await BackupClient.BackUpAsync(Server, agent, first);
        await BackupClient.BackUpAsync(Server, agent, second);
        JobId failed = await BackupClient.BeginAsync(Server, agent);
        (await agent.PostAsync(Routes.Chunks, failed, cut.AllFrames)).EnsureSuccessStatusCode();
        await agent.FinishAsync(failed, JobOutcome.Failed);
        await Server.Services.GetRequiredService<InterruptedUploads>().SettleAsync(agent.Machine, Cancel);
        string list = Assert.Single(Directory.GetFiles(Place.Combine("state", "chunks")));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(list));
        if (damaged)
        {
            byte[] bytes = await File.ReadAllBytesAsync(list, Cancel);
            bytes[30] ^= 1;
            await File.WriteAllBytesAsync(list, bytes, Cancel);
        }
        else
        {
            File.Delete(list);
        }

        JobId job = await BackupClient.BeginAsync(Server, agent);

        Assert.Equal([0, 0, 0, 0, 0], await BackupClient.MissingAsync(agent, job, [.. first.AllIds, .. second.AllIds, .. cut.AllIds]));
    }

    [Fact]
    public async Task Restart_CatalogLost_InterruptedVolumesAreTakenInAndTheirChunksKnown()
    {
        using TestAgent agent = await Server.ConnectAsync("desk-1");
        TestContent whole = new(seed: 40, files: 1, fileBytes: 10_000);
        TestContent cut = new(seed: 41, files: 2, fileBytes: 10_000);
        await BackupClient.BackUpAsync(Server, agent, whole);
        JobId failed = await BackupClient.BeginAsync(Server, agent);
        (await agent.PostAsync(Routes.Chunks, failed, cut.AllFrames)).EnsureSuccessStatusCode();
        await agent.FinishAsync(failed, JobOutcome.Failed);
        await Server.Services.GetRequiredService<InterruptedUploads>().SettleAsync(agent.Machine, Cancel);
        agent.Socket.Abort();
        await Server.DisposeAsync();
        File.Delete(Place.Combine("state", "catalog.db"));
        Directory.Delete(Place.Combine("state", "chunks"), recursive: true);

        await RestartAsync();

        VolumeRecord volume = Assert.Single(Server.Catalog.ListVolumes(), v => v.Interrupted);
        Assert.Equal(agent.Machine, volume.Machine);
        using TestAgent back = await Server.ConnectAsync("desk-1");
        JobId job = await BackupClient.BeginAsync(Server, back);
        Assert.Equal([0, 0, 0], await BackupClient.MissingAsync(back, job, [.. cut.AllIds, .. whole.AllIds]));
    }

    /// <summary>A stopped server leaves the unfinished volume as a killed one does; the callback makes it worse.</summary>
    private async Task<TestAgent> RestartAsAfterAKillAsync(TestAgent agent, JobId job, Action<FileStream> harm)
    {
        EnrollReply reply = new() { Machine = agent.Machine, MachineName = "desk", Credential = agent.Credential, ServerTime = default };
        MachineFacts facts = TestServer.Facts(Server.Catalog.FindMachine(agent.Machine)!.MacAddresses[0]);
        agent.Socket.Abort();
        await Server.DisposeAsync();
        foreach (string partial in Directory.GetFiles(Place.Combine("store"), "*.partial"))
        {
            await using FileStream file = new(partial, FileMode.Open);
            harm(file);
        }
        await RestartAsync();
        TestAgent back = new(Server, reply, facts, AgentEnvironment.Live);
        await back.ConnectAsync(job);
        return back;
    }

    private async Task AllVolumesAreSoundAsync()
    {
        foreach (VolumeRecord volume in Server.Catalog.ListVolumes())
        {
            Assert.Empty((await VolumeVerifier.VerifyAsync(Server.Store, volume.Id, null, Cancel)).Damage);
        }
    }
}
