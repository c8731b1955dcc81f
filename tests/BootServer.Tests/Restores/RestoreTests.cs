using System;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Threading.Tasks;
using Microsoft.Extensions.DependencyInjection;
using Monitas.BootServer.Backups;
using Monitas.BootServer.Tests.Agents;
using Monitas.BootServer.Tests.Backups;
using Monitas.BootServer.Tests.Retention;
using Monitas.Contracts.Ids;
using Monitas.Contracts.Jobs;
using Monitas.Contracts.Messages;
using Monitas.Imaging.Manifests;
using Monitas.Imaging.Volumes;
using Xunit;

namespace Monitas.BootServer.Tests.Restores;

public sealed class RestoreTests : ServedTests
{
    [Fact]
    public async Task Fetch_AfterABackup_GivesTheSameBytesInTheOrderAskedFor()
    {
        using TestAgent agent = await Server.ConnectAsync("desk-1");
        TestContent content = new(seed: 40, files: 20, fileBytes: 200_000);
        ArchiveReceipt receipt = await BackupClient.BackUpAsync(Server, agent, content);
        JobId job = await Server.OrderAsync(agent, JobKind.Restore, receipt.Archive);
        int[] order = [.. Enumerable.Range(0, 20).Reverse(), 3, 3];

        byte[] manifest = await (await agent.GetAsync(Routes.Manifest, job)).Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        using HttpResponseMessage answer = await agent.PostAsync(Routes.FetchChunks, job, TestContent.IdBytes([.. order.Select(i => content.Ids[i])]));
        byte[] frames = await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);

