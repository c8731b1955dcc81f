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
using Monitas.Imaging.Sealing;
using Monitas.Imaging.Stores;
using Monitas.Imaging.Tests.Manifests;
using Monitas.Imaging.Tests.Sealing;
using Monitas.Imaging.Tests.Stores;
using Monitas.Imaging.Volumes;
using Xunit;

namespace Monitas.Imaging.Tests.Volumes;

/// <summary>
/// Stores of format 1 in TestData/format1, as they were written then, and read for ever: an archive in one plain volume, one over several,
/// one that is sealed; and the same of before volumes ended with a digest sector. UPDATE_GOLDEN=1 writes those with digests anew into the source
/// folder, which is right only while no version with them is out.
/// </summary>
public sealed class GoldenStoreTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>How many bytes a volume may have; none when 0.</summary>
    public static TheoryData<string, int> Stores => new()
    {
        { "plain", 0 }, { "spanned", 130_000 }, { "sealed", 0 }, { "digests-plain", 0 }, { "digests-spanned", 140_000 }, { "digests-sealed", 0 },
    };

    private static List<byte[]> Chunks => [.. VolumeSamples.Chunks(6, 7), [1]];

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task Read_StoreOfFormat1_HoldsWhatWasWritten(string name, int maxVolumeBytes)
    {
        bool hasDigests = name.StartsWith("digests-", StringComparison.Ordinal);
        if (hasDigests && Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
        {
            await WriteAsync(name, maxVolumeBytes);
        }
        MemoryStore inner = Load(name);
        IStore store = SealingSamples.Store(inner, await StoreKeyObject.LoadAsync(inner, Cancel), [SealingSamples.Secret], sealNew: false);
        List<VolumeDescription> volumes = [];
        foreach (string item in inner.Objects.Keys.Order(StringComparer.Ordinal))
        {
            if (VolumeNames.TryParse(item, out VolumeId volume))
            {
                VolumeReport report = await VolumeVerifier.VerifyAsync(store, volume, null, Cancel);
                Assert.Empty(report.Damage);
                Assert.Equal(hasDigests, report.Unchecked.Length == 0);
                await using VolumeReader reader = await VolumeReader.OpenAsync(store, volume, Cancel);
                Assert.Equal(hasDigests, reader.HasDigests);
                volumes.Add(reader.Description);
            }
        }
        Assert.Equal(name.EndsWith("spanned", StringComparison.Ordinal), volumes.Count > 1);
        VolumeDescription last = volumes[^1];
        Assert.All(volumes.SkipLast(1), volume => Assert.Empty(volume.Archives));
        VolumeArchive archive = Assert.Single(last.Archives);
        Assert.Equal(volumes.Select(volume => volume.Volume), archive.Volumes);
        Assert.Equal((VolumeSamples.Archive(1), "pc-ä", VolumeSamples.Now), (archive.Archive, archive.MachineName, last.Created));
        Assert.Equal(12, archive.Description.GetProperty("job").GetInt32());
        await CheckContentAsync(store, last.Volume);
    }

    private static async Task CheckContentAsync(IStore store, VolumeId volume)
    {
        await using VolumeReader reader = await VolumeReader.OpenAsync(store, volume, Cancel);
        Assert.Equal(VolumeSamples.Layout, Encoding.UTF8.GetString(await reader.ReadLayoutAsync(VolumeSamples.Archive(1), Cancel)));
        using ManifestReader manifest = ManifestReader.Open(reader.OpenManifest(VolumeSamples.Archive(1)), "manifest");
        Assert.Equal(ManifestSamples.Header.Roots, manifest.Header.Roots);
        List<ManifestEntry> expected = Entries();
        List<ManifestEntry> entries = [.. manifest.Entries()];
        Assert.Equal(expected.Count, entries.Count);
        ChunkSource source = new(store, await ChunkIndex.LoadAsync(store, (_, error) => throw error, Cancel));
        using ZstdCodec codec = new();
        for (int i = 0; i < entries.Count; i++)
        {
            EntryAssert.Same(expected[i], entries[i]);
            foreach (ContentSpan span in entries[i].Spans)
            {
                Assert.True(ChunkFrame.TryDecode(await source.ReadFrameAsync(span.Chunk, Cancel), codec, out byte[] raw, out _, out _));
                Assert.Contains(Chunks, chunk => chunk.AsSpan().SequenceEqual(raw));
            }
        }
    }

    /// <summary>Every kind of entry and every tag.</summary>
    private static List<ManifestEntry> Entries()
    {
        List<byte[]> chunks = Chunks;
        ManifestEntry file = ManifestSamples.File("/all", new ContentSpan(0, ChunkId.Of(chunks[0]), 0, 5000), new ContentSpan(1L << 40, ChunkId.Of(chunks[1]), 100, 200)) with
        {
            SizeBytes = 1L << 41,
            UserName = "anna"u8.ToArray(),
            GroupName = [0xFF],
            CtimeNs = -1,
            BirthNs = 2,
            Device = 3,
            Inode = ulong.MaxValue,
            InodeFlags = 0x10,
            ExtendedAttributes = [new ExtendedAttribute("security.capability"u8.ToArray(), [0, 1, 2]), new ExtendedAttribute("user.empty"u8.ToArray(), [])],
            Inconsistent = true,
        };
        List<ManifestEntry> entries =
        [
            ManifestSamples.Directory("/"),
            file,
            ManifestSamples.Directory("/block") with { Kind = EntryKind.BlockDevice, DeviceMajor = 8, DeviceMinor = 1_000_000 },
            ManifestSamples.Directory("/char") with { Kind = EntryKind.CharacterDevice, DeviceMajor = 5, DeviceMinor = 1 },
            ManifestSamples.Directory("/fifo") with { Kind = EntryKind.Fifo },
            ManifestSamples.Directory("/link") with { Kind = EntryKind.SymbolicLink, LinkTarget = [0xFE, (byte)'/', (byte)'x'] },
            ManifestSamples.File("/same") with { HardLinkTo = "/all"u8.ToArray(), SizeBytes = 1L << 41 },
            ManifestSamples.Directory("/socket") with { Kind = EntryKind.Socket },
            ManifestSamples.Directory("/z"),
        ];
        entries.AddRange(chunks.Select((chunk, i) => ManifestSamples.File($"/z/f{i:D3}", new ContentSpan(0, ChunkId.Of(chunk), 0, chunk.Length))));
        return entries;
    }

    private static MemoryStore Load(string name)
    {
        MemoryStore store = new();
        foreach (string path in Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "TestData/format1", name)))
        {
            store.Objects.Add(Path.GetFileNameWithoutExtension(path), Tool.RunForBytes("zstd", "-dc", path));
        }
        return store;
    }

    private static async Task WriteAsync(string name, int maxVolumeBytes)
    {
        MemoryStore inner = new();
        IStore store = inner;
        if (name.EndsWith("sealed", StringComparison.Ordinal))
        {
            await StoreKeyObject.SaveAsync(inner, SealingSamples.List(SealingSamples.Key), Cancel);
            store = SealingSamples.Store(inner, await StoreKeyObject.LoadAsync(inner, Cancel), [SealingSamples.Secret]);
        }
        await FillAsync(store, new VolumeSettings { MaxPackBytes = 60_000, MaxVolumeBytes = maxVolumeBytes == 0 ? null : maxVolumeBytes });
        foreach (string directory in (string[])["../../../TestData/format1", "TestData/format1"])
        {
            string place = Path.Combine(AppContext.BaseDirectory, directory, name);
            if (Directory.Exists(place))
            {
                Directory.Delete(place, recursive: true);
            }
            Directory.CreateDirectory(place);
            foreach ((string item, byte[] bytes) in inner.Objects)
            {
                await File.WriteAllBytesAsync(Path.Combine(place, item), bytes, Cancel);
                Tool.Run("zstd", "-19", "-q", "--rm", Path.Combine(place, item));
            }
        }
    }

    private static async Task FillAsync(IStore store, VolumeSettings settings)
    {
        List<VolumeId> full = [];
        using ZstdCodec codec = new();
        VolumeWriter writer = await VolumeWriter.CreateAsync(store, VolumeSamples.Volume(1), VolumeSamples.Now, settings, Cancel);
        foreach (byte[] chunk in Chunks)
        {
            byte[] frame = ChunkFrame.Encode(chunk, codec);
            if (!writer.HasRoomForChunk(frame.Length))
            {
                await writer.SealAsync(ManifestSamples.Header.Machine, Cancel);
                await writer.DisposeAsync();
                full.Add(writer.Id);
                writer = await VolumeWriter.CreateAsync(store, VolumeSamples.Volume(full.Count + 1), VolumeSamples.Now, settings, Cancel);
            }
            await writer.AppendChunkAsync(frame, Cancel);
        }
        byte[] manifest = ManifestSamples.Write(ManifestSamples.Header with { Archive = VolumeSamples.Archive(1) }, Entries());
        await writer.PutManifestAsync(
            VolumeSamples.Archive(1), new MemoryStream(manifest), Encoding.UTF8.GetBytes(VolumeSamples.Layout), Encoding.UTF8.GetBytes(VolumeSamples.Description), full, Cancel);
        await writer.SealAsync(Cancel);
        await writer.DisposeAsync();
    }
}
