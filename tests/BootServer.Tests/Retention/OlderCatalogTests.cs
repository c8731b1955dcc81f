using System;
using System.IO;
using System.Linq;
using System.Net;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.DependencyInjection;
using Monitas.BootServer.Backups;
using Monitas.BootServer.Configuration;
using Monitas.BootServer.Retention;
using Monitas.BootServer.Tests.Agents;
using Monitas.BootServer.Tests.Backups;
using Monitas.BootServer.Verify;
using Monitas.Catalog.Records;
using Monitas.Contracts.Ids;
using Monitas.Contracts.Jobs;
using Monitas.Contracts.Messages;
using Monitas.Imaging.Volumes;
using Xunit;

namespace Monitas.BootServer.Tests.Retention;

/// <summary>The sysadmin puts an older copy of catalog.db back, or volumes vanish: the catalog must come to say what the store holds.</summary>
public sealed class OlderCatalogTests : ServedTests
{
    private static readonly Func<ServerSettings, ServerSettings> KeepOne = settings => settings with { Retention = new RetentionSettings { Default = new RetentionPolicy { Last = 1 } } };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private Pruner Pruner => Server.Services.GetRequiredService<Pruner>();

    private string CatalogPath => Place.Combine("state", "catalog.db");

    [Fact]
    public async Task Start_ArchiveWasRemovedSince_IsOutOfTheCatalog()
    {
        ArchiveId removed;
        using (TestAgent agent = await Server.ConnectAsync("desk-1"))
        {
            removed = await PruneScene.BackUpAsync(Server, agent, 1, 2);
            await PruneScene.BackUpAsync(Server, agent, 1, 4);
            agent.Socket.Abort();
        }
        await CopyCatalogAsync();
        Assert.True(await Pruner.RemoveAsync(removed, Cancel));

        await PutCatalogBackAsync();

        Assert.Equal([2], Server.Catalog.ListArchives().Select(archive => archive.Number));
        RemovedArchiveRecord noted = Assert.Single(Server.Catalog.ListRemovedArchives());
        Assert.Equal((removed, 1), (noted.Archive, noted.Number));
        Assert.NotNull(noted.Tombstone);
        await PruneScene.AssertWholeAsync(Server);
    }

    [Fact]
    public async Task Start_NewestArchiveWasMadeAndRemovedSince_ItsNumberIsNotGivenAgain()
    {
        using TestAgent agent = await Server.ConnectAsync("desk-1");
        await PruneScene.BackUpAsync(Server, agent, 1, 2);
        agent.Socket.Abort();
        await CopyCatalogAsync();
        using (TestAgent again = await Server.ConnectAsync("desk-1"))
        {
            await PruneScene.BackUpAsync(Server, again, 1, 3);
            ArchiveId third = await PruneScene.BackUpAsync(Server, again, 1, 4);
            Assert.True(await Pruner.RemoveAsync(third, Cancel));
            again.Socket.Abort();
        }

        await PutCatalogBackAsync();

        Assert.Equal([1, 2], Server.Catalog.ListArchives().Select(archive => archive.Number));
        using TestAgent back = await Server.ConnectAsync("desk-1");
        ArchiveId fourth = await PruneScene.BackUpAsync(Server, back, 1, 5);
        Assert.Equal(4, Server.Catalog.FindArchive(fourth)!.Number);
    }

    [Fact]
    public async Task BackUp_CatalogWasLost_IsNotTakenForTheBackupOfAnEarlierJob()
    {
        using TestAgent agent = await Server.ConnectAsync("desk-1");
        ArchiveId first = await PruneScene.BackUpAsync(Server, agent, 1, 2);
        agent.Socket.Abort();
        await Server.DisposeAsync();
        File.Delete(CatalogPath);
        await RestartAsync();
        using TestAgent back = await Server.ConnectAsync("desk-1");

        ArchiveId second = await PruneScene.BackUpAsync(Server, back, 1, 3);

        Assert.NotEqual(first, second);
        Assert.Equal([first, second], Server.Catalog.ListArchives(back.Machine).Select(archive => archive.Id));
    }

