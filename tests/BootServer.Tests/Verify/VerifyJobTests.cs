using System;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Monitas.BootServer.Backups;
using Monitas.BootServer.Configuration;
using Monitas.BootServer.StoreKeys;
using Monitas.BootServer.Tests.Agents;
using Monitas.BootServer.Tests.Backups;
using Monitas.BootServer.Tests.Retention;
using Monitas.BootServer.Verify;
using Monitas.Catalog.Records;
using Monitas.Contracts.Ids;
using Monitas.Contracts.Jobs;
using Monitas.Imaging.Stores;
using Monitas.Imaging.Volumes;
using Xunit;

namespace Monitas.BootServer.Tests.Verify;

/// <summary>Verifications as jobs of a running server.</summary>
public sealed class VerifyJobTests : ServedTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task WholeStore_Sound_Succeeds()
    {
        using TestAgent agent = await Server.ConnectAsync("desk-1");
        await PruneScene.BackUpAsync(Server, agent, 1);
        await PruneScene.BackUpAsync(Server, agent, 2);

        JobRecord job = await VerifyAsync(new JobParameters());

        Assert.Equal((JobState.Succeeded, "2 volumes are sound."), (job.State, job.Message));
        Assert.Equal((2, 6), (job.Figures["volumes"], job.Figures["chunks"]));
        Assert.All(Server.Catalog.ListVolumes(), volume => Assert.NotNull(volume.Verified));
        Assert.Equal(2, Server.Catalog.ListJobLog(job.Id).Count(line => line.Text.EndsWith(": sound", StringComparison.Ordinal)));
        Assert.Contains(job.Id, Server.Catalog.ListJobs().Select(one => one.Id));
    }

    [Fact]
    public async Task OneVolume_Damaged_FinishesWithWarningsThatNameTheFile()
    {
        using TestAgent agent = await Server.ConnectAsync("desk-1");
        await PruneScene.BackUpAsync(Server, agent, 1);
        await PruneScene.BackUpAsync(Server, agent, 2);
        ChunkLocation hit = Damage(PruneScene.Content(1).Ids[1]);

        JobRecord job = await VerifyAsync(new JobParameters { Volume = hit.Volume });

        Assert.Equal((JobState.FinishedWithWarnings, "1 of 1 volume is DAMAGED."), (job.State, job.Message));
        Assert.Contains("hits /file-0001 in archive 1 of desk-1", job.Warnings);
        Assert.Contains(job.Warnings, warning => warning.StartsWith($"{hit.Volume}, {VolumeNames.OfPack(hit.Pack)} at byte {hit.OffsetBytes}:", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Archive_WhileItIsVerified_IsNotRemovedAndItsMachineWorksOn()
    {
        HaltingStore store = null!;
        await RestartAsync(inner => store = new HaltingStore(inner));
        using TestAgent agent = await Server.ConnectAsync("desk-1");
        ArchiveId archive = await PruneScene.BackUpAsync(Server, agent, 1);
        await PruneScene.BackUpAsync(Server, agent, 2);
        store.Hangs = (_, _) => true;
        MachineRecord machine = Server.Catalog.FindMachine(agent.Machine)!;
        JobRecord job = await Server.Jobs.CreateServersAsync(JobKind.Verify, machine, new JobParameters { Archive = archive }, "the test", Cancel);
        await store.Hanging.Task.WaitAsync(Cancel);

        Assert.Empty(Server.Catalog.RemoveArchives([archive], Server.Clock.GetUtcNow()));
        store.Hangs = null;
        await PruneScene.BackUpAsync(Server, agent, 3);

        await Server.Jobs.CancelAsync(job.Id, "the test", Cancel);
        Assert.Equal(JobState.Cancelled, (await Server.EndedAsync(job.Id)).State);
        Assert.Single(Server.Catalog.RemoveArchives([archive], Server.Clock.GetUtcNow()));
    }

    [Fact]
    public async Task ServerRestartedWithinAVolume_GoesOnWithTheNextPack()
    {
        TestContent content = new(seed: 7, files: 6, fileBytes: 100_000);
        VolumeId volume = await AddVolumeOfPacksAsync(content);
        HaltingStore store = null!;
        await RestartAsync(inner => store = new HaltingStore(inner));
        (long first, long second) = PackPlaces(content);
        // The index, which lies behind the packs, is read first.
        bool indexIsRead = false;
        store.Hangs = (_, offset) => (indexIsRead |= offset >= first && offset < second) && offset >= second;
        JobRecord job = await Server.Jobs.CreateServersAsync(JobKind.Verify, null, new JobParameters(), "the test", Cancel);
        await store.Hanging.Task.WaitAsync(Cancel);
        Assert.Equal(JobState.Running, Server.Catalog.FindJob(job.Id)!.State);

        await Server.DisposeAsync();
        await RestartAsync(inner => store = new HaltingStore(inner));

        JobRecord ended = await Server.EndedAsync(job.Id);
        Assert.Equal((JobState.Succeeded, 2), (ended.State, ended.Attempts));
        Assert.Equal(6, ended.Figures["chunks"]);
        Assert.Contains(Server.Catalog.ListJobLog(job.Id), line => line.Text.StartsWith($"{volume}: goes on at byte ", StringComparison.Ordinal) && line.Text.EndsWith(", after 1 pack.", StringComparison.Ordinal));
        Assert.Contains(ended.Events, line => line.Stage == "serverStarted");
        // The gap between the packs, less than a sector, is looked at among what else is no pack.
        Assert.DoesNotContain(store.Reads, read => read.Offset >= first && read.Offset < second - 2048);
    }

    [Fact]
    public async Task Background_SealedStore_IsReadNoFasterThanSet()
    {
        const int MegabytesPerSecond = 1;
        ServerSettings Sealed(ServerSettings settings) => settings with
        {
            Encryption = StoreEncryption.KeyFile,
            KeyFile = Place.Combine("store.key"),
            Verify = new VerifySettings { Days = 1, MegabytesPerSecond = MegabytesPerSecond },
        };
        await Server.DisposeAsync();
        await new StoreKeyDesk(Sealed(new ServerSettings { Store = Place.Combine("store") }), TimeProvider.System).InitAsync(Cancel);
        await RestartAsync(change: Sealed);
        using TestAgent agent = await Server.ConnectAsync("desk-1");
        await BackupClient.BackUpAsync(Server, agent, new TestContent(seed: 5, files: 40, fileBytes: 100_000));
        Assert.Null(await Background.OrderAsync(Cancel));
        Server.Clock.Advance(TimeSpan.FromDays(1));
        DateTimeOffset begun = Server.Clock.GetUtcNow();

        // The server's own clock may have ordered it already: it is one job either way.
        await Background.OrderAsync(Cancel);
        Assert.Null(await Background.OrderAsync(Cancel));
        JobRecord job = Assert.Single(Server.Catalog.ListJobs(), one => one.Kind == JobKind.Verify);
        while (Server.Jobs.IsOpen(job.Id))
        {
            Server.Clock.Advance(TimeSpan.FromMilliseconds(50));
            await Task.Delay(1, Cancel);
        }

        JobRecord ended = Server.Catalog.FindJob(job.Id)!;
        Assert.Equal((JobState.Succeeded, "1 volume is sound."), (ended.State, ended.Message));
        Assert.Equal(40, ended.Figures["chunks"]);
        TimeSpan least = TimeSpan.FromSeconds((ended.Figures["bytes"] - 200_000) / (MegabytesPerSecond * 1e6));
        Assert.True(ended.Ended - begun >= least, $"{ended.Figures["bytes"]} bytes took {ended.Ended - begun} of the server's clock");
        Assert.Null(await Background.OrderAsync(Cancel));
    }

    private BackgroundVerification Background => Server.Services.GetServices<IHostedService>().OfType<BackgroundVerification>().Single();

    private async Task<JobRecord> VerifyAsync(JobParameters parameters) =>
        await Server.EndedAsync((await Server.Jobs.CreateServersAsync(JobKind.Verify, null, parameters, "the test", Cancel)).Id);

    /// <summary>Stops the server and puts a volume of two packs into its store, as another server may have left it.</summary>
    private async Task<VolumeId> AddVolumeOfPacksAsync(TestContent content)
    {
        MachineId machine = (await Server.EnrollAsync("desk-1")).Machine;
        await Server.DisposeAsync();
        DirectoryStore store = new(Place.Combine("store"));
        VolumeId volume = VolumeId.New(TimeProvider.System);
        ArchiveId archive = ArchiveId.New(TimeProvider.System);
        await using VolumeWriter writer = await VolumeWriter.CreateAsync(store, volume, TimeProvider.System.GetUtcNow(), new VolumeSettings { MaxPackBytes = 320_000 }, Cancel);
        foreach (byte[] frame in content.Frames)
        {
            await writer.AppendChunkAsync(frame, Cancel);
        }
        ArchiveRecord said = new() { Id = archive, Machine = machine, Number = 1, Time = TimeProvider.System.GetUtcNow(), Volume = volume, Volumes = [] };
        byte[] description = ArchiveDescription.Of(said, "desk-1", null).ToJson();
        await writer.PutManifestAsync(archive, new MemoryStream(content.Manifest(machine, archive)), default, description, Cancel);
        await writer.SealAsync(Cancel);
        return volume;
    }

    /// <summary>Where the volume's two packs begin.</summary>
    private (long First, long Second) PackPlaces(TestContent content)
    {
        ChunkIndex index = Server.Services.GetRequiredService<VolumeStore>().Index;
        Assert.True(index.TryLocate(content.Ids[0], out ChunkLocation first));
        Assert.True(index.TryLocate(content.Ids[3], out ChunkLocation second));
        Assert.Equal((1, 2), (first.Pack, second.Pack));
        return (first.OffsetBytes, second.OffsetBytes);
    }

    private ChunkLocation Damage(ChunkId chunk)
    {
        Assert.True(Server.Services.GetRequiredService<VolumeStore>().Index.TryLocate(chunk, out ChunkLocation location));
        using FileStream file = File.OpenWrite(Place.Combine("store", VolumeNames.OfVolume(location.Volume)));
        file.Position = location.OffsetBytes + 5_000;
        file.Write(new byte[100]);
        return location;
    }
}
