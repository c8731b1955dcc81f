using System;
using System.IO;
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

namespace Monitas.BootServer.Tests.Cli;

/// <summary>volume verify and archive verify, and the jobs that they order.</summary>
public sealed class VerifyCommandTests : IAsyncLifetime
{
    private readonly byte[] _content = new byte[60_000];
    private ArchiveScene _scene = null!;
    private ArchiveRecord _archive = null!;

    public async ValueTask InitializeAsync()
    {
        new Random(1).NextBytes(_content);
        _scene = await ArchiveScene.StartAsync();
        _archive = await _scene.AddAsync("desk", [ArchiveScene.Directory("/"), ArchiveScene.File("/notes", 1, ArchiveScene.Span(_content))], _content);
    }

    public ValueTask DisposeAsync() => _scene.DisposeAsync();

    [Fact]
    public async Task VolumeVerify_Sound_SaysSoAndTellsTheJobBesideTheOutput()
    {
        CliRun run = await _scene.RunAsync("volume", "verify");
        Assert.Equal(ExitCode.Done, run.Code);
        Assert.Matches($"^{_archive.Volume}: sound, 1 chunk, [0-9.]+ KiB read\\.\n$", run.Output);
        Assert.Contains("Job 1: verify of the store", run.Error, StringComparison.Ordinal);
        Assert.Matches("1 +verify +the store +succeeded .* 1 volume is sound\\.", (await _scene.RunAsync("job", "list")).Output);
        Assert.Contains($"{_archive.Volume}: sound", (await _scene.RunAsync("job", "log", "1")).Output, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Done, (await _scene.RunAsync("job", "wait", "1")).Code);
        Assert.Contains("volumes      1", (await _scene.RunAsync("job", "show", "1")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task VolumeVerify_Damaged_NamesPlaceAndFileAndFails()
    {
        DamageTheChunk();
        CliRun run = await _scene.RunAsync("volume", "verify", _archive.Volume.ToString()[..30]);
        Assert.Equal(ExitCode.Failed, run.Code);
        Assert.Contains($"{_archive.Volume}: DAMAGED in ", run.Output, StringComparison.Ordinal);
        Assert.Contains("  ! hits /notes in archive 1 of desk", run.Output, StringComparison.Ordinal);

        CliRun json = await _scene.RunAsync("volume", "verify", "--json");
        Assert.Equal(ExitCode.Failed, json.Code);
        using JsonDocument document = JsonDocument.Parse(json.Output);
        Assert.False(document.RootElement[0].GetProperty("ok").GetBoolean());
        Assert.Equal("/notes", document.RootElement[0].GetProperty("files")[0].GetProperty("path").GetString());

        CliRun wait = await _scene.RunAsync("job", "wait", "2");
        Assert.Equal(ExitCode.Failed, wait.Code);
        Assert.Contains("! hits /notes in archive 1 of desk", wait.Output, StringComparison.Ordinal);
        using JsonDocument waited = JsonDocument.Parse((await _scene.RunAsync("job", "wait", "2", "--json")).Output);
        Assert.Equal("FinishedWithWarnings", waited.RootElement.GetProperty("job").GetProperty("state").GetString(), ignoreCase: true);
        Assert.Equal(1, waited.RootElement.GetProperty("findings").GetArrayLength());
        Assert.Equal(ExitCode.Failed, (await _scene.RunAsync("volume", "verify", "ffffffffff")).Code);
    }

    [Fact]
    public async Task ArchiveVerify_SoundThenDamaged_EndsAsItIs()
    {
        CliRun sound = await _scene.RunAsync("archive", "verify", "desk");
        Assert.Equal(ExitCode.Done, sound.Code);
        Assert.Matches("^The archive is sound: 1 chunk, [0-9.]+ KiB read\\.\n$", sound.Output);
        Assert.Contains("Job 1: verify of desk", sound.Error, StringComparison.Ordinal);

        DamageTheChunk();
        CliRun damaged = await _scene.RunAsync("archive", "verify", "desk", "1");
        Assert.Equal(ExitCode.Failed, damaged.Code);
        Assert.Contains($"! Volume {_archive.Volume}, ", damaged.Output, StringComparison.Ordinal);
        Assert.Contains("The archive is DAMAGED (", damaged.Output, StringComparison.Ordinal);
        using JsonDocument json = JsonDocument.Parse((await _scene.RunAsync("archive", "verify", "desk", "--json")).Output);
        Assert.False(json.RootElement.GetProperty("ok").GetBoolean());
        Assert.True(json.RootElement.GetProperty("damages").GetArrayLength() > 0);
    }

    [Fact]
    public async Task VolumeVerify_NoWait_OrdersAndSaysHowToWatch()
    {
        CliRun run = await _scene.RunAsync("volume", "verify", "--no-wait");
        Assert.Equal(ExitCode.Done, run.Code);
        Assert.Contains("monitas-server job wait 1", run.Output, StringComparison.Ordinal);
        CliRun wait = await _scene.RunAsync("job", "wait", "1");
        Assert.Equal(ExitCode.Done, wait.Code);
        Assert.Contains("1 volume is sound.", wait.Output, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Refused, (await _scene.RunAsync("job", "cancel", "1")).Code);
    }

    private void DamageTheChunk()
    {
        Assert.True(_scene.Get<VolumeStore>().Index.TryLocate(ChunkId.Of(_content), out ChunkLocation place));
        using FileStream file = File.OpenWrite(Path.Combine(_scene.Harness.Settings.Store, VolumeNames.OfVolume(place.Volume)));
        file.Position = place.OffsetBytes + 5_000;
        file.Write(new byte[100]);
    }
}
