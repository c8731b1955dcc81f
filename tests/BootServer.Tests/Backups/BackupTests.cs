using System;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Threading.Tasks;
using Monitas.BootServer.Backups;
using Monitas.BootServer.Tests.Agents;
using Monitas.BootServer.Tests.Tls;
using Monitas.Catalog.Records;
using Monitas.Contracts.Ids;
using Monitas.Contracts.Messages;
using Monitas.Imaging.Manifests;
using Monitas.Imaging.Stores;
using Monitas.Imaging.Volumes;
using Xunit;

namespace Monitas.BootServer.Tests.Backups;

public sealed class BackupTests : ServedTests
{
    [Fact]
    public async Task Commit_WholeBackup_IsInTheCatalogAndReadableFromItsVolume()
    {
        using TestAgent agent = await Server.ConnectAsync("desk-1");
        TestContent content = new(seed: 1, files: 5, fileBytes: 300_000);

        ArchiveReceipt receipt = await BackupClient.BackUpAsync(Server, agent, content);

        ArchiveRecord archive = Server.Catalog.FindNewestArchive(agent.Machine)!;
        Assert.Equal((receipt.Archive, receipt.Volume, 1), (archive.Id, archive.Volume, archive.Number));
        Assert.Equal((6L, 1_500_000L, 1_500_000L), (archive.Figures["files"], archive.Figures["bytes"], archive.Figures["newBytes"]));
        Assert.Equal("grub", archive.Layout!.BootLoader.Kind);
        Assert.Empty(archive.Warnings);
        await using VolumeReader volume = await VolumeReader.OpenAsync(Server.Store, receipt.Volume, TestContext.Current.CancellationToken);
        await using Stream manifest = volume.OpenManifest(receipt.Archive);
        using ManifestReader reader = ManifestReader.Open(manifest, "manifest", leaveOpen: true);
        Assert.Equal(content.Ids.Order(), reader.ChunkIds().Order());
        Assert.Equal(receipt.VolumeBytes, new FileInfo(VolumePath(receipt.Volume)).Length);
    }

