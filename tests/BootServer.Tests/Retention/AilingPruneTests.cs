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
    public async Task Start_TombstoneIsTakenInBeforeTheArchive_TheArchiveDoesNotComeBack()
    {
        (ArchiveId kept, VolumeId volume) = await NeedOldVolumeAsync();
        string file = Path.Combine(StorePath, VolumeNames.OfVolume(volume));
        await Server.DisposeAsync();
        File.Delete(Place.Combine("state", "catalog.db"));
        File.Move(file, Place.Combine("away.iso"));
        await RestartAsync(change: KeepOne);
        Assert.StartsWith("Not whole", Assert.Single(Assert.Single(Server.Catalog.ListArchives()).Warnings), StringComparison.Ordinal);
        await Server.DisposeAsync();
        File.Move(Place.Combine("away.iso"), file);

        await RestartAsync(change: KeepOne);

        Assert.Equal(kept, Assert.Single(Server.Catalog.ListArchives()).Id);
        await PruneScene.AssertWholeAsync(Server);
    }

    [Fact]
    public async Task Start_VolumeOfAKnownArchiveIsTakenIn_ARemovedMachineDoesNotComeBack()
    {
        (ArchiveId kept, _) = await NeedOldVolumeAsync();
        ArchiveRecord archive = Server.Catalog.FindArchive(kept)!;
        Server.Catalog.ForgetVolume(archive.Volume);
        Server.Catalog.RemoveMachine(archive.Machine);

        await RestartAsync(change: KeepOne);

        Assert.Empty(Server.Catalog.ListMachines());
        Assert.Equal(archive.Number, Assert.Single(Server.Catalog.ListArchives()).Number);
        await PruneScene.AssertWholeAsync(Server);
    }

    [Fact]
    public async Task Run_CachedManifestIsDamaged_ItIsReadFromTheVolume()
    {
        (ArchiveId kept, _) = await NeedOldVolumeAsync();
        string cached = Place.Combine("state", "manifests", kept + ".manifest");
        byte[] bytes = await File.ReadAllBytesAsync(cached, Cancel);
        bytes[bytes.Length / 2] ^= 1;
        await File.WriteAllBytesAsync(cached, bytes, Cancel);
        File.Delete(Place.Combine("state", "manifests", kept + ".chunks"));

        PruneReply plan = await Pruner.PlanAsync(Cancel);

        Assert.All(plan.Volumes, volume => Assert.DoesNotContain("cannot be read", volume.Why, StringComparison.Ordinal));
        bytes[bytes.Length / 2] ^= 1;
        Assert.Equal(bytes, await File.ReadAllBytesAsync(cached, Cancel));
    }

    [Fact]
    public async Task Run_NewVolumeIsNotWhatWasWritten_TheOldOnesStay()
    {
        LyingStore? store = null;
        using TestAgent agent = await MakeAsync(inner => store = new LyingStore(inner, StorePath));
        store!.Lies = true;

        PruneReply done = (await Pruner.RunAsync(Cancel))!;

        Assert.NotNull(store.Ruined);
        Assert.Contains(done.Problems, problem => problem.Contains("SHA-256", StringComparison.Ordinal) && problem.Contains("p0000001.zst", StringComparison.Ordinal));
        Assert.All(Server.Catalog.ListArchives().Single().Volumes, volume => Assert.True(File.Exists(Path.Combine(StorePath, VolumeNames.OfVolume(volume)))));
        Assert.Equal(Server.Catalog.ListVolumes().Count, Directory.GetFiles(StorePath, "*.iso").Length);
        await PruneScene.AssertWholeAsync(Server);
        store.Lies = false;
        Assert.Empty((await Pruner.RunAsync(Cancel))!.Problems);
        await PruneScene.AssertWholeAsync(Server);
    }

    [Fact]
    public async Task Run_DiedBeforeTheNewVolumeWasReadAgainAndTheDiskHasRuinedIt_TheOldOnesStay()
    {
        LyingStore? store = null;
        using TestAgent agent = await MakeAsync(inner => store = new LyingStore(inner, StorePath));
        (store!.Lies, store.FailsAfterwards) = (true, true);
        await Assert.ThrowsAsync<IOException>(() => Pruner.RunAsync(Cancel));
        agent.Socket.Abort();
        await RestartAsync(change: KeepOne);
        VolumeId taken = Server.Catalog.ListVolumes().Single(volume => volume.TakenIn).Id;
        ChunkId ruined = store.Ruined!.Value;
        Assert.True(Index.TryLocate(ruined, out ChunkLocation place) && place.Volume == taken);

        await Pruner.RunAsync(Cancel);

        Assert.True(Index.TryLocate(ruined, out place) && place.Volume != taken, "the only sound copy of a chunk is gone");
        await PruneScene.AssertWholeAsync(Server);
        await RestartAsync(change: KeepOne);
        Assert.True(Index.TryLocate(ruined, out place) && place.Volume != taken);
        Assert.Empty(Assert.Single(Server.Catalog.ListArchives()).Warnings);
    }

    [Fact]
    public void ReliedOn_CopyElsewhereIsNotSound_TheVolumeStays()
    {
        VolumeId here = VolumeId.New(TimeProvider.System);
        VolumeId other = VolumeId.New(TimeProvider.System);
        VolumeRecord record = new() { Id = here, Name = "x", SizeBytes = 1, Sealed = DateTimeOffset.UnixEpoch, Machine = default };
        VolumeUse use = new() { Volume = record, Elsewhere = new HashSet<VolumeId> { other } };
        Assert.Empty(use.ReliedOn(new HashSet<VolumeId> { here, other }, new HashSet<VolumeId>()).Frozen);
        Assert.NotEmpty(use.ReliedOn(new HashSet<VolumeId> { here }, new HashSet<VolumeId>()).Frozen);
        Assert.Contains($"volume verify {other}", use.ReliedOn(new HashSet<VolumeId> { here, other }, new HashSet<VolumeId> { other }).Frozen, StringComparison.Ordinal);
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
