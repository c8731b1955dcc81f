using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.DependencyInjection;
using Monitas.BootServer.Backups;
using Monitas.BootServer.Configuration;
using Monitas.BootServer.Retention;
using Monitas.BootServer.Tests.Agents;
using Monitas.BootServer.Tests.Backups;
using Monitas.Catalog;
using Monitas.Catalog.Records;
using Monitas.Contracts.Ids;
using Monitas.Imaging.Stores;
using Monitas.Imaging.Volumes;
using Xunit;

namespace Monitas.BootServer.Tests.Retention;

/// <summary>Pruning while the store or the catalog ails: no volume may go that holds the only copy of what an archive needs.</summary>
public sealed class AilingPruneTests : ServedTests
{
    private static readonly Func<ServerSettings, ServerSettings> KeepOne = settings => settings with { Retention = new RetentionSettings { Default = new RetentionPolicy { Last = 1 } } };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private Pruner Pruner => Server.Services.GetRequiredService<Pruner>();

    private ChunkIndex Index => Server.Services.GetRequiredService<VolumeStore>().Index;

    private string StorePath => Place.Combine("store");

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Run_NeededVolumeWasUnreadableOrMissingAtTheStart_ItStays(bool isMissing)
    {
        (ArchiveId kept, VolumeId volume) = await NeedOldVolumeAsync();
        string file = Path.Combine(StorePath, VolumeNames.OfVolume(volume));
        string away = Place.Combine("away.iso");
        AilingStore? store = null;
        if (isMissing)
        {
            File.Move(file, away);
        }
        await RestartAsync(inner => store = new AilingStore(inner) { Unreadable = { isMissing ? "" : VolumeNames.OfVolume(volume) } }, change: KeepOne);
        store!.Unreadable.Clear();
        if (isMissing)
        {
            File.Move(away, file);
        }

        PruneReply done = (await Pruner.RunAsync(Cancel))!;

        PrunedVolume said = done.Volumes.Single(one => one.Volume == volume);
        Assert.True(said.Kept);
        Assert.Contains("restart the server", said.Why, StringComparison.Ordinal);
        Assert.True(File.Exists(file));
        await RestartAsync(change: KeepOne);
        Assert.Equal(kept, Assert.Single(Server.Catalog.ListArchives()).Id);
        await PruneScene.AssertWholeAsync(Server);
        await Pruner.RunAsync(Cancel);
        await PruneScene.AssertWholeAsync(Server);
    }

    [Fact]
    public async Task Run_DroppedVolumesCannotBeDeleted_NothingReliesOnThemAfterARestart()
    {
        AilingStore? store = null;
        using TestAgent agent = await MakeAsync(inner => store = new AilingStore(inner));
        store!.KeepsAll = true;
        await Pruner.RunAsync(Cancel);
        VolumeId[] dropped = [.. Server.Catalog.ListDroppedVolumes().Select(volume => volume.Id)];
        Assert.NotEmpty(dropped);
        agent.Socket.Abort();

        await RestartAsync(inner => new AilingStore(inner) { KeepsAll = true }, change: KeepOne);

        Assert.All(dropped, volume => Assert.False(Index.Names(volume)));
        await PruneScene.AssertWholeAsync(Server);
        await RestartAsync(change: KeepOne);
        Assert.Empty(Server.Catalog.ListDroppedVolumes());
        Assert.All(dropped, volume => Assert.False(File.Exists(Path.Combine(StorePath, VolumeNames.OfVolume(volume)))));
        await PruneScene.AssertWholeAsync(Server);
    }

    [Fact]
    public async Task Run_CatalogFailsAfterTheReplacement_TheWorkGoesOn()
    {
        FaultyCatalog catalog = null!;
        using TestAgent agent = await MakeAsync(wrapCatalog: inner => FaultyCatalog.Wrap(inner, out catalog));
        catalog.ReplacementFailures = 1;

        await Pruner.RunAsync(Cancel);
        await Pruner.RunAsync(Cancel);

        await PruneScene.AssertWholeAsync(Server);
        await RestartAsync(change: KeepOne);
        await PruneScene.AssertWholeAsync(Server);
    }

    [Fact]
    public async Task Run_CatalogFailsAndCannotTellWhetherItReplaced_NothingIsLostAndNothingPrunedUntilARestart()
    {
        FaultyCatalog catalog = null!;
        using TestAgent agent = await MakeAsync(wrapCatalog: inner => FaultyCatalog.Wrap(inner, out catalog));
        (catalog.ReplacementFailures, catalog.FailsToTell) = (1, true);

        await Assert.ThrowsAsync<CatalogException>(() => Pruner.RunAsync(Cancel));
        IOException refused = await Assert.ThrowsAsync<IOException>(() => Pruner.RunAsync(Cancel));

        Assert.Contains("restart the server", refused.Message, StringComparison.Ordinal);
        agent.Socket.Abort();
        await RestartAsync(change: KeepOne);
        await PruneScene.AssertWholeAsync(Server);
        await Pruner.RunAsync(Cancel);
        await PruneScene.AssertWholeAsync(Server);
        Assert.Empty(Server.Catalog.ListDroppedVolumes());
    }

    [Fact]
    public void ReliedOn_CopyElsewhereIsNotSound_TheVolumeStays()
    {
        VolumeId here = VolumeId.New(TimeProvider.System);
        VolumeId other = VolumeId.New(TimeProvider.System);
        VolumeRecord record = new() { Id = here, Name = "x", SizeBytes = 1, Sealed = DateTimeOffset.UnixEpoch, Machine = default };
        VolumeUse use = new() { Volume = record, Elsewhere = new HashSet<VolumeId> { other } };
        Assert.Empty(use.ReliedOn(new HashSet<VolumeId> { here, other }).Frozen);
        Assert.NotEmpty(use.ReliedOn(new HashSet<VolumeId> { here }).Frozen);
    }

    /// <summary>Four archives of one machine: much of the older ones is in no newer one, but some of each is in the newest.</summary>
    private async Task<TestAgent> MakeAsync(Func<IStore, IStore>? wrapStore = null, Func<ICatalog, ICatalog>? wrapCatalog = null)
    {
        await RestartAsync(wrapStore, change: KeepOne, wrapCatalog: wrapCatalog);
        TestAgent agent = await Server.ConnectAsync("desk-1");
        await PruneScene.BackUpAsync(Server, agent, 1, 2);
        await PruneScene.BackUpAsync(Server, agent, 1, 3, 6);
        await PruneScene.BackUpAsync(Server, agent, 1, 3, 7, 8);
        await PruneScene.BackUpAsync(Server, agent, 1, 4);
        return agent;
    }

    /// <summary>One archive, which needs chunks of the volume of another one that is removed.</summary>
    private async Task<(ArchiveId Kept, VolumeId Needed)> NeedOldVolumeAsync()
    {
        await RestartAsync(change: KeepOne);
        using TestAgent agent = await Server.ConnectAsync("desk-1");
        ArchiveId old = await PruneScene.BackUpAsync(Server, agent, 1, 2);
        VolumeId volume = Server.Catalog.FindArchive(old)!.Volume;
        ArchiveId kept = await PruneScene.BackUpAsync(Server, agent, 1, 4);
        Assert.True(await Pruner.RemoveAsync(old, Cancel));
        agent.Socket.Abort();
        return (kept, volume);
    }
}