    [Fact]
    public async Task Start_PrunedSince_ArchivesAreWholeByTheirChunksOrSayThatTheyAreLost()
    {
        await MakePrunedAsync();

        ArchiveRecord left = Server.Catalog.ListArchives().Single(archive => archive.Number == 4);
        Assert.Empty(left.Warnings);
        Assert.All(left.Volumes, volume => Assert.True(File.Exists(Place.Combine("store", VolumeNames.OfVolume(volume)))));
        ArchiveRecord[] lost = [.. Server.Catalog.ListArchives().Where(archive => archive.Number != 4)];
        Assert.NotEmpty(lost);
        Assert.All(lost, archive =>
        {
            Assert.Equal("lost", ArchiveMarks.StateOf(archive));
            Assert.Contains($"archive delete desk-1 {archive.Number}", Assert.Single(archive.Warnings), StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task Remove_LostArchives_NothingIsLeftOfThemAndSpaceComesBackAgain()
    {
        await MakePrunedAsync();

        foreach (ArchiveRecord lost in Server.Catalog.ListArchives().Where(archive => ArchiveMarks.StateOf(archive) == "lost"))
        {
            Assert.True(await Pruner.RemoveAsync(lost.Id, Cancel));
        }

        await PruneScene.AssertWholeAsync(Server);
        using TestAgent agent = await Server.ConnectAsync("desk-1");
        ArchiveId newest = await PruneScene.BackUpAsync(Server, agent, 1, 9);
        Assert.Equal(5, Server.Catalog.FindArchive(newest)!.Number);
        PruneReply done = (await Pruner.RunAsync(Cancel))!;
        Assert.Empty(done.Problems);
        Assert.Equal(newest, Assert.Single(Server.Catalog.ListArchives()).Id);
        await Pruner.RunAsync(Cancel);
        Assert.Equal(Server.Catalog.ListVolumes().Count, Directory.GetFiles(Place.Combine("store"), "*.iso").Length);
        Assert.Empty(Server.Catalog.ListDroppedVolumes());
        Assert.Empty(Server.Catalog.ListRemovedArchives());
        await PruneScene.AssertWholeAsync(Server);
    }

    [Fact]
    public async Task Run_RetentionDoesNotKeepALostArchive_ItGoesWithTheOthers()
    {
        await MakePrunedAsync();
        await Pruner.RunAsync(Cancel);
        Assert.Equal([4], Server.Catalog.ListArchives().Select(archive => archive.Number));
        await PruneScene.AssertWholeAsync(Server);
    }

    [Fact]
    public async Task Start_VolumeIsAwayAndComesBack_TheArchiveIsLostOnlyMeanwhile()
    {
        using TestAgent agent = await Server.ConnectAsync("desk-1");
        ArchiveId archive = await PruneScene.BackUpAsync(Server, agent, 1, 2);
        await PruneScene.BackUpAsync(Server, agent, 3);
        agent.Socket.Abort();
        string volume = Place.Combine("store", VolumeNames.OfVolume(Server.Catalog.FindArchive(archive)!.Volume));
        await Server.DisposeAsync();
        File.Move(volume, Place.Combine("away.iso"));
        await RestartAsync();
        Assert.Equal("lost", ArchiveMarks.StateOf(Server.Catalog.FindArchive(archive)!));
        await Server.DisposeAsync();
        File.Move(Place.Combine("away.iso"), volume);

        await RestartAsync();

        Assert.All(Server.Catalog.ListArchives(), one => Assert.Empty(one.Warnings));
        await PruneScene.AssertWholeAsync(Server);
    }

    [Fact]
    public async Task Start_VolumeVanishedThatAnArchiveNeedsAndDoesNotName_TheArchiveSaysSo()
    {
        using TestAgent agent = await Server.ConnectAsync("desk-1");
        ArchiveId first = await PruneScene.BackUpAsync(Server, agent, 1, 2);
        ArchiveId second = await PruneScene.BackUpAsync(Server, agent, 1, 3);
        agent.Socket.Abort();
        VolumeId home = Server.Catalog.FindArchive(second)!.Volume;
        Server.Catalog.UpdateArchive(second, archive => archive with { Volumes = [home] });
        File.Delete(Place.Combine("store", VolumeNames.OfVolume(Server.Catalog.FindArchive(first)!.Volume)));

        await RestartAsync();

        Assert.Equal("not whole", ArchiveMarks.StateOf(Server.Catalog.FindArchive(second)!));
    }

    [Fact]
    public async Task Rebuild_VolumeVanishedWhileTheServerRuns_ItsArchiveSaysSoAndTheNextBackupReliesOnNothingInIt()
    {
        using TestAgent agent = await Server.ConnectAsync("desk-1");
        ArchiveId first = await PruneScene.BackUpAsync(Server, agent, 1, 2);
        ArchiveId second = await PruneScene.BackUpAsync(Server, agent, 1, 3);
        File.Delete(Place.Combine("store", VolumeNames.OfVolume(Server.Catalog.FindArchive(first)!.Volume)));

        RebuildReply reply = await Server.Services.GetRequiredService<CatalogRebuilder>().RunAsync(Cancel);

        Assert.Equal("lost", ArchiveMarks.StateOf(Server.Catalog.FindArchive(first)!));
        Assert.Equal("not whole", ArchiveMarks.StateOf(Server.Catalog.FindArchive(second)!));
        Assert.Equal(2, reply.Problems.Count);
        ArchiveId third = await PruneScene.BackUpAsync(Server, agent, 1, 3);
        Assert.True(ArchiveMarks.IsWhole(Server.Catalog.FindArchive(third)!));
        await RestartAsync();
        Assert.True(ArchiveMarks.IsWhole(Server.Catalog.FindArchive(third)!));
        Assert.True(ArchiveMarks.IsWhole(Server.Catalog.FindArchive(second)!));
    }

    [Fact]
    public async Task Rebuild_DroppedVolumeCouldNotBeDeleted_ItDoesNotCountAgain()
    {
        AilingStore? store = null;
        await RestartAsync(inner => store = new AilingStore(inner), change: KeepOne);
        using TestAgent agent = await FourArchivesAsync();
        store!.KeepsAll = true;
        await Pruner.RunAsync(Cancel);
        VolumeId[] dropped = [.. Server.Catalog.ListDroppedVolumes().Select(volume => volume.Id)];
        VolumeId[] counted = [.. Server.Catalog.ListVolumes().Select(volume => volume.Id)];
        Assert.NotEmpty(dropped);

        RebuildReply reply = await Server.Services.GetRequiredService<CatalogRebuilder>().RunAsync(Cancel);

        Assert.Equal(counted.Length, reply.Volumes);
        Assert.Equal(counted, Server.Catalog.ListVolumes().Select(volume => volume.Id));
        Assert.Equal(dropped, Server.Catalog.ListDroppedVolumes().Select(volume => volume.Id));
        Assert.Equal([4], Server.Catalog.ListArchives().Select(archive => archive.Number));
        store.KeepsAll = false;
        await Pruner.RunAsync(Cancel);
        Assert.All(dropped, volume => Assert.False(File.Exists(Place.Combine("store", VolumeNames.OfVolume(volume)))));
        await PruneScene.AssertWholeAsync(Server);
    }

    [Fact]
    public async Task Fetch_ArchiveOfAnOldCatalogsJobWasRemoved_TheJobIsToldSo()
    {
        using TestAgent agent = await Server.ConnectAsync("desk-1");
        ArchiveId removed = await PruneScene.BackUpAsync(Server, agent, 1, 2);
        await PruneScene.BackUpAsync(Server, agent, 1, 4);
        JobId job = await Server.OrderAsync(agent, JobKind.Restore, removed);
        (await agent.GetAsync(Routes.Manifest, job)).EnsureSuccessStatusCode();
        Server.Catalog.NoteRemovedArchives([new RemovedArchiveRecord { Archive = removed, Machine = agent.Machine, Number = 1, Removed = Server.Clock.GetUtcNow() }]);

        ErrorReply refused = await BackupClient.RefusedAsync(await agent.GetAsync(Routes.Manifest, job), HttpStatusCode.NotFound, ErrorCode.NotFound);

        Assert.Contains($"Archive 1 of job {job} was removed", refused.Message, StringComparison.Ordinal);
    }

    /// <summary>Four archives and a copy of the catalog; then a prune that leaves only the last; then the copy is put back.</summary>
    private async Task MakePrunedAsync()
    {
        await RestartAsync(change: KeepOne);
        using (TestAgent agent = await FourArchivesAsync())
        {
            agent.Socket.Abort();
        }
        await CopyCatalogAsync();
        Assert.NotEqual(0, (await Pruner.RunAsync(Cancel))!.FreedBytes);
        await PutCatalogBackAsync();
    }

    private async Task<TestAgent> FourArchivesAsync()
    {
        TestAgent agent = await Server.ConnectAsync("desk-1");
        await PruneScene.BackUpAsync(Server, agent, 1, 2);
        await PruneScene.BackUpAsync(Server, agent, 1, 3, 6);
        await PruneScene.BackUpAsync(Server, agent, 1, 3, 7, 8);
        await PruneScene.BackUpAsync(Server, agent, 1, 4);
        return agent;
    }

    private async Task CopyCatalogAsync()
    {
        await Server.DisposeAsync();
        File.Copy(CatalogPath, Place.Combine("older.db"));
        await RestartAsync(change: KeepOne);
    }

    private async Task PutCatalogBackAsync()
    {
        await Server.DisposeAsync();
        File.Copy(Place.Combine("older.db"), CatalogPath, overwrite: true);
        await RestartAsync(change: KeepOne);
    }
}
