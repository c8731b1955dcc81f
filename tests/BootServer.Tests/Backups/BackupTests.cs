using System;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Threading.Tasks;
using Monitas.BootServer.Tests.Agents;
using Monitas.BootServer.Tests.Tls;
using Monitas.Catalog.Records;
using Monitas.Contracts.Ids;
using Monitas.Contracts.Messages;
using Monitas.Imaging.Manifests;
using Monitas.Imaging.Volumes;
using Xunit;

namespace Monitas.BootServer.Tests.Backups;

public sealed class BackupTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    [Fact]
    public async Task Commit_WholeBackup_IsInTheCatalogAndReadableFromItsVolume()
    {
        await using TestServer server = await TestServer.StartAsync(_directory);
        using TestAgent agent = await server.EnrollAsync("desk-1");
        await agent.ConnectAsync();
        TestContent content = new(seed: 1, files: 5, fileBytes: 300_000);

        ArchiveReceipt receipt = await BackupClient.BackUpAsync(server, agent, content);

        ArchiveRecord archive = server.Catalog.FindNewestArchive(agent.Machine)!;
        Assert.Equal((receipt.Archive, receipt.Volume, 1), (archive.Id, archive.Volume, archive.Number));
        Assert.Equal((6L, 1_500_000L, 1_500_000L), (archive.Figures["files"], archive.Figures["bytes"], archive.Figures["newBytes"]));
        Assert.Equal("grub", archive.Layout!.BootLoader.Kind);
        Assert.Empty(archive.Warnings);
        await using VolumeReader volume = await VolumeReader.OpenAsync(server.Store, receipt.Volume, TestContext.Current.CancellationToken);
        await using Stream manifest = volume.OpenManifest(receipt.Archive);
        using ManifestReader reader = ManifestReader.Open(manifest, "manifest", leaveOpen: true);
        Assert.Equal(content.Ids.Order(), reader.ChunkIds().Order());
        Assert.Equal(receipt.VolumeBytes, new FileInfo(VolumePath(receipt.Volume)).Length);
    }

    [Fact]
    public async Task Commit_VolumeJudgedByXorriso_IsAnIsoWithTheManifest()
    {
        await using TestServer server = await TestServer.StartAsync(_directory);
        using TestAgent agent = await server.EnrollAsync("desk-1");
        await agent.ConnectAsync();
        ArchiveReceipt receipt = await BackupClient.BackUpAsync(server, agent, new TestContent(seed: 2, files: 2, fileBytes: 10_000));

        (int exitCode, string output) = await Tool.RunAsync(
            "xorriso", ["-indev", VolumePath(receipt.Volume), "-find", "/"], TestContext.Current.CancellationToken);

        Assert.Equal(0, exitCode);
        Assert.Contains("VOLUME.JSON", output, StringComparison.OrdinalIgnoreCase);
        Assert.Contains(receipt.Archive.ToString(), output, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Commit_Repeated_GivesTheSameReceipt()
    {
        await using TestServer server = await TestServer.StartAsync(_directory);
        using TestAgent agent = await server.EnrollAsync("desk-1");
        await agent.ConnectAsync();
        TestContent content = new(seed: 3, files: 2, fileBytes: 10_000);
        JobId job = await BackupClient.BeginAsync(server, agent);
        await agent.PostAsync(Routes.Chunks, job, content.AllFrames);

        ArchiveReceipt first = await BackupClient.CommitAsync(server, agent, job, content);
        ArchiveReceipt second = await BackupClient.CommitAsync(server, agent, job, content);

        Assert.Equal(first, second);
        Assert.Single(server.Catalog.ListArchives(agent.Machine));
        Assert.Single(server.Catalog.ListVolumes());
    }

    [Fact]
    public async Task Chunks_BytesThatDoNotMatchTheirId_AreRefusedAndNotStored()
    {
        await using TestServer server = await TestServer.StartAsync(_directory);
        using TestAgent agent = await server.EnrollAsync("desk-1");
        await agent.ConnectAsync();
        TestContent honest = new(seed: 4, files: 1, fileBytes: 10_000);
        TestContent poison = new(seed: 5, files: 1, fileBytes: 10_000);
        byte[] frame = poison.Frames[0];
        honest.Ids[0].WriteTo(frame.AsSpan(20));
        JobId job = await BackupClient.BeginAsync(server, agent);

        await BackupClient.RefusedAsync(await agent.PostAsync(Routes.Chunks, job, frame), HttpStatusCode.BadRequest, ErrorCode.BadRequest);

        Assert.Equal([1], await BackupClient.MissingAsync(agent, job, honest.AllIds));
        await BackupClient.RefusedAsync(
            await agent.PostAsync(Routes.Commit, job, honest.Manifest(agent.Machine, ArchiveId.New(server.Clock))), HttpStatusCode.Forbidden, ErrorCode.Forbidden);
        Assert.Empty(server.Catalog.ListArchives());
    }

    [Fact]
    public async Task Chunks_TruncatedFrame_IsABadRequestAndTheFramesBeforeItStay()
    {
        await using TestServer server = await TestServer.StartAsync(_directory);
        using TestAgent agent = await server.EnrollAsync("desk-1");
        await agent.ConnectAsync();
        TestContent content = new(seed: 6, files: 2, fileBytes: 10_000);
        JobId job = await BackupClient.BeginAsync(server, agent);

        await BackupClient.RefusedAsync(await agent.PostAsync(Routes.Chunks, job, content.AllFrames[..^1]), HttpStatusCode.BadRequest, ErrorCode.BadRequest);

        byte[] missing = await BackupClient.MissingAsync(agent, job, content.AllIds);
        Assert.Equal(1, missing[1]);
    }

    [Fact]
    public async Task Commit_ChunkOfAnotherMachine_IsRefusedUnlessItWasSent()
    {
        await using TestServer server = await TestServer.StartAsync(_directory);
        using TestAgent owner = await server.EnrollAsync("desk-1");
        using TestAgent thief = await server.EnrollAsync("desk-2", "52:54:00:00:00:02");
        await owner.ConnectAsync();
        await thief.ConnectAsync();
        TestContent secret = new(seed: 7, files: 1, fileBytes: 10_000);
        await BackupClient.BackUpAsync(server, owner, secret);
        JobId job = await BackupClient.BeginAsync(server, thief);

        Assert.Equal([1], await BackupClient.MissingAsync(thief, job, secret.AllIds));
        await BackupClient.RefusedAsync(
            await thief.PostAsync(Routes.Commit, job, secret.Manifest(thief.Machine, ArchiveId.New(server.Clock))), HttpStatusCode.Forbidden, ErrorCode.Forbidden);
        (await thief.PostAsync(Routes.Chunks, job, secret.AllFrames)).EnsureSuccessStatusCode();
        await BackupClient.CommitAsync(server, thief, job, secret);

        ArchiveRecord archive = server.Catalog.FindNewestArchive(thief.Machine)!;
        Assert.Equal(0, archive.Figures["newBytes"]);
        Assert.Equal(2, archive.Volumes.Count);
    }

    [Fact]
    public async Task Commit_SpanBeyondItsChunk_IsRefused()
    {
        await using TestServer server = await TestServer.StartAsync(_directory);
        using TestAgent agent = await server.EnrollAsync("desk-1");
        await agent.ConnectAsync();
        TestContent content = new(seed: 8, files: 1, fileBytes: 10_000);
        JobId job = await BackupClient.BeginAsync(server, agent);
        await agent.PostAsync(Routes.Chunks, job, content.AllFrames);

        byte[] manifest = content.Manifest(agent.Machine, ArchiveId.New(server.Clock), extraBytes: 1);

        await BackupClient.RefusedAsync(await agent.PostAsync(Routes.Commit, job, manifest), HttpStatusCode.BadRequest, ErrorCode.BadRequest);
        await BackupClient.CommitAsync(server, agent, job, content);
    }

    [Fact]
    public async Task Commit_ManifestOfAnotherMachineOrDamaged_IsRefused()
    {
        await using TestServer server = await TestServer.StartAsync(_directory);
        using TestAgent agent = await server.EnrollAsync("desk-1");
        await agent.ConnectAsync();
        TestContent content = new(seed: 9, files: 1, fileBytes: 10_000);
        JobId job = await BackupClient.BeginAsync(server, agent);
        await agent.PostAsync(Routes.Chunks, job, content.AllFrames);
        byte[] others = content.Manifest(MachineId.New(server.Clock), ArchiveId.New(server.Clock));
        byte[] damaged = content.Manifest(agent.Machine, ArchiveId.New(server.Clock))[..^3];

        await BackupClient.RefusedAsync(await agent.PostAsync(Routes.Commit, job, others), HttpStatusCode.Forbidden, ErrorCode.Forbidden);
        await BackupClient.RefusedAsync(await agent.PostAsync(Routes.Commit, job, damaged), HttpStatusCode.BadRequest, ErrorCode.BadRequest);
    }

    [Fact]
    public async Task Base_SecondBackup_KnowsTheChunksOfTheFirst()
    {
        await using TestServer server = await TestServer.StartAsync(_directory);
        using TestAgent agent = await server.EnrollAsync("desk-1");
        await agent.ConnectAsync();
        TestContent content = new(seed: 10, files: 3, fileBytes: 10_000);
        ArchiveReceipt first = await BackupClient.BackUpAsync(server, agent, content);
        JobId job = await server.OrderAsync(agent, Contracts.Jobs.JobKind.Backup);

        byte[] manifest = await (await agent.GetAsync(Routes.BaseManifest, job)).Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        using ManifestReader reader = ManifestReader.Open(new MemoryStream(manifest), "base");
        byte[] missing = await BackupClient.MissingAsync(agent, job, content.AllIds);
        ArchiveReceipt second = await BackupClient.CommitAsync(server, agent, job, content);

        Assert.Equal(first.Archive, reader.Header.Archive);
        Assert.Equal([0, 0, 0], missing);
        ArchiveRecord archive = server.Catalog.FindArchive(second.Archive)!;
        Assert.Equal((2, 0L), (archive.Number, archive.Figures["newBytes"]));
        Assert.Contains(first.Volume, archive.Volumes);
    }

    [Fact]
    public async Task Base_WhenAVolumeIsGone_IsNotOfferedAndItsChunksAreMissing()
    {
        await using TestServer server = await TestServer.StartAsync(_directory);
        using TestAgent agent = await server.EnrollAsync("desk-1");
        TestContent content = new(seed: 11, files: 1, fileBytes: 10_000);
        await agent.ConnectAsync();
        ArchiveReceipt lost = await BackupClient.BackUpAsync(server, agent, content);
        await server.DisposeAsync();
        File.Delete(VolumePath(lost.Volume));

        await using TestServer again = await TestServer.StartAsync(_directory);
        using TestAgent back = await again.EnrollAsync("desk-1");
        await back.ConnectAsync();
        JobId job = await again.OrderAsync(back, Contracts.Jobs.JobKind.Backup);

        Assert.Equal(HttpStatusCode.NoContent, (await back.GetAsync(Routes.BaseManifest, job)).StatusCode);
        Assert.Equal([1], await BackupClient.MissingAsync(back, job, content.AllIds));
        Assert.Contains(again.Catalog.FindArchive(lost.Archive)!.Warnings, w => w.Contains(lost.Volume.ToString(), StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(31)]
    [InlineData(33)]
    public async Task Missing_NotAWholeNumberOfIds_IsABadRequest(int length)
    {
        await using TestServer server = await TestServer.StartAsync(_directory);
        using TestAgent agent = await server.EnrollAsync("desk-1");
        await agent.ConnectAsync();
        JobId job = await BackupClient.BeginAsync(server, agent);

        await BackupClient.RefusedAsync(await agent.PostAsync(Routes.MissingChunks, job, new byte[length]), HttpStatusCode.BadRequest, ErrorCode.BadRequest);
    }

    [Fact]
    public async Task Missing_TooManyIds_Is413()
    {
        await using TestServer server = await TestServer.StartAsync(_directory);
        using TestAgent agent = await server.EnrollAsync("desk-1");
        await agent.ConnectAsync();
        JobId job = await BackupClient.BeginAsync(server, agent);

        using HttpResponseMessage answer = await agent.PostAsync(Routes.MissingChunks, job, new byte[65_537 * 32]);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
    }

    [Theory]
    [InlineData(Routes.MissingChunks)]
    [InlineData(Routes.Chunks)]
    [InlineData(Routes.Commit)]
    public async Task Post_JobOfAnotherMachine_IsForbidden(string route)
    {
        await using TestServer server = await TestServer.StartAsync(_directory);
        using TestAgent owner = await server.EnrollAsync("desk-1");
        using TestAgent other = await server.EnrollAsync("desk-2", "52:54:00:00:00:02");
        await owner.ConnectAsync();
        JobId job = await BackupClient.BeginAsync(server, owner);

        await BackupClient.RefusedAsync(await other.PostAsync(route, job, []), HttpStatusCode.Forbidden, ErrorCode.Forbidden);
    }

    public void Dispose() => _directory.Dispose();

    private string VolumePath(VolumeId volume) => _directory.Combine("store", VolumeNames.OfVolume(volume));
}