        using ManifestReader reader = ManifestReader.Open(new MemoryStream(manifest), "manifest");
        Assert.Equal(21, reader.EntryCount);
        Assert.True(order.SelectMany(i => content.Frames[i]).SequenceEqual(frames));
    }

    [Fact]
    public async Task Manifest_CacheLost_ComesFromTheVolume()
    {
        using TestAgent agent = await Server.ConnectAsync("desk-1");
        ArchiveReceipt receipt = await BackupClient.BackUpAsync(Server, agent, new TestContent(seed: 41, files: 1, fileBytes: 10_000));
        Directory.Delete(Place.Combine("state", "manifests"), recursive: true);
        JobId job = await Server.OrderAsync(agent, JobKind.Compare, receipt.Archive);

        byte[] manifest = await (await agent.GetAsync(Routes.Manifest, job)).Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);

        using ManifestReader reader = ManifestReader.Open(new MemoryStream(manifest), "manifest");
        Assert.Equal(receipt.Archive, reader.Header.Archive);
    }

    [Fact]
    public async Task Fetch_ChunkOutsideTheJobsArchive_IsForbidden()
    {
        using TestAgent owner = await Server.ConnectAsync("desk-1");
        using TestAgent thief = await Server.ConnectAsync("desk-2", "52:54:00:00:00:02");
        TestContent secret = new(seed: 42, files: 1, fileBytes: 10_000);
        await BackupClient.BackUpAsync(Server, owner, secret);
        ArchiveReceipt own = await BackupClient.BackUpAsync(Server, thief, new TestContent(seed: 43, files: 1, fileBytes: 10_000));
        JobId job = await Server.OrderAsync(thief, JobKind.Restore, own.Archive);

        await BackupClient.RefusedAsync(await thief.PostAsync(Routes.FetchChunks, job, secret.AllIds), HttpStatusCode.Forbidden, ErrorCode.Forbidden);
    }

    [Fact]
    public async Task Fetch_DamagedChunkToBeChecked_NamesThePlaceWhenItIsTheFirst()
    {
        using TestAgent agent = await Server.ConnectAsync("desk-1");
        TestContent content = new(seed: 44, files: 3, fileBytes: 3_000_000);
        ArchiveReceipt receipt = await BackupClient.BackUpAsync(Server, agent, content);
        Assert.True(Server.Services.GetRequiredService<VolumeStore>().Index.TryLocate(content.Ids[1], out ChunkLocation location));
        Damage(Place.Combine("store", VolumeNames.OfVolume(receipt.Volume)), location.OffsetBytes + 1000);
        JobId job = await Server.OrderAsync(agent, JobKind.Restore, receipt.Archive);

        const string Checked = Routes.FetchChunks + "?" + Routes.CheckChunks;
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => agent.PostAsync(Checked, job, content.AllIds));
        ErrorReply error = await BackupClient.RefusedAsync(
            await agent.PostAsync(Checked, job, TestContent.IdBytes(content.Ids[1..])), HttpStatusCode.InternalServerError, ErrorCode.Corrupt);

        Assert.Contains(receipt.Volume.ToString(), error.Message, StringComparison.Ordinal);
        Assert.Contains($"pack {location.Pack}", error.Message, StringComparison.Ordinal);
        Assert.Contains($"byte {location.OffsetBytes}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fetch_VolumeMissing_IsCorruptAndNamesIt()
    {
        using TestAgent agent = await Server.ConnectAsync("desk-1");
        TestContent content = new(seed: 45, files: 1, fileBytes: 10_000);
        ArchiveReceipt receipt = await BackupClient.BackUpAsync(Server, agent, content);
        await BackupClient.BackUpAsync(Server, agent, new TestContent(seed: 47, files: 1, fileBytes: 10_000));
        File.Delete(Place.Combine("store", VolumeNames.OfVolume(receipt.Volume)));
        JobId job = await Server.OrderAsync(agent, JobKind.Restore, receipt.Archive);

        ErrorReply error = await BackupClient.RefusedAsync(await agent.PostAsync(Routes.FetchChunks, job, content.AllIds), HttpStatusCode.InternalServerError, ErrorCode.Corrupt);

        Assert.Contains(receipt.Volume.ToString(), error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Fetch_StoreIsNotMounted_IsAwayUntilItIsBack(bool leavesAnEmptyDirectory)
    {
        using TestAgent agent = await Server.ConnectAsync("desk-1");
        TestContent content = new(seed: 48, files: 3, fileBytes: 10_000);
        ArchiveReceipt receipt = await BackupClient.BackUpAsync(Server, agent, content);
        JobId job = await Server.OrderAsync(agent, JobKind.Restore, receipt.Archive);
        Directory.Move(Place.Combine("store"), Place.Combine("elsewhere"));
        if (leavesAnEmptyDirectory)
        {
            Directory.CreateDirectory(Place.Combine("store"));
        }

        ErrorReply error = await BackupClient.RefusedAsync(
            await agent.PostAsync(Routes.FetchChunks, job, content.AllIds), HttpStatusCode.ServiceUnavailable, ErrorCode.StoreAway);
        Assert.Contains(Place.Combine("store"), error.Message, StringComparison.Ordinal);

        if (leavesAnEmptyDirectory)
        {
            Directory.Delete(Place.Combine("store"));
        }
        Directory.Move(Place.Combine("elsewhere"), Place.Combine("store"));
        using HttpResponseMessage answer = await agent.PostAsync(Routes.FetchChunks, job, content.AllIds);
        Assert.Equal(content.AllFrames, await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Manifest_CacheLostAndStoreNotMounted_IsAway()
    {
        using TestAgent agent = await Server.ConnectAsync("desk-1");
        ArchiveReceipt receipt = await BackupClient.BackUpAsync(Server, agent, new TestContent(seed: 49, files: 1, fileBytes: 10_000));
        Directory.Delete(Place.Combine("state", "manifests"), recursive: true);
        Directory.Move(Place.Combine("store"), Place.Combine("elsewhere"));
        JobId job = await Server.OrderAsync(agent, JobKind.Compare, receipt.Archive);

        await BackupClient.RefusedAsync(await agent.GetAsync(Routes.Manifest, job), HttpStatusCode.ServiceUnavailable, ErrorCode.StoreAway);
    }

    [Fact]
    public async Task Fetch_OneVolumeGivesErrors_IsCorruptButIsAwayWhenAllDo()
    {
        AilingStore? ailing = null;
        await RestartAsync(store => ailing = new AilingStore(store));
        using TestAgent agent = await Server.ConnectAsync("desk-1");
        TestContent content = new(seed: 50, files: 1, fileBytes: 10_000);
        ArchiveReceipt receipt = await BackupClient.BackUpAsync(Server, agent, content);
        ArchiveReceipt other = await BackupClient.BackUpAsync(Server, agent, new TestContent(seed: 51, files: 1, fileBytes: 10_000));
        JobId job = await Server.OrderAsync(agent, JobKind.Restore, receipt.Archive);

        ailing!.Unreadable.Add(VolumeNames.OfVolume(receipt.Volume));
        await BackupClient.RefusedAsync(await agent.PostAsync(Routes.FetchChunks, job, content.AllIds), HttpStatusCode.InternalServerError, ErrorCode.Corrupt);
        ailing.Unreadable.Add(VolumeNames.OfVolume(other.Volume));
        ErrorReply error = await BackupClient.RefusedAsync(
            await agent.PostAsync(Routes.FetchChunks, job, content.AllIds), HttpStatusCode.ServiceUnavailable, ErrorCode.StoreAway);

        Assert.Contains("Input/output error", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fetch_VolumeCutToNothing_IsCorruptAlsoWhenItIsTheOnlyOne()
    {
        using TestAgent agent = await Server.ConnectAsync("desk-1");
        TestContent content = new(seed: 52, files: 1, fileBytes: 10_000);
        ArchiveReceipt receipt = await BackupClient.BackUpAsync(Server, agent, content);
        File.WriteAllBytes(Place.Combine("store", VolumeNames.OfVolume(receipt.Volume)), []);
        JobId job = await Server.OrderAsync(agent, JobKind.Restore, receipt.Archive);

        await BackupClient.RefusedAsync(await agent.PostAsync(Routes.FetchChunks, job, content.AllIds), HttpStatusCode.InternalServerError, ErrorCode.Corrupt);
    }

    [Fact]
    public async Task Routes_OfTheOtherKindOfJob_AreRefused()
    {
        using TestAgent agent = await Server.ConnectAsync("desk-1");
        TestContent content = new(seed: 46, files: 1, fileBytes: 10_000);
        ArchiveReceipt receipt = await BackupClient.BackUpAsync(Server, agent, content);
        JobId restore = await Server.OrderAsync(agent, JobKind.Restore, receipt.Archive);

        await BackupClient.RefusedAsync(await agent.PostAsync(Routes.Chunks, restore, content.AllFrames), HttpStatusCode.Conflict, ErrorCode.Conflict);
        await agent.FinishAsync(restore);
        JobId backup = await Server.OrderAsync(agent, JobKind.Backup);
        await BackupClient.RefusedAsync(await agent.GetAsync(Routes.Manifest, backup), HttpStatusCode.Conflict, ErrorCode.Conflict);
    }

    private static void Damage(string path, long offsetBytes)
    {
        using FileStream file = File.OpenWrite(path);
        file.Position = offsetBytes;
        file.Write(new byte[64]);
    }
}
