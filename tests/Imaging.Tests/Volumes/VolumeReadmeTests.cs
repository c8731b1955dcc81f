using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Contracts.Ids;
using Monitas.Imaging.Compression;
using Monitas.Imaging.Manifests;
using Monitas.Imaging.Packs;
using Monitas.Imaging.Stores;
using Monitas.Imaging.Tests.Manifests;
using Monitas.Imaging.Volumes;
using Xunit;

namespace Monitas.Imaging.Tests.Volumes;

/// <summary>What README.TXT tells people to do, done with the tools that it names.</summary>
public sealed class VolumeReadmeTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Readme_UnpackAPackByHand_GivesTheChunksInOrder()
    {
        using TemporaryDirectory directory = new();
        List<byte[]> chunks = VolumeSamples.Chunks(7, 1);
        SealedVolume volume = await VolumeSamples.SealAsync(new DirectoryStore(directory.Path), 1, chunks);
        string iso = directory[VolumeNames.OfVolume(VolumeSamples.Volume(1))];
        byte[] expected = chunks.SelectMany(chunk => chunk).ToArray();

        Tool.Run("xorriso", "-osirrox", "on", "-indev", iso, "-extract", "/packs", directory["xorriso"]);
        Assert.Equal(expected, Tool.RunForBytes("zstd", "-dc", directory["xorriso/p0000001.zst"]));
        Directory.CreateDirectory(directory["bsdtar"]);
        Tool.Run("bsdtar", "-C", directory["bsdtar"], "-xf", iso);
        Assert.Equal(expected, Tool.RunForBytes("zstd", "-dc", directory["bsdtar/packs/p0000001.zst"]));
        Assert.StartsWith(volume.Description.Packs[0].Content.Sha256, Tool.Run("sha256sum", directory["bsdtar/packs/p0000001.zst"]));
        string readme = File.ReadAllText(directory["bsdtar/README.TXT"]);
        Assert.Contains(VolumeSamples.Volume(1).ToString(), readme);
        Assert.Contains("zstd -dc", readme);
        Assert.Contains("\"machineName\": \"pc-", File.ReadAllText(directory["bsdtar/VOLUME.JSON"]));
        Assert.Equal(VolumeSamples.Layout, File.ReadAllText(directory[$"bsdtar/layouts/{VolumeSamples.Archive(1)}.json"]));
        Tool.Run("chmod", "-R", "u+w", directory.Path);
    }

    [Fact]
    public async Task ExtractScript_FromTheVolume_ListsAndRestoresWithoutMonitas()
    {
        using TemporaryDirectory directory = new();
        DirectoryStore store = new(directory["store"]);
        List<byte[]> chunks = VolumeSamples.Chunks(5, 1);
        await VolumeSamples.SealAsync(store, 1, chunks);
        await VolumeSamples.SealAsync(store, 2, [], chunks);
        string archive = VolumeSamples.Archive(2).ToString();
        Tool.Run("xorriso", "-osirrox", "on", "-indev", directory["store/" + VolumeNames.OfVolume(VolumeSamples.Volume(2))], "-extract", "/EXTRACT.PY", directory["x.py"]);

        string archives = Tool.Run("python3", directory["x.py"], "list", directory["store"]);
        Assert.Contains(VolumeSamples.Archive(1).ToString(), archives);
        Assert.Contains(archive, archives);
        Assert.Contains($"-0644 0 0 {chunks[3].Length} /f003", Tool.Run("python3", directory["x.py"], "list", directory["store"], archive));
        Assert.Equal(chunks[3], Tool.RunForBytes("python3", directory["x.py"], "get", directory["store"], archive, "/f003"));
        Tool.Run("python3", directory["x.py"], "restore", directory["store"], archive, "/", directory["target"]);
        for (int i = 0; i < chunks.Count; i++)
        {
            Assert.Equal(chunks[i], File.ReadAllBytes(directory[$"target/f{i:D3}"]));
        }
        Assert.Equal(DateTime.UnixEpoch.AddTicks(1_700_000_000_123_456_7), File.GetLastWriteTimeUtc(directory["target/f000"]), TimeSpan.FromMicroseconds(1));
    }

    [Fact]
    public async Task ExtractScript_DescriptorDescriptionAndIndexDamaged_ReadsAllTheSame()
    {
        using TemporaryDirectory directory = new();
        DirectoryStore store = new(directory["store"]);
        List<byte[]> chunks = VolumeSamples.Chunks(3, 1);
        await VolumeSamples.SealAsync(store, 1, chunks);
        string iso = directory["store/" + VolumeNames.OfVolume(VolumeSamples.Volume(1))];
        Tool.Run("xorriso", "-osirrox", "on", "-indev", iso, "-extract", "/EXTRACT.PY", directory["x.py"]);
        byte[] bytes = File.ReadAllBytes(iso);
        bytes[bytes.AsSpan().IndexOf("\"format\": 1"u8)] = (byte)'x';
        bytes[bytes.AsSpan().IndexOf("MONITIDX"u8) + 30] ^= 1;
        bytes[bytes.AsSpan().IndexOf("CD001"u8)] ^= 1;
        File.Delete(iso);
        File.WriteAllBytes(iso, bytes);

        Assert.Equal(chunks[1], Tool.RunForBytes("python3", directory["x.py"], "get", directory["store"], VolumeSamples.Archive(1).ToString(), "/f001"));
    }

    [Fact]
    public async Task ExtractScript_LinksHolesAndOddNames_AreRestored()
    {
        using TemporaryDirectory directory = new();
        DirectoryStore store = new(directory["store"]);
        byte[] chunk = TestBytes.Text(5000, 1);
        ChunkId id = ChunkId.Of(chunk);
        ManifestEntry sparse = ManifestSamples.File("/d/sparse", new ContentSpan(3000, id, 10, 100), new ContentSpan(9000, id, 0, 5000)) with { SizeBytes = 20_000 };
        ManifestEntry link = ManifestSamples.File("/d/link") with { Kind = EntryKind.SymbolicLink, LinkTarget = "sparse"u8.ToArray() };
        ManifestEntry odd = ManifestSamples.File("/d/x", new ContentSpan(0, id, 0, 5000)) with { Path = [.. "/d/odd-"u8, 0xFF], Mode = 0x180 };
        ManifestEntry again = sparse with { Path = "/e"u8.ToArray(), HardLinkTo = sparse.Path, Spans = [] };
        byte[] manifest = ManifestSamples.Write(
            ManifestSamples.Header with { Archive = VolumeSamples.Archive(1) },
            [ManifestSamples.Directory("/"), ManifestSamples.Directory("/d"), link, odd, sparse, ManifestSamples.Directory("/d2"), again]);
        using ZstdCodec codec = new();
        await using (VolumeWriter writer = await VolumeWriter.CreateAsync(store, VolumeSamples.Volume(1), VolumeSamples.Now, null, Cancel))
        {
            await writer.AppendChunkAsync(ChunkFrame.Encode(chunk, codec), Cancel);
            await writer.PutManifestAsync(VolumeSamples.Archive(1), new MemoryStream(manifest), default, default, Cancel);
            await writer.SealAsync(Cancel);
        }
        Tool.Run("xorriso", "-osirrox", "on", "-indev", directory["store/" + VolumeNames.OfVolume(VolumeSamples.Volume(1))], "-extract", "/EXTRACT.PY", directory["x.py"]);
        Tool.Run("python3", directory["x.py"], "restore", directory["store"], VolumeSamples.Archive(1).ToString(), "/", directory["target"]);

        byte[] expected = new byte[20_000];
        chunk.AsSpan(10, 100).CopyTo(expected.AsSpan(3000));
        chunk.CopyTo(expected, 9000);
        Assert.Equal(expected, File.ReadAllBytes(directory["target/d/sparse"]));
        Assert.Equal("sparse", new FileInfo(directory["target/d/link"]).LinkTarget);
        Assert.Equal(expected, File.ReadAllBytes(directory["target/e"]));
        Assert.Equal("2\n", Tool.Run("stat", "-c", "%h", directory["target/e"]));
        Assert.True(Directory.Exists(directory["target/d2"]));
        Assert.Equal("600 5000\n", Tool.Run("sh", "-c", $"stat -c '%a %s' {directory["target"]}/d/odd-*"));
    }

    [Fact]
    public async Task SealAsync_JudgedByXorriso_IsACleanIso()
    {
        using TemporaryDirectory directory = new();
        await VolumeSamples.SealAsync(new DirectoryStore(directory.Path), 1, VolumeSamples.Chunks(30, 1), maxPackBytes: 100_000);
        string report = Tool.Run("xorriso", "-indev", directory[VolumeNames.OfVolume(VolumeSamples.Volume(1))], "-find", "/");
        Assert.Contains("'/packs/p0000002.zst'", report);
        Assert.Contains("MONITAS_", report);
        Assert.DoesNotContain("WARNING", report);
        Assert.DoesNotContain("FAILURE", report);
        Assert.Equal(Encoding.ASCII.GetBytes("CD001"), (await File.ReadAllBytesAsync(directory[VolumeNames.OfVolume(VolumeSamples.Volume(1))], Cancel))[32_769..32_774]);
    }
}
