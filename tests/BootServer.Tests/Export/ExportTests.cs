using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Monitas.BootServer.Api;
using Monitas.BootServer.Backups;
using Monitas.BootServer.Export;
using Monitas.BootServer.StoreKeys;
using Monitas.BootServer.Tests.Api;
using Monitas.BootServer.Tests.Search;
using Monitas.Catalog.Records;
using Monitas.Contracts.Ids;
using Monitas.Contracts.Jobs;
using Monitas.Imaging.Manifests;
using Monitas.Imaging.Volumes;
using Xunit;

namespace Monitas.BootServer.Tests.Export;

public sealed class ExportTests
{
    /// <summary>The judges share no code with us: what they unpack must be the tree, with all metadata.</summary>
    [Theory]
    [InlineData("tar", "--xattrs", "--xattrs-include=*", "--acls", "--numeric-owner", "-xpf")]
    [InlineData("bsdtar", "--numeric-owner", "-xpSf")]
    public async Task Tar_UnpackedByOtherPrograms_IsTheTree(string program, params string[] arguments)
    {
        await using ArchiveScene scene = await ArchiveScene.StartAsync();
        using ScratchPlace place = new();
        string tree = Directory.CreateDirectory(place.Combine("tree")).FullName;
        RealTree.Make(tree);
        List<byte[]> chunks = [];
        await scene.AddAsync("pc", RealTree.Read(tree, chunks), [.. chunks]);
        string file = place.Combine("pc.tar.zst");

        CliRun run = await scene.RunAsync("archive", "export", "pc", "--to", file);
        string back = Directory.CreateDirectory(place.Combine("back")).FullName;
        RealTree.Run(program, [.. arguments, file, "-C", back]);

        Assert.Equal((ExitCode.Done, ""), (run.Code, run.Error));
        // The first line is the directory to unpack in, of which bsdtar leaves the time alone.
        Assert.Equal(RealTree.List(tree)[1..], RealTree.List(back)[1..]);
        Assert.InRange(DiskUse(back), 1, 3 << 20);
        Assert.InRange(new FileInfo(file).Length, 700_000, 1_000_000);
        Assert.Equal(ExitCode.Refused, (await scene.RunAsync("archive", "export", "pc", "--to", file)).Code);
        Assert.False(File.Exists(file + ".partial"));
    }

    /// <summary>xorriso unpacks it to the same names, kinds, modes, owners, times and bytes; a volume has whole seconds, and neither attributes nor holes.</summary>
    [Fact]
    public async Task Iso_UnpackedByXorriso_HasTheSameFilesWithModesOwnersAndTimes()
    {
        await using ArchiveScene scene = await ArchiveScene.StartAsync();
        using ScratchPlace place = new();
        string file = await ExportIsoAsync(scene, place);

        RealTree.Run("xorriso", "-osirrox", "on:auto_chmod_off", "-indev", file, "-extract", "/", place.Combine("back"));

        Assert.Equal(Plain(RealTree.List(place.Combine("tree"))), Plain(RealTree.List(place.Combine("back"))));
    }

    /// <summary>xorriso and bsdtar read a device's numbers as one 64-bit number, the kernel as two; for numbers below 256 all agree.</summary>
    [Fact]
    public async Task Iso_DeviceNodes_AreSeenByXorrisoAndBsdtar()
    {
        await using ArchiveScene scene = await ArchiveScene.StartAsync();
        using ScratchPlace place = new();
        string file = await ExportIsoAsync(scene, place);

        string listed = RealTree.Run("bsdtar", "-tvf", file);
        Assert.Matches(@"(?m)^crw-r--r-- .* 1,3 .* a/null$", listed);
        Assert.Matches(@"(?m)^brw-r----- .* a/disk$", listed);
        Assert.Matches(@"(?m)^prw-r----- .* a/pipe$", listed);
        string seen = RealTree.Run("xorriso", "-indev", file, "-find", "/a", "-maxdepth", "1", "-exec", "lsdl", "--");
        Assert.Matches(@"(?m)^crw-r--r-- .* 1,3 .*'/a/null'$", seen);
        Assert.Matches(@"(?m)^brw-r----- .*'/a/disk'$", seen);
        Assert.Matches(@"(?m)^prw-r----- .*'/a/pipe'$", seen);
    }

