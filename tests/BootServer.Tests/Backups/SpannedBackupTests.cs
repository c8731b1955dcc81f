using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Monitas.BootServer.Tests.Agents;
using Monitas.Catalog.Records;
using Monitas.Contracts.Ids;
using Monitas.Contracts.Messages;
using Monitas.Imaging.Compression;
using Monitas.Imaging.Packs;
using Monitas.Imaging.Volumes;
using Xunit;

namespace Monitas.BootServer.Tests.Backups;

/// <summary>Backups into a store whose volumes have a limit.</summary>
public sealed class SpannedBackupTests : ServedTests
{
    private const long LimitBytes = 1_000_000;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Commit_ArchiveLongerThanAVolume_LiesInSeveralAndIsReadBackWhole()
    {
        await RestartAsync(change: settings => settings with { VolumeSize = LimitBytes });
        using TestAgent agent = await Server.ConnectAsync("desk-1");
        TestContent content = new(seed: 30, files: 12, fileBytes: 300_000);

        ArchiveReceipt receipt = await BackupClient.BackUpAsync(Server, agent, content);

        ArchiveRecord archive = Server.Catalog.FindNewestArchive(agent.Machine)!;
        IReadOnlyList<VolumeRecord> volumes = Server.Catalog.ListVolumes();
        Assert.InRange(volumes.Count, 4, 8);
        Assert.Equal(volumes.Select(volume => volume.Id.Value).Order(), archive.Volumes.Select(id => id.Value).Order());
        Assert.Equal(receipt.Volume, archive.Volumes[^1]);
        Assert.Equal(volumes.Sum(volume => volume.SizeBytes), archive.Figures["storedBytes"]);
        await CheckAsync(archive, content);
    }

    [Fact]
    public async Task Restart_CatalogIsLost_ArchiveIsBackWithAllItsVolumes()
    {
        await RestartAsync(change: settings => settings with { VolumeSize = LimitBytes });
        using (TestAgent agent = await Server.ConnectAsync("desk-1"))
        {
            await BackupClient.BackUpAsync(Server, agent, new TestContent(seed: 31, files: 12, fileBytes: 300_000));
        }
        ArchiveRecord before = Assert.Single(Server.Catalog.ListArchives());
        await Server.DisposeAsync();
        File.Delete(Place.Combine("state/catalog.db"));
        await RestartAsync(change: settings => settings with { VolumeSize = LimitBytes });

        ArchiveRecord after = Assert.Single(Server.Catalog.ListArchives());
        Assert.Equal(before.Volumes, after.Volumes);
        Assert.DoesNotContain(after.Warnings, warning => warning.StartsWith("Not whole", System.StringComparison.Ordinal));
    }

    [Fact]
    public async Task Commit_ManifestHasNoRoomBesideTheChunks_LiesInAVolumeOfItsOwn()
    {
        // One chunk fills the volume so far that what an archive may need at most has no room left.
        const int FileBytes = 500_000;
        await RestartAsync(change: settings => settings with { VolumeSize = FileBytes + 75_000 });
        using TestAgent agent = await Server.ConnectAsync("desk-1");
        TestContent content = new(seed: 32, files: 1, fileBytes: FileBytes);

        JobId job = await BackupClient.BeginAsync(Server, agent);
        (await agent.PostAsync(Routes.Chunks, job, content.AllFrames)).EnsureSuccessStatusCode();
        await BackupClient.CommitAsync(Server, agent, job, content);
        await agent.FinishAsync(job);

        ArchiveRecord archive = Server.Catalog.FindNewestArchive(agent.Machine)!;
        Assert.Equal(2, archive.Volumes.Count);
        await using VolumeReader last = await VolumeReader.OpenAsync(Server.Store, archive.Volume, Cancel);
        Assert.Empty(last.Description.Packs);
        Assert.Equal(archive.Volumes, Assert.Single(last.Description.Archives).Volumes);
        await CheckAsync(archive, content);
    }

    private async Task CheckAsync(ArchiveRecord archive, TestContent content)
    {
        foreach (VolumeId volume in archive.Volumes)
        {
            Assert.InRange(new FileInfo(Path.Combine(Place.Combine("store"), VolumeNames.OfVolume(volume))).Length, 1, LimitBytes);
            Assert.Empty((await VolumeVerifier.VerifyAsync(Server.Store, volume, null, Cancel)).Damage);
        }
        ChunkSource source = new(Server.Store, await ChunkIndex.LoadAsync(Server.Store, (_, error) => throw error, Cancel));
        using ZstdCodec codec = new();
        for (int i = 0; i < content.Ids.Count; i++)
        {
            Assert.True(ChunkFrame.TryDecode(await source.ReadFrameAsync(content.Ids[i], Cancel), codec, out byte[] raw, out _, out _));
            Assert.Equal(content.Raw[i], raw);
        }
    }
}
