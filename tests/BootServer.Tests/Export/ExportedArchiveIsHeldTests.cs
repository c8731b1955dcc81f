using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using Monitas.BootServer.Api;
using Monitas.BootServer.Retention;
using Monitas.BootServer.Tests.Api;
using Monitas.BootServer.Tests.Search;
using Monitas.Catalog.Records;
using Monitas.Contracts.Jobs;
using Monitas.Imaging.Volumes;
using Xunit;

namespace Monitas.BootServer.Tests.Export;

/// <summary>An archive is not removed under an export that reads it, and goes when that is over.</summary>
public sealed class ExportedArchiveIsHeldTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Delete_ExportIsUnderWay_IsRefusedUntilItIsOverAndTheExportIsWhole()
    {
        await using ArchiveScene scene = await ArchiveScene.StartAsync();
        ArchiveRecord old = await AddLargeAsync(scene);
        await scene.AddAsync("pc", [ArchiveScene.File("/new", 1, ArchiveScene.Span(new byte[100]))], new byte[100]);
        using HttpClient http = new(new SocketsHttpHandler { ConnectCallback = (_, cancel) => ConnectAsync(scene, cancel) });
        using HttpResponseMessage export = await http.GetAsync(
            new Uri("http://localhost" + Query(old)), HttpCompletionOption.ResponseHeadersRead, Cancel);
        export.EnsureSuccessStatusCode();

        CliRun refused = await scene.RunAsync("archive", "delete", "pc", "1", "--yes");
        PruneReply prune = (await scene.Get<Pruner>().RunAsync(Cancel))!;
        long bytes = (await export.Content.ReadAsByteArrayAsync(Cancel)).LongLength;

        Assert.NotEqual(ExitCode.Done, refused.Code);
        Assert.Contains("Archive 1 of pc is being exported", refused.Error, StringComparison.Ordinal);
        Assert.Contains("an export reads it", prune.Archives.Single(archive => archive.Number == 1).Reasons);
        Assert.InRange(bytes, 24L << 20, 30L << 20);
        CliRun removed = await RunUntilDoneAsync(scene, "archive", "delete", "pc", "1", "--yes");
        Assert.Equal((ExitCode.Done, ""), (removed.Code, removed.Error));
        Assert.Contains((await scene.Get<Pruner>().RunAsync(Cancel))!.Volumes, volume => !volume.Kept && volume.Volume == old.Volume);
        Assert.False(File.Exists(Path.Combine(scene.Harness.Settings.Store, VolumeNames.OfVolume(old.Volume))));
    }

    [Fact]
    public async Task TryHold_RemovedJustBefore_Refuses()
    {
        await using ArchiveScene scene = await ArchiveScene.StartAsync();
        ArchiveRecord archive = await scene.AddAsync("pc", [ArchiveScene.File("/f", 1)]);
        ArchiveHolds holds = scene.Get<ArchiveHolds>();
        using (holds.TryHold(archive.Id))
        {
            using IDisposable? second = holds.TryHold(archive.Id);
            Assert.NotNull(second);
        }
        Assert.Equal([archive.Id], holds.WithFree([archive.Id], free => free));

        scene.Harness.Catalog.RemoveArchives([archive.Id], archive.Time);

        Assert.Null(holds.TryHold(archive.Id));
    }

    /// <summary>More than the sockets between the two take, so that the export stands still while nobody reads.</summary>
    private static Task<ArchiveRecord> AddLargeAsync(ArchiveScene scene)
    {
        Random random = new(5);
        List<byte[]> chunks = [];
        for (int i = 0; i < 8; i++)
        {
            byte[] chunk = new byte[3 << 20];
            random.NextBytes(chunk);
            chunks.Add(chunk);
        }
        return scene.AddAsync("pc", chunks.Select((chunk, i) => ArchiveScene.File($"/f{i}", 1, ArchiveScene.Span(chunk))), [.. chunks]);
    }

    /// <summary>The server learns of the end of its answer a moment after the client has it.</summary>
    private static async Task<CliRun> RunUntilDoneAsync(ArchiveScene scene, params string[] arguments)
    {
        CliRun run = await scene.RunAsync(arguments);
        while (run.Error.Contains("is being exported", StringComparison.Ordinal))
        {
            await Task.Delay(10, Cancel);
            run = await scene.RunAsync(arguments);
        }
        return run;
    }

    private static string Query(ArchiveRecord archive) => $"{ApiRoutes.ArchiveExport}?machine=pc&archive={archive.Number}&format=tar.zst";

    private static async ValueTask<Stream> ConnectAsync(ArchiveScene scene, CancellationToken cancel)
    {
        Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(scene.Harness.Settings.Socket), cancel);
        return new NetworkStream(socket, ownsSocket: true);
    }
}
