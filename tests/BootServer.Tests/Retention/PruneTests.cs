using System;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.DependencyInjection;
using Monitas.BootServer.Configuration;
using Monitas.BootServer.Retention;
using Monitas.BootServer.Tests.Agents;
using Monitas.BootServer.Tests.Backups;
using Monitas.Catalog.Records;
using Monitas.Contracts.Ids;
using Monitas.Contracts.Jobs;
using Monitas.Contracts.Messages;
using Monitas.Imaging.Stores;
using Monitas.Imaging.Volumes;
using Xunit;

namespace Monitas.BootServer.Tests.Retention;

public sealed class PruneTests : ServedTests
{
    private static readonly Func<ServerSettings, ServerSettings> KeepOne = settings => settings with { Retention = new RetentionSettings { Default = new RetentionPolicy { Last = 1 } } };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private Pruner Pruner => Server.Services.GetRequiredService<Pruner>();

    private string StorePath => Place.Combine("store");

    [Fact]
    public async Task Run_KeepOne_GivesTheSpaceBackAndTheRestIsWhole()
    {
        using TestAgent agent = await MakeAsync(KeepOne);
        long before = PruneScene.StoreBytes(StorePath);
        PruneReply plan = await Pruner.PlanAsync(Cancel);
        Assert.Equal(before, PruneScene.StoreBytes(StorePath));
        Assert.Equal(4, Server.Catalog.ListArchives().Count);

        PruneReply done = (await Pruner.RunAsync(Cancel))!;

        ArchiveRecord left = Assert.Single(Server.Catalog.ListArchives());
        Assert.Equal(4, left.Number);
        Assert.Equal(plan.Archives.Select(a => (a.Archive, a.Kept)), done.Archives.Select(a => (a.Archive, a.Kept)));
        Assert.Equal(plan.Volumes.Select(v => (v.Volume, v.Kept)), done.Volumes.Select(v => (v.Volume, v.Kept)));
        Assert.Empty(done.Problems);
        Assert.Equal(before - done.FreedBytes, PruneScene.StoreBytes(StorePath));
        Assert.InRange(PruneScene.StoreBytes(StorePath), 0, before * 2 / 3);
        Assert.InRange(done.FreedBytes, plan.FreedBytes - 100_000, plan.FreedBytes + 100_000);
        await PruneScene.AssertWholeAsync(Server);

        await RestartAsync(change: KeepOne);
        Assert.Equal(left.Id, Assert.Single(Server.Catalog.ListArchives()).Id);
        await PruneScene.AssertWholeAsync(Server);
        Assert.Equal(0, (await Pruner.RunAsync(Cancel))!.Archives.Count(a => !a.Kept));
        Assert.Empty(Server.Catalog.ListRemovedArchives());
    }

    [Fact]
    public async Task Run_ThenBackUpAgain_TheNextNumberIsNew()
    {
        using TestAgent agent = await MakeAsync(KeepOne);
        await Pruner.RunAsync(Cancel);
        await PruneScene.BackUpAsync(Server, agent, 1, 9);
        Assert.Equal([4, 5], Server.Catalog.ListArchives().Select(a => a.Number));
        await PruneScene.AssertWholeAsync(Server);
    }

    [Fact]
    public async Task Remove_ManifestStaysInAVolume_TheArchiveDoesNotComeBack()
    {
        using TestAgent agent = await Server.ConnectAsync("desk-1");
        ArchiveId old = await PruneScene.BackUpAsync(Server, agent, 1, 2);
        ArchiveId kept = await PruneScene.BackUpAsync(Server, agent, 1, 2, 3);
        Assert.True(await Pruner.RemoveAsync(old, Cancel));
        Assert.NotNull(Assert.Single(Server.Catalog.ListRemovedArchives()).Tombstone);
        agent.Socket.Abort();
        await Server.DisposeAsync();
        File.Delete(Place.Combine("state", "catalog.db"));

        await RestartAsync();

        ArchiveRecord left = Assert.Single(Server.Catalog.ListArchives());
        Assert.Equal((kept, 2), (left.Id, left.Number));
        Assert.Equal(old, Assert.Single(Server.Catalog.ListRemovedArchives()).Archive);
        await PruneScene.AssertWholeAsync(Server);
    }

    [Fact]
    public async Task Run_BackupReliesOnDeadChunks_TheyAreMovedToo()
    {
        await RestartAsync(change: KeepOne);
        using TestAgent other = await Server.ConnectAsync("desk-2", "52:54:00:00:00:02");
        await PruneScene.BackUpAsync(Server, other, 1, 2);
        await PruneScene.BackUpAsync(Server, other, 1);
        using TestAgent agent = await Server.ConnectAsync("desk-1");
        TestContent content = PruneScene.Content(2, 5);
        JobId job = await BackupClient.BeginAsync(Server, agent);
        (await agent.PostAsync(Routes.Chunks, job, content.AllFrames)).EnsureSuccessStatusCode();

        PruneReply done = (await Pruner.RunAsync(Cancel))!;
        await BackupClient.CommitAsync(Server, agent, job, content);

        Assert.Single(done.Archives, a => !a.Kept);
        await PruneScene.AssertWholeAsync(Server);
    }

