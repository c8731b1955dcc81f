using System;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using Monitas.BootServer.Backups;
using Monitas.BootServer.Tests.Api;
using Monitas.BootServer.Tests.Search;
using Monitas.Catalog.Records;
using Monitas.Contracts.Ids;
using Monitas.Contracts.Jobs;
using Monitas.Imaging.Volumes;
using Xunit;

namespace Monitas.BootServer.Tests.Verify;

/// <summary>What `archive verify` says of an archive whose volume is damaged.</summary>
public sealed class ArchiveVerifyTests : IAsyncLifetime
{
    private static readonly byte[][] Chunks = [.. Enumerable.Range(0, 3).Select(i => Enumerable.Repeat((byte)i, 5000 + i).ToArray())];

    private ArchiveScene _scene = null!;

    public async ValueTask InitializeAsync() => _scene = await ArchiveScene.StartAsync();

    public ValueTask DisposeAsync() => _scene.DisposeAsync();

    [Fact]
    public async Task Verify_DamagedChunk_NamesTheFilesThatAreHit()
    {
        ArchiveRecord archive = await AddAsync();
        CliRun sound = await _scene.RunAsync("archive", "verify", "pc");
        Assert.Equal(ExitCode.Done, sound.Code);
        Assert.Contains("The archive is sound: 3 chunks", sound.Output, StringComparison.Ordinal);

        Assert.True(_scene.Get<VolumeStore>().Index.TryLocate(ChunkId.Of(Chunks[1]), out ChunkLocation location));
        Flip(archive, location.OffsetBytes + location.FrameLength - 5);
        CliRun run = await _scene.RunAsync("archive", "verify", "pc");
        Assert.Equal(ExitCode.Failed, run.Code);
        Assert.Contains($"Volume {archive.Volume}, packs/p0000001.zst at byte {location.OffsetBytes}: ", run.Output, StringComparison.Ordinal);
        Assert.Contains("! cannot be restored: /b\n! cannot be restored: /c\n", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("/a", run.Output, StringComparison.Ordinal);
        using JsonDocument json = JsonDocument.Parse((await _scene.RunAsync("archive", "verify", "pc", "--json")).Output);
        Assert.Equal(["/b", "/c"], json.RootElement.GetProperty("files").EnumerateArray().Select(file => file.GetProperty("path").GetString()));
        Assert.Equal(2, json.RootElement.GetProperty("fileCount").GetInt32());
        Assert.False(json.RootElement.GetProperty("ok").GetBoolean());
    }

    [Fact]
    public async Task Verify_DamageBesideArchives_IsNamedAndHitsNoFile()
    {
        ArchiveRecord archive = await AddAsync();
        Flip(archive, 100);
        CliRun run = await _scene.RunAsync("archive", "verify", "pc");
        Assert.Equal(ExitCode.Failed, run.Code);
        Assert.Contains($"! Volume {archive.Volume}, {VolumeNames.Head} at byte 0: ", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("cannot be restored", run.Output, StringComparison.Ordinal);
        Assert.Contains(VolumeNames.Head, (await _scene.RunAsync("volume", "verify")).Output, StringComparison.Ordinal);
    }

    private Task<ArchiveRecord> AddAsync() => _scene.AddAsync(
        "pc",
        [
            ArchiveScene.File("/a", 1, ArchiveScene.Span(Chunks[0])),
            ArchiveScene.File("/b", 1, ArchiveScene.Span(Chunks[1])),
            ArchiveScene.File("/c") with { HardLinkTo = "/b"u8.ToArray(), SizeBytes = 5000 },
            ArchiveScene.File("/d", 1, ArchiveScene.Span(Chunks[2])),
        ],
        Chunks);

    private void Flip(ArchiveRecord archive, long offset)
    {
        using FileStream file = new(Path.Combine(_scene.Harness.Settings.Store, VolumeNames.OfVolume(archive.Volume)), FileMode.Open, FileAccess.ReadWrite);
        file.Position = offset;
        int value = file.ReadByte();
        file.Position = offset;
        file.WriteByte((byte)(value ^ 1));
    }
}