    [Fact]
    public async Task Iso_OtherReaders_ListAllNames()
    {
        await using ArchiveScene scene = await ArchiveScene.StartAsync();
        using ScratchPlace place = new();
        byte[] chunk = new byte[5000];
        await scene.AddAsync("pc", Enumerable.Range(0, 3000).Select(i => ArchiveScene.File($"/d/file-number-{i:d4}.txt", 1, ArchiveScene.Span(chunk))).Append(ArchiveScene.Directory("/d")), chunk);
        Assert.Equal(ExitCode.Done, (await scene.RunAsync("archive", "export", "pc", "--format", "iso", "--to", place.Combine("x.iso"))).Code);

        Assert.Equal(3000, RealTree.Run("bsdtar", "-tf", place.Combine("x.iso")).Split('\n').Count(line => line.Contains("d/file-number-", StringComparison.Ordinal)));
        Assert.Equal(3000, RealTree.Run("isoinfo", "-R", "-f", "-i", place.Combine("x.iso")).Split('\n').Count(line => line.Contains("/d/file-number-", StringComparison.Ordinal)));
        Assert.Equal(3000, RealTree.Run("isoinfo", "-f", "-i", place.Combine("x.iso")).Split('\n').Where(line => line.StartsWith("/D/", StringComparison.Ordinal)).Distinct().Count());
        Assert.Equal(3000, RealTree.Run("7z", "l", place.Combine("x.iso")).Split('\n').Count(line => line.Contains("d/file-number-", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Tar_ChunkDamaged_FailsAndLeavesNoFile()
    {
        await using ArchiveScene scene = await ArchiveScene.StartAsync();
        byte[] first = new byte[3_000_000];
        byte[] second = new byte[3_000_000];
        new Random(1).NextBytes(first);
        new Random(2).NextBytes(second);
        ArchiveRecord archive = await scene.AddAsync("pc", [ArchiveScene.File("/a", 1, ArchiveScene.Span(first)), ArchiveScene.File("/b", 1, ArchiveScene.Span(second))], first, second);
        Assert.True(scene.Get<VolumeStore>().Index.TryLocate(ChunkId.Of(second), out ChunkLocation location));
        string volume = Path.Combine(scene.Harness.Settings.Store, VolumeNames.OfVolume(archive.Volume));
        byte[] bytes = File.ReadAllBytes(volume);
        bytes[location.OffsetBytes + 1000] ^= 1;
        File.WriteAllBytes(volume, bytes);
        using ScratchPlace place = new();

        CliRun run = await scene.RunAsync("archive", "export", "pc", "--to", place.Combine("x.tar.zst"));

        Assert.NotEqual(ExitCode.Done, run.Code);
        Assert.Empty(Directory.GetFileSystemEntries(place.Path));
    }

    [Fact]
    public async Task Volumes_HoldThisArchiveAlone_AndExtractPyRestoresIt()
    {
        await using ArchiveScene scene = await ArchiveScene.StartAsync();
        using ScratchPlace place = new();
        byte[] old = new byte[100_000];
        byte[] other = new byte[400_000];
        new Random(1).NextBytes(old);
        new Random(2).NextBytes(other);
        await scene.AddAsync("pc", [ArchiveScene.Directory("/"), ArchiveScene.File("/old", 1, ArchiveScene.Span(old)), ArchiveScene.File("/other", 1, ArchiveScene.Span(other))], old, other);
        byte[] recent = "recent"u8.ToArray();
        ArchiveRecord archive = await scene.AddAsync("pc", [ArchiveScene.Directory("/"), ArchiveScene.File("/old", 1, ArchiveScene.Span(old)), ArchiveScene.File("/recent", 1, ArchiveScene.Span(recent))], recent);
        string set = place.Combine("set");

        CliRun run = await scene.RunAsync("archive", "export", "pc", "--format", "volumes", "--to", set, "--json");
        RealTree.Run("xorriso", "-osirrox", "on", "-indev", Assert.Single(Directory.GetFiles(set)), "-extract", "/EXTRACT.PY", place.Combine("x.py"));
        RealTree.Run("python3", place.Combine("x.py"), "restore", set, archive.Id.ToString(), "/", place.Combine("back"));

        Assert.Equal(ExitCode.Done, run.Code);
        Assert.Equal(old, File.ReadAllBytes(place.Combine("back", "old")));
        Assert.Equal(recent, File.ReadAllBytes(place.Combine("back", "recent")));
        Assert.InRange(JsonDocument.Parse(run.Output).RootElement.GetProperty("bytes").GetInt64(), 100_000, 300_000);
        Assert.Equal(ExitCode.BadUsage, (await scene.RunAsync("archive", "export", "pc", "--format", "volumes", "--to", set)).Code);
    }

    [Fact]
    public async Task Volumes_WithALimit_AreASetThatExtractPyPutsTogether()
    {
        await using ArchiveScene scene = await ArchiveScene.StartAsync();
        using ScratchPlace place = new();
        byte[][] chunks = [.. Enumerable.Range(0, 12).Select(i => RandomBytes(i, 3_000_000))];
        ManifestEntry[] files = [ArchiveScene.Directory("/"), .. chunks.Select((chunk, i) => ArchiveScene.File($"/f{i}", 1, ArchiveScene.Span(chunk)))];
        ArchiveRecord archive = await scene.AddAsync("pc", files, chunks);
        VolumeExporter exporter = new(
            scene.Get<VolumeStore>(), scene.Get<ManifestCache>(), scene.Get<FrameVerifier>(), new VolumeSettings { MaxVolumeBytes = VolumeSettings.LeastVolumeBytes }, TimeProvider.System);

        ExportReply reply = await exporter.WriteAsync(scene.Machine("pc"), archive, place.Combine("set"), TestContext.Current.CancellationToken);
        RealTree.Run("xorriso", "-osirrox", "on", "-indev", place.Combine("set", reply.Volumes[0]), "-extract", "/EXTRACT.PY", place.Combine("x.py"));
        RealTree.Run("python3", place.Combine("x.py"), "restore", place.Combine("set"), archive.Id.ToString(), "/", place.Combine("back"));

        Assert.Equal(3, reply.Volumes.Count);
        Assert.All(Directory.GetFiles(place.Combine("set")), file => Assert.InRange(new FileInfo(file).Length, 1, VolumeSettings.LeastVolumeBytes));
        Assert.All(chunks.Index(), one => Assert.Equal(one.Item, File.ReadAllBytes(place.Combine("back", $"f{one.Index}"))));
    }

    [Fact]
    public async Task SealedStore_EveryFormat_SaysThatWhatWasWrittenIsNotEncrypted()
    {
        using ScratchPlace place = new();
        await using ArchiveScene scene = await ArchiveScene.StartAsync(settings => settings with { Encryption = StoreEncryption.KeyFile, KeyFile = place.Combine("store.key") });
        await new StoreKeyDesk(scene.Harness.Settings, TimeProvider.System).InitAsync(TestContext.Current.CancellationToken);
        Assert.Equal("", await scene.Get<StoreKeyReload>().TakeInAsync(TestContext.Current.CancellationToken));
        byte[] content = RandomBytes(1, 100_000);
        await scene.AddAsync("pc", [ArchiveScene.Directory("/"), ArchiveScene.File("/f", 1, ArchiveScene.Span(content))], content);

        foreach (string format in (string[])["tar.zst", "iso", "volumes"])
        {
            CliRun run = await scene.RunAsync("archive", "export", "pc", "--format", format, "--to", place.Combine($"text.{format}"));
            Assert.True(run.Code == ExitCode.Done, run.Error);
            Assert.Contains("It is NOT encrypted, though the store is", run.Output, StringComparison.Ordinal);
            CliRun asJson = await scene.RunAsync("archive", "export", "pc", "--format", format, "--to", place.Combine($"json.{format}"), "--json");
            JsonElement json = JsonDocument.Parse(asJson.Output).RootElement;
            Assert.False(json.GetProperty("encrypted").GetBoolean());
            Assert.True(json.GetProperty("storeEncrypted").GetBoolean());
        }
        Assert.NotEqual(-1, File.ReadAllBytes(place.Combine("text.iso")).AsSpan().IndexOf(content.AsSpan(0, 1000)));
    }

    private static byte[] RandomBytes(int seed, int length)
    {
        byte[] bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    /// <summary>Holes are holes again.</summary>
    private static long DiskUse(string directory) => long.Parse(RealTree.Run("du", "-s", "-B1", directory).Split('\t')[0], CultureInfo.InvariantCulture);

    internal static async Task<string> ExportIsoAsync(ArchiveScene scene, ScratchPlace place)
    {
        string tree = Directory.CreateDirectory(place.Combine("tree")).FullName;
        RealTree.Make(tree);
        List<byte[]> chunks = [];
        await scene.AddAsync("pc", RealTree.Read(tree, chunks), [.. chunks]);
        CliRun run = await scene.RunAsync("archive", "export", "pc", "--format", "iso", "--to", place.Combine("pc.iso"));
        Assert.Equal((ExitCode.Done, ""), (run.Code, run.Error));
        return place.Combine("pc.iso");
    }

    /// <summary>What an ISO can hold of a tree's lines, and xorriso restores: it leaves the times of links alone, and makes no devices.</summary>
    private static string[] Plain(string[] lines) =>
    [
        .. lines.Select(line => JsonNode.Parse(line)!).Where(line => !((string?)line["kind"])!.EndsWith("Device", StringComparison.Ordinal)).Select(line => string.Join(
            ' ',
            (string?)line["path"],
            (string?)line["kind"],
            (int)line["mode"]!,
            (long)line["uid"]!,
            (long)line["gid"]!,
            (string?)line["kind"] == "SymbolicLink" ? 0 : Math.Floor((long)line["mtime"]! / 1e9),
            (long)line["size"]!,
            (string?)line["target"],
            (string?)line["sha"])),
    ];
}
