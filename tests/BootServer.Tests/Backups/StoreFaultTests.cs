using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Net.Http.Json;
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
using Monitas.Imaging.Stores;
using Monitas.Imaging.Volumes;
using Xunit;

namespace Monitas.BootServer.Tests.Backups;

/// <summary>The store or the catalog fails at every single step of a backup, one after the other: what is there afterwards is sound each time.</summary>
public sealed class StoreFaultTests : ServedTests
{
    private readonly HashSet<string> _sound = [];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private InterruptedUploads Interrupted => Server.Services.GetRequiredService<InterruptedUploads>();

    [Theory]
    [InlineData(StoreFault.Full)]
    [InlineData(StoreFault.OneError)]
    [InlineData(StoreFault.Broken)]
    [InlineData(StoreFault.HalfDone)]
    public async Task Backup_StoreFailsAtEveryStep_IsWholeOrNotThereAndTheNextOneWorks(StoreFault fault)
    {
        FaultyStore store = null!;
        await RestartAsync(inner => store = new FaultyStore(inner));
        using TestAgent agent = await Server.ConnectAsync("desk-1");
        int step = 0;
        do
        {
            step++;
            TestContent content = new(seed: 1000 + step, files: 3, fileBytes: 5_000);
            store.Arm(fault, step);
            (JobId job, ArchiveReceipt? receipt) = await TryBackUpAsync(agent, content);
            await Interrupted.SettleAsync(agent.Machine, Cancel);
            store.Disarm();

            Assert.Equal(receipt?.Archive, Server.Catalog.ListArchives().SingleOrDefault(archive => archive.Job == job)?.Id);
            // A disk that is broken altogether keeps the unfinished volume; the next start looks at it again.
            Assert.True(fault == StoreFault.Broken || PartialFiles().Length == 0, $"step {step}");
            await AllVolumesAreSoundAsync();
            await BackupClient.BackUpAsync(Server, agent, content);
        }
        while (store.HasFailed);

        TestContext.Current.TestOutputHelper?.WriteLine($"{fault}: {step - 1} steps of a backup failed, one after the other.");
        Assert.True(step > 20);
        agent.Socket.Abort();
        await RestartAsync();
        await Interrupted.SettleAsync(agent.Machine, Cancel);
        Assert.Empty(PartialFiles());
        Assert.Empty(Directory.GetFiles(Place.Combine("state", "uploads")));
        await AllVolumesAreSoundAsync();
        Assert.All(Server.Catalog.ListArchives(), archive => Assert.DoesNotContain(archive.Warnings, warning => warning.Contains("whole", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(StoreFault.Full)]
    [InlineData(StoreFault.OneError)]
    public async Task Salvage_StoreFailsAtEverySecondStep_KeepsTheChunksOrHasThemSentAgain(StoreFault fault)
    {
        TestAgent agent = await Server.ConnectAsync("desk-1");
        EnrollReply reply = new() { Machine = agent.Machine, MachineName = "desk-1", Credential = agent.Credential, ServerTime = default };
        FaultyStore store = null!;
        int step = 1;
        do
        {
            TestContent content = new(seed: 2000 + step, files: 2, fileBytes: 5_000);
            JobId job = await BackupClient.BeginAsync(Server, agent);
            (await agent.PostAsync(Routes.Chunks, job, content.AllFrames)).EnsureSuccessStatusCode();
            agent.Socket.Abort();
            agent.Dispose();
            await RestartAsync(inner =>
            {
                store = new FaultyStore(inner);
                store.ArmOnResume(fault, step);
                return store;
            });
            await Interrupted.SettleAsync(reply.Machine, Cancel);
            store.Disarm();

            // What could not even be taken up stays for the next start.
            Assert.Equal(step == 1 ? 1 : 0, PartialFiles().Length);
            await AllVolumesAreSoundAsync();
            agent = new TestAgent(Server, reply, TestServer.Facts("52:54:00:00:00:01"), AgentEnvironment.Live);
            await agent.ConnectAsync(job);
            (await agent.GetAsync(Routes.BaseManifest, job)).EnsureSuccessStatusCode();
            (await agent.PostAsync(Routes.Chunks, job, content.AllFrames)).EnsureSuccessStatusCode();
            await BackupClient.CommitAsync(Server, agent, job, content);
            await agent.FinishAsync(job);
            await AllVolumesAreSoundAsync();
            step += 2;
        }
        while (store.HasFailed);
        Assert.True(step > 20);
        agent.Dispose();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Commit_CatalogFails_IsCompletedByARepeatedCommitOrByTheNextStart(bool restarted)
    {
        FaultyCatalog catalog = null!;
        await RestartAsync(wrapCatalog: inner => FaultyCatalog.Wrap(inner, out catalog));
        TestContent content = new(seed: 50, files: 2, fileBytes: 10_000);
        TestAgent agent = await Server.ConnectAsync("desk-1");
        EnrollReply reply = new() { Machine = agent.Machine, MachineName = "desk-1", Credential = agent.Credential, ServerTime = default };
        JobId job = await BackupClient.BeginAsync(Server, agent);
        (await agent.PostAsync(Routes.Chunks, job, content.AllFrames)).EnsureSuccessStatusCode();
        byte[] manifest = content.Manifest(agent.Machine, ArchiveId.New(Server.Clock));
        catalog.Failures = 1;

        await BackupClient.RefusedAsync(await agent.PostAsync(Routes.Commit, job, manifest), HttpStatusCode.InternalServerError, ErrorCode.Internal);
        Assert.Empty(Server.Catalog.ListArchives());
        if (restarted)
        {
            agent.Socket.Abort();
            agent.Dispose();
            await RestartAsync();
            agent = new TestAgent(Server, reply, TestServer.Facts("52:54:00:00:00:01"), AgentEnvironment.Live);
            await agent.ConnectAsync(job);
        }
        (await agent.PostAsync(Routes.Commit, job, manifest)).EnsureSuccessStatusCode();

        ArchiveRecord archive = Assert.Single(Server.Catalog.ListArchives());
        Assert.Equal(job, archive.Job);
        Assert.Single(Server.Catalog.ListVolumes());
        await AllVolumesAreSoundAsync();
        agent.Dispose();
    }

    [Fact]
    public async Task Interrupted_CatalogFails_TheVolumeIsTakenInAtTheNextStart()
    {
        FaultyCatalog catalog = null!;
        await RestartAsync(wrapCatalog: inner => FaultyCatalog.Wrap(inner, out catalog));
        TestContent content = new(seed: 51, files: 2, fileBytes: 10_000);
        using TestAgent agent = await Server.ConnectAsync("desk-1");
        JobId job = await BackupClient.BeginAsync(Server, agent);
        (await agent.PostAsync(Routes.Chunks, job, content.AllFrames)).EnsureSuccessStatusCode();
        catalog.Failures = 1;
        await agent.FinishAsync(job, JobOutcome.Failed);

        JobId next = await BackupClient.BeginAsync(Server, agent);
        Assert.Equal([0, 0], await BackupClient.MissingAsync(agent, next, content.AllIds));
        Assert.Empty(Server.Catalog.ListVolumes());
        agent.Socket.Abort();
        await RestartAsync();

        Assert.True(Assert.Single(Server.Catalog.ListVolumes()).Interrupted);
    }

    /// <summary>A backup of which each step may fail; the job is over afterwards.</summary>
    private async Task<(JobId Job, ArchiveReceipt? Receipt)> TryBackUpAsync(TestAgent agent, TestContent content)
    {
        JobId job = await Server.OrderAsync(agent, JobKind.Backup);
        using HttpResponseMessage begun = await agent.GetAsync(Routes.BaseManifest, job);
        ArchiveReceipt? receipt = null;
        if (begun.IsSuccessStatusCode && await TryPostAsync(agent, Routes.Chunks, job, content.AllFrames))
        {
            await BackupClient.PutLayoutAsync(agent, job);
            using HttpResponseMessage answer = await agent.PostAsync(Routes.Commit, job, content.Manifest(agent.Machine, ArchiveId.New(Server.Clock)));
            receipt = answer.IsSuccessStatusCode ? await answer.Content.ReadFromJsonAsync(ContractsJson.Default.ArchiveReceipt, Cancel) : null;
        }
        await agent.FinishAsync(job, receipt is null ? JobOutcome.Failed : JobOutcome.Succeeded);
        return (job, receipt);
    }

    private static async Task<bool> TryPostAsync(TestAgent agent, string route, JobId job, byte[] body)
    {
        using HttpResponseMessage answer = await agent.PostAsync(route, job, body);
        Assert.True(answer.IsSuccessStatusCode || answer.StatusCode is HttpStatusCode.InsufficientStorage or HttpStatusCode.InternalServerError, $"{answer.StatusCode}");
        return answer.IsSuccessStatusCode;
    }

    private string[] PartialFiles() => Directory.GetFiles(Place.Combine("store"), "*.partial");

    private async Task AllVolumesAreSoundAsync()
    {
        DirectoryStore store = new(Place.Combine("store"));
        foreach (StoreItem item in await store.ListAsync(Cancel))
        {
            if (_sound.Add(item.Name))
            {
                Assert.True(VolumeNames.TryParse(item.Name, out VolumeId volume));
                Assert.Empty((await VolumeVerifier.VerifyAsync(store, volume, null, Cancel)).Damage);
            }
        }
    }
}