    [Fact]
    public async Task Commit_ClockSetBackBetweenTwoBackups_TheSecondIsTheNewestAndSaysSo()
    {
        using TestAgent agent = await Server.ConnectAsync("desk-1");
        await BackupClient.BackUpAsync(Server, agent, new TestContent(seed: 31, files: 1, fileBytes: 10_000));
        Server.Clock.AdjustTime(Server.Clock.GetUtcNow().AddYears(-5));

        ArchiveReceipt receipt = await BackupClient.BackUpAsync(Server, agent, new TestContent(seed: 32, files: 1, fileBytes: 10_000));

        ArchiveRecord newest = Server.Catalog.FindNewestArchive(agent.Machine)!;
        Assert.Equal((receipt.Archive, 2), (newest.Id, newest.Number));
        Assert.Contains("clock", Assert.Single(newest.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Commit_VolumeJudgedByXorriso_IsAnIsoWithTheManifest()
    {
        using TestAgent agent = await Server.ConnectAsync("desk-1");
        ArchiveReceipt receipt = await BackupClient.BackUpAsync(Server, agent, new TestContent(seed: 2, files: 2, fileBytes: 10_000));

        (int exitCode, string output) = await Tool.RunAsync(
            "xorriso", ["-indev", VolumePath(receipt.Volume), "-find", "/"], TestContext.Current.CancellationToken);

        Assert.Equal(0, exitCode);
        Assert.Contains("VOLUME.JSON", output, StringComparison.OrdinalIgnoreCase);
        Assert.Contains(receipt.Archive.ToString(), output, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Commit_Repeated_GivesTheSameReceipt()
    {
        using TestAgent agent = await Server.ConnectAsync("desk-1");
        TestContent content = new(seed: 3, files: 2, fileBytes: 10_000);
        JobId job = await BackupClient.BeginAsync(Server, agent);
        await agent.PostAsync(Routes.Chunks, job, content.AllFrames);

        ArchiveReceipt first = await BackupClient.CommitAsync(Server, agent, job, content);
        ArchiveReceipt second = await BackupClient.CommitAsync(Server, agent, job, content);

        Assert.Equal(first, second);
        Assert.Single(Server.Catalog.ListArchives(agent.Machine));
        Assert.Single(Server.Catalog.ListVolumes());
    }

    [Fact]
    public async Task Chunks_BytesThatDoNotMatchTheirId_AreRefusedAndNotStored()
    {
        using TestAgent agent = await Server.ConnectAsync("desk-1");
        TestContent honest = new(seed: 4, files: 1, fileBytes: 10_000);
        TestContent poison = new(seed: 5, files: 1, fileBytes: 10_000);
        byte[] frame = poison.Frames[0];
        honest.Ids[0].WriteTo(frame.AsSpan(20));
        JobId job = await BackupClient.BeginAsync(Server, agent);

        await BackupClient.RefusedAsync(await agent.PostAsync(Routes.Chunks, job, frame), HttpStatusCode.BadRequest, ErrorCode.BadRequest);

        Assert.Equal([1], await BackupClient.MissingAsync(agent, job, honest.AllIds));
        await BackupClient.RefusedAsync(
            await agent.PostAsync(Routes.Commit, job, honest.Manifest(agent.Machine, ArchiveId.New(Server.Clock))), HttpStatusCode.Forbidden, ErrorCode.Forbidden);
        Assert.Empty(Server.Catalog.ListArchives());
    }

    [Fact]
    public async Task Chunks_TruncatedFrame_IsABadRequestAndTheFramesBeforeItStay()
    {
        using TestAgent agent = await Server.ConnectAsync("desk-1");
        TestContent content = new(seed: 6, files: 2, fileBytes: 10_000);
        JobId job = await BackupClient.BeginAsync(Server, agent);

        await BackupClient.RefusedAsync(await agent.PostAsync(Routes.Chunks, job, content.AllFrames[..^1]), HttpStatusCode.BadRequest, ErrorCode.BadRequest);

        byte[] missing = await BackupClient.MissingAsync(agent, job, content.AllIds);
        Assert.Equal(1, missing[1]);
    }

    [Fact]
    public async Task Commit_ChunkOfAnotherMachine_IsRefusedUnlessItWasSent()
    {
        using TestAgent owner = await Server.ConnectAsync("desk-1");
        using TestAgent thief = await Server.ConnectAsync("desk-2", "52:54:00:00:00:02");
        TestContent secret = new(seed: 7, files: 1, fileBytes: 10_000);
        await BackupClient.BackUpAsync(Server, owner, secret);
        JobId job = await BackupClient.BeginAsync(Server, thief);

        Assert.Equal([1], await BackupClient.MissingAsync(thief, job, secret.AllIds));
        await BackupClient.RefusedAsync(
            await thief.PostAsync(Routes.Commit, job, secret.Manifest(thief.Machine, ArchiveId.New(Server.Clock))), HttpStatusCode.Forbidden, ErrorCode.Forbidden);
        (await thief.PostAsync(Routes.Chunks, job, secret.AllFrames)).EnsureSuccessStatusCode();
        await BackupClient.CommitAsync(Server, thief, job, secret);

        ArchiveRecord archive = Server.Catalog.FindNewestArchive(thief.Machine)!;
        Assert.Equal(0, archive.Figures["newBytes"]);
        Assert.Equal(2, archive.Volumes.Count);
    }

    [Fact]
    public async Task Commit_SpanBeyondItsChunk_IsRefused()
    {
        using TestAgent agent = await Server.ConnectAsync("desk-1");
        TestContent content = new(seed: 8, files: 1, fileBytes: 10_000);
        JobId job = await BackupClient.BeginAsync(Server, agent);
        await agent.PostAsync(Routes.Chunks, job, content.AllFrames);

        byte[] manifest = content.Manifest(agent.Machine, ArchiveId.New(Server.Clock), extraBytes: 1);

        await BackupClient.RefusedAsync(await agent.PostAsync(Routes.Commit, job, manifest), HttpStatusCode.BadRequest, ErrorCode.BadRequest);
        await BackupClient.CommitAsync(Server, agent, job, content);
    }

    [Fact]
    public async Task Commit_ManifestOfAnotherMachineOrDamaged_IsRefused()
    {
        using TestAgent agent = await Server.ConnectAsync("desk-1");
        TestContent content = new(seed: 9, files: 1, fileBytes: 10_000);
        JobId job = await BackupClient.BeginAsync(Server, agent);
        await agent.PostAsync(Routes.Chunks, job, content.AllFrames);
        byte[] others = content.Manifest(MachineId.New(Server.Clock), ArchiveId.New(Server.Clock));
        byte[] damaged = content.Manifest(agent.Machine, ArchiveId.New(Server.Clock))[..^3];

        await BackupClient.RefusedAsync(await agent.PostAsync(Routes.Commit, job, others), HttpStatusCode.Forbidden, ErrorCode.Forbidden);
        await BackupClient.RefusedAsync(await agent.PostAsync(Routes.Commit, job, damaged), HttpStatusCode.BadRequest, ErrorCode.BadRequest);
    }

    [Fact]
    public async Task Base_SecondBackup_KnowsTheChunksOfTheFirst()
    {
        using TestAgent agent = await Server.ConnectAsync("desk-1");
        TestContent content = new(seed: 10, files: 3, fileBytes: 10_000);
        ArchiveReceipt first = await BackupClient.BackUpAsync(Server, agent, content);
        JobId job = await Server.OrderAsync(agent, Contracts.Jobs.JobKind.Backup);

        byte[] manifest = await (await agent.GetAsync(Routes.BaseManifest, job)).Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        using ManifestReader reader = ManifestReader.Open(new MemoryStream(manifest), "base");
        byte[] missing = await BackupClient.MissingAsync(agent, job, content.AllIds);
        ArchiveReceipt second = await BackupClient.CommitAsync(Server, agent, job, content);

        Assert.Equal(first.Archive, reader.Header.Archive);
        Assert.Equal([0, 0, 0], missing);
        ArchiveRecord archive = Server.Catalog.FindArchive(second.Archive)!;
        Assert.Equal((2, 0L), (archive.Number, archive.Figures["newBytes"]));
        Assert.Contains(first.Volume, archive.Volumes);
    }

    [Fact]
    public async Task Base_WhenAVolumeIsGone_IsNotOfferedAndItsChunksAreMissing()
    {
        using TestAgent agent = await Server.EnrollAsync("desk-1");
        TestContent content = new(seed: 11, files: 1, fileBytes: 10_000);
        await agent.ConnectAsync();
        ArchiveReceipt lost = await BackupClient.BackUpAsync(Server, agent, content);
        agent.Socket.Abort();
        await Server.DisposeAsync();
        File.Delete(VolumePath(lost.Volume));
        await EmptyStoreMark.PutAsync(new DirectoryStore(Place.Combine("store")), TimeProvider.System.GetUtcNow(), TestContext.Current.CancellationToken);

        await RestartAsync();
        using TestAgent back = await Server.ConnectAsync("desk-1");
        JobId job = await Server.OrderAsync(back, Contracts.Jobs.JobKind.Backup);

        Assert.Equal(HttpStatusCode.NoContent, (await back.GetAsync(Routes.BaseManifest, job)).StatusCode);
        Assert.Equal([1], await BackupClient.MissingAsync(back, job, content.AllIds));
        Assert.Contains(Server.Catalog.FindArchive(lost.Archive)!.Warnings, w => w.Contains(lost.Volume.ToString(), StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(31)]
    [InlineData(33)]
    public async Task Missing_NotAWholeNumberOfIds_IsABadRequest(int length)
    {
        using TestAgent agent = await Server.ConnectAsync("desk-1");
        JobId job = await BackupClient.BeginAsync(Server, agent);

        await BackupClient.RefusedAsync(await agent.PostAsync(Routes.MissingChunks, job, new byte[length]), HttpStatusCode.BadRequest, ErrorCode.BadRequest);
    }

    [Fact]
    public async Task Missing_TooManyIds_Is413()
    {
        using TestAgent agent = await Server.ConnectAsync("desk-1");
        JobId job = await BackupClient.BeginAsync(Server, agent);

        using HttpResponseMessage answer = await agent.PostAsync(Routes.MissingChunks, job, new byte[65_537 * 32]);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
    }

    [Theory]
    [InlineData(Routes.MissingChunks)]
    [InlineData(Routes.Chunks)]
    [InlineData(Routes.Commit)]
    public async Task Post_JobOfAnotherMachine_IsForbidden(string route)
    {
        using TestAgent owner = await Server.EnrollAsync("desk-1");
        using TestAgent other = await Server.EnrollAsync("desk-2", "52:54:00:00:00:02");
        await owner.ConnectAsync();
        JobId job = await BackupClient.BeginAsync(Server, owner);

        await BackupClient.RefusedAsync(await other.PostAsync(route, job, []), HttpStatusCode.Forbidden, ErrorCode.Forbidden);
    }

    private string VolumePath(VolumeId volume) => Place.Combine("store", VolumeNames.OfVolume(volume));
}