    [Fact]
    public async Task Run_RestoreIsRunning_ItGoesOn()
    {
        using TestAgent agent = await MakeAsync(KeepOne);
        TestContent content = PruneScene.Content(1, 2);
        ArchiveRecord source = Server.Catalog.ListArchives()[0];
        JobId job = await Server.OrderAsync(agent, JobKind.Restore, source.Id);
        using HttpResponseMessage first = await agent.PostAsync(Routes.FetchChunks, job, TestContent.IdBytes([content.Ids[0]]));
        first.EnsureSuccessStatusCode();

        PruneReply done = (await Pruner.RunAsync(Cancel))!;
        using HttpResponseMessage rest = await agent.PostAsync(Routes.FetchChunks, job, content.AllIds);

        Assert.Equal(content.AllFrames, await rest.Content.ReadAsByteArrayAsync(Cancel));
        Assert.Contains($"job {job} reads it", done.Archives.Single(a => a.Archive == source.Id).Reasons);
        Assert.Equal(2, done.Archives.Count(a => a.Kept));
        await PruneScene.AssertWholeAsync(Server);
    }

    [Fact]
    public async Task Run_LiveChunkIsDamaged_ItsVolumeStays()
    {
        using TestAgent agent = await MakeAsync(KeepOne);
        ChunkId hit = PruneScene.Content(1).Ids[1];
        Assert.True(Server.Services.GetRequiredService<Monitas.BootServer.Backups.VolumeStore>().Index.TryLocate(hit, out ChunkLocation location));
        await using (FileStream file = File.OpenWrite(Path.Combine(StorePath, VolumeNames.OfVolume(location.Volume))))
        {
            file.Position = location.OffsetBytes + 5_000;
            file.Write(new byte[100]);
        }

        PruneReply done = (await Pruner.RunAsync(Cancel))!;

        Assert.Contains(done.Problems, problem => problem.Contains(location.Volume.ToString(), StringComparison.Ordinal));
        Assert.True(done.Volumes.Single(v => v.Volume == location.Volume).Kept);
        Assert.True(File.Exists(Path.Combine(StorePath, VolumeNames.OfVolume(location.Volume))));

        // What is damaged counts as missing, so the next backup heals the archive.
        await PruneScene.BackUpAsync(Server, agent, 1, 4);
        await Pruner.RunAsync(Cancel);
        await PruneScene.AssertWholeAsync(Server);
    }

    [Fact]
    public async Task Run_DiesAtEveryStep_NothingIsLostAndTheNextRunDoesTheRest()
    {
        int steps = await CountStepsAsync();
        Assert.InRange(steps, 5, 50);
        for (int change = 1; change <= steps; change++)
        {
            await DieAndGoOnAsync(change, after: false);
            await DieAndGoOnAsync(change, after: true);
        }
    }

    private async Task<int> CountStepsAsync()
    {
        DyingStore? store = null;
        using TestAgent agent = await MakeAsync(KeepOne, inner => store = new DyingStore(inner));
        int before = store!.Changes;
        await Pruner.RunAsync(Cancel);
        await EmptyAsync();
        return store.Changes - before;
    }

    private async Task DieAndGoOnAsync(int change, bool after)
    {
        DyingStore? store = null;
        using TestAgent agent = await MakeAsync(KeepOne, inner => store = new DyingStore(inner));
        store!.DieAt(change, after);
        try
        {
            await Pruner.RunAsync(Cancel);
        }
        catch (IOException) when (store.IsDead)
        {
        }
        Assert.True(store.IsDead);
        agent.Socket.Abort();
        await RestartAsync(change: KeepOne);
        await PruneScene.AssertWholeAsync(Server, isExact: false);
        Assert.Equal(4, Assert.Single(Server.Catalog.ListArchives()).Number);
        Assert.Empty(Directory.GetFiles(StorePath, "*.partial"));

        await Pruner.RunAsync(Cancel);
        await Pruner.RunAsync(Cancel);
        await PruneScene.AssertWholeAsync(Server);
        Assert.Single(Server.Catalog.ListArchives());
        Assert.Equal(Server.Catalog.ListVolumes().Count, Directory.GetFiles(StorePath, "*.iso").Length);
        Assert.Empty(Server.Catalog.ListDroppedVolumes());
        Assert.InRange(PruneScene.StoreBytes(StorePath), 0, 1_000_000);
        await EmptyAsync();
    }

    /// <summary>Four archives of one machine: much of the older ones is in no newer one, but some of each is in the newest.</summary>
    private async Task<TestAgent> MakeAsync(Func<ServerSettings, ServerSettings> change, Func<IStore, IStore>? wrapStore = null)
    {
        await RestartAsync(wrapStore, change: change);
        TestAgent agent = await Server.ConnectAsync("desk-1");
        await PruneScene.BackUpAsync(Server, agent, 1, 2);
        await PruneScene.BackUpAsync(Server, agent, 1, 3, 6);
        await PruneScene.BackUpAsync(Server, agent, 1, 3, 7, 8);
        await PruneScene.BackUpAsync(Server, agent, 1, 4);
        return agent;
    }

    private async Task EmptyAsync()
    {
        await Server.DisposeAsync();
        Directory.Delete(Place.Combine("state"), recursive: true);
        Directory.Delete(StorePath, recursive: true);
    }
}
