using System;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Monitas.BootServer.Backups;
using Monitas.BootServer.Retention;
using Monitas.BootServer.Tests.Agents;
using Monitas.BootServer.Tests.Retention;
using Monitas.BootServer.Verify;
using Monitas.Catalog.Records;
using Monitas.Contracts.Ids;
using Monitas.Contracts.Jobs;
using Monitas.Imaging.Volumes;
using Xunit;

namespace Monitas.BootServer.Tests.Verify;

public sealed class VerifyTests : ServedTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private VolumeStore Volumes => Server.Services.GetRequiredService<VolumeStore>();

    [Fact]
    public async Task Check_DamagedChunk_NamesTheFileAndTheNextBackupHealsIt()
    {
        using TestAgent agent = await Server.ConnectAsync("desk-1");
        ArchiveId archive = await PruneScene.BackUpAsync(Server, agent, 1, 2);
        ChunkLocation hit = Damage(PruneScene.Content(1).Ids[1]);

        VolumeVerification found = await Server.Services.GetRequiredService<VolumeCheck>().RunAsync(hit.Volume, Volumes.Store, Cancel);

        Assert.False(found.Ok);
        Assert.Contains(found.Damage, one => one.File == VolumeNames.OfPack(hit.Pack) && one.OffsetBytes == hit.OffsetBytes && one.Chunk == PruneScene.Content(1).Ids[1].ToString());
        Assert.Equal(("desk-1", archive, "/file-0001"), (found.Files.Single().Machine, found.Files.Single().Archive, found.Files.Single().Path));
        Assert.Contains(Server.Catalog.FindArchive(archive)!.Warnings, warning => warning.StartsWith("Damaged: 1 file cannot", StringComparison.Ordinal));
        Assert.False(ArchiveMarks.IsWhole(Server.Catalog.FindArchive(archive)!));

        // It is known after a restart too, and the chunk is taken again.
        agent.Socket.Abort();
        await RestartAsync();
        Assert.False(Volumes.Index.TryLocate(PruneScene.Content(1).Ids[1], out _));
        using TestAgent back = await Server.ConnectAsync("desk-1");
        await PruneScene.BackUpAsync(Server, back, 1, 2);
        Assert.True(Volumes.Index.TryLocate(PruneScene.Content(1).Ids[1], out ChunkLocation healed) && healed.Volume != hit.Volume);
        VolumeVerification again = await Server.Services.GetRequiredService<VolumeCheck>().RunAsync(hit.Volume, Volumes.Store, Cancel);
        Assert.False(again.Ok);
        Assert.Empty(again.Files);
        Assert.All(Server.Catalog.ListArchives(), one => Assert.True(ArchiveMarks.IsWhole(one)));
    }

    [Fact]
    public async Task Background_ReadsEveryVolumeOnceInItsTime()
    {
        await RestartAsync(change: settings => settings with { Verify = new VerifySettings { Days = 1, MegabytesPerSecond = 1000 } });
        using TestAgent agent = await Server.ConnectAsync("desk-1");
        await PruneScene.BackUpAsync(Server, agent, 1);
        await PruneScene.BackUpAsync(Server, agent, 2);
        BackgroundVerification background = Server.Services.GetServices<IHostedService>().OfType<BackgroundVerification>().Single();
        Assert.Null(await background.OrderAsync(Cancel));

        // An hour lies between the two: the second is read along with the first, not by a job of its own.
        Server.Clock.Advance(TimeSpan.FromDays(1) - TimeSpan.FromMinutes(30));
        await background.OrderAsync(Cancel);
        JobRecord job = Assert.Single(Server.Catalog.ListJobs(), one => one.Kind == JobKind.Verify);
        Assert.Equal((JobState.Succeeded, "2 volumes are sound."), ((await Server.EndedAsync(job.Id)).State, Server.Catalog.FindJob(job.Id)!.Message));
        Assert.All(Server.Catalog.ListVolumes(), volume => Assert.NotNull(volume.Verified));
        Assert.Null(await background.OrderAsync(Cancel));
    }

    [Fact]
    public async Task Rebuild_CatalogLost_IsTheSameFieldByField()
    {
        using TestAgent agent = await Server.ConnectAsync("desk-1");
        using TestAgent other = await Server.ConnectAsync("Desk-2", "52:54:00:00:00:02");
        Server.Catalog.UpdateMachine(agent.Machine, machine => machine with { Group = "lab" });
        await PruneScene.BackUpAsync(Server, agent, 1, 2);
        ArchiveId removed = await PruneScene.BackUpAsync(Server, agent, 1, 2, 3);
        await PruneScene.BackUpAsync(Server, agent, 1, 2, 4);
        await PruneScene.BackUpAsync(Server, other, 2, 5);
        await Server.Services.GetRequiredService<Pruner>().RemoveAsync(removed, Cancel);
        ArchiveRecord[] archives = [.. Server.Catalog.ListArchives()];
        VolumeRecord[] volumes = [.. Server.Catalog.ListVolumes()];
        MachineRecord[] machines = [.. Server.Catalog.ListMachines()];
        RemovedArchiveRecord gone = Assert.Single(Server.Catalog.ListRemovedArchives());
        await AssertSameAsync(archives, volumes, machines, gone, isLost: false);

        RebuildReply reply = await Server.Services.GetRequiredService<CatalogRebuilder>().RunAsync(Cancel);
        Assert.Empty(reply.Problems);
        Assert.Empty(reply.AddedMachines);
        await AssertSameAsync(archives, volumes, machines, gone, isLost: false);

        agent.Socket.Abort();
        other.Socket.Abort();
        await Server.DisposeAsync();
        Directory.Delete(Place.Combine("state"), recursive: true);
        await RestartAsync();
        await AssertSameAsync(archives, volumes, machines, gone, isLost: true);
        await PruneScene.AssertWholeAsync(Server);
        Assert.Equal(4, Server.Catalog.NextArchiveNumber(machines[0].Id));
    }

    private Task AssertSameAsync(ArchiveRecord[] archives, VolumeRecord[] volumes, MachineRecord[] machines, RemovedArchiveRecord gone, bool isLost)
    {
        ArchiveRecord[] after = [.. Server.Catalog.ListArchives()];
        Assert.Equal(archives.Select(Key), after.Select(Key));
        Assert.Equal(archives.Select(a => a.Volumes), after.Select(a => a.Volumes));
        Assert.Equal(archives.Select(a => a.Figures.OrderBy(f => f.Key)), after.Select(a => a.Figures.OrderBy(f => f.Key)));
        Assert.Equal(archives.Select(a => a.Layout!.BootLoader), after.Select(a => a.Layout!.BootLoader));
        Assert.Equal(volumes.Select(VolumeKey).Order(), Server.Catalog.ListVolumes().Select(VolumeKey).Order());
        Assert.Equal(machines.Select(MachineKey), Server.Catalog.ListMachines().Select(MachineKey));
        RemovedArchiveRecord removed = Assert.Single(Server.Catalog.ListRemovedArchives());
        Assert.Equal((gone.Archive, gone.Machine, gone.Number, gone.Tombstone), (removed.Archive, removed.Machine, removed.Number, removed.Tombstone));
        // Not in volumes: credentials, and what the agents have told.
        Assert.All(Server.Catalog.ListMachines(), machine => Assert.Equal(isLost, machine.Credential is null));
        return Task.CompletedTask;

        static string Key(ArchiveRecord a) => $"{a.Id} {a.Machine} {a.Number} {a.Time:O} {a.Job} {a.Volume} {string.Join('|', a.Warnings)}";

        static string VolumeKey(VolumeRecord v) => $"{v.Id} {v.Name} {v.SizeBytes} {v.Interrupted} {v.Figures["chunks"]}";

        static string MachineKey(MachineRecord m) => $"{m.Id} {m.Name} {m.Group} {string.Join(',', m.MacAddresses)} {m.SmbiosUuid} {m.SerialNumber} {m.Created:O}";
    }

    private ChunkLocation Damage(ChunkId chunk)
    {
        Assert.True(Volumes.Index.TryLocate(chunk, out ChunkLocation location));
        using FileStream file = File.OpenWrite(Place.Combine("store", VolumeNames.OfVolume(location.Volume)));
        file.Position = location.OffsetBytes + 5_000;
        file.Write(new byte[100]);
        return location;
    }
}
