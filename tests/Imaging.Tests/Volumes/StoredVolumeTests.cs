using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Imaging.Compression;
using Monitas.Imaging.Manifests;
using Monitas.Imaging.Packs;
using Monitas.Imaging.Tests.Stores;
using Monitas.Imaging.Volumes;
using Xunit;

namespace Monitas.Imaging.Tests.Volumes;

/// <summary>A volume of each format version is kept in TestData, as it was written then, and must be read for ever.</summary>
public sealed class StoredVolumeTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task OpenAsync_VolumeOfFormat1_IsReadInFull()
    {
        MemoryStore store = new();
        store.Objects.Add(VolumeNames.OfVolume(VolumeSamples.Volume(1)), Tool.RunForBytes("zstd", "-dc", Path.Combine(AppContext.BaseDirectory, "TestData", "format1.iso.zst")));
        List<byte[]> chunks = VolumeSamples.Chunks(4, 1);

        VolumeReport report = await VolumeVerifier.VerifyAsync(store, VolumeSamples.Volume(1), null, Cancel);
        Assert.Empty(report.Damage);
        Assert.Contains("written by an older version", report.Unchecked);
        await using VolumeReader reader = await VolumeReader.OpenAsync(store, VolumeSamples.Volume(1), Cancel);
        Assert.Equal(VolumeSamples.Now, reader.Description.Created);
        Assert.Equal(VolumeSamples.Layout, Encoding.UTF8.GetString(await reader.ReadLayoutAsync(VolumeSamples.Archive(1), Cancel)));
        ChunkSource source = new(store, await ChunkIndex.LoadAsync(store, (_, error) => throw error, Cancel));
        using ManifestReader manifest = ManifestReader.Open(reader.OpenManifest(VolumeSamples.Archive(1)), "manifest");
        List<ManifestEntry> files = manifest.EntriesBelow("/"u8.ToArray()).ToList();
        using ZstdCodec codec = new();
        for (int i = 0; i < chunks.Count; i++)
        {
            Assert.True(ChunkFrame.TryDecode(await source.ReadFrameAsync(files[i].Spans[0].Chunk, Cancel), codec, out byte[] raw, out _, out _));
            Assert.Equal(chunks[i], raw);
        }
    }
}
