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
using Monitas.Imaging.Tests.Stores;
using Monitas.Imaging.Volumes;
using Xunit;

namespace Monitas.Imaging.Tests.Volumes;

public sealed class VolumeWriterTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task SealAsync_Volume_HoldsChunksManifestAndLayout()
    {
        MemoryStore store = new();
        List<byte[]> chunks = VolumeSamples.Chunks(40, 1);
        SealedVolume volume = await VolumeSamples.SealAsync(store, 1, chunks, maxPackBytes: 200_000);

        await using VolumeReader reader = await VolumeReader.OpenAsync(store, VolumeSamples.Volume(1), Cancel);
        Assert.True(reader.Description.Packs.Count > 2);
        Assert.All(reader.Description.Packs, pack => Assert.InRange(pack.Content.LengthBytes, 1, 200_000));
        Assert.Equal(chunks.Sum(chunk => (long)chunk.Length), reader.Description.Packs.Sum(pack => pack.RawBytes));
        Assert.Equal(chunks.Count, reader.Description.Packs.Sum(pack => pack.Chunks));
        VolumeArchive archive = Assert.Single(reader.Description.Archives);
        Assert.Equal(VolumeSamples.Archive(1), archive.Archive);
        Assert.Equal("pc-ä", archive.MachineName);
        Assert.Equal(41, archive.EntryCount);
        Assert.Equal(12, archive.Description.GetProperty("job").GetInt32());
        Assert.Equal(VolumeSamples.Layout, Encoding.UTF8.GetString(await reader.ReadLayoutAsync(VolumeSamples.Archive(1), Cancel)));
        using ManifestReader manifest = ManifestReader.Open(reader.OpenManifest(VolumeSamples.Archive(1)), "manifest");
        Assert.True(manifest.TryFind("/f007"u8, out ManifestEntry? entry));
        Assert.Equal(ChunkId.Of(chunks[7]), entry.Spans[0].Chunk);
        Assert.Equal(chunks.Count, (await reader.ReadIndexAsync(Cancel)).Count);
        Assert.Equal(store.Objects.Values.Single().Length, volume.LengthBytes);
    }

    [Fact]
    public async Task ReadFrameAsync_EveryChunk_GivesItsBytes()
    {
        MemoryStore store = new();
        List<byte[]> chunks = VolumeSamples.Chunks(20, 1);
        SealedVolume volume = await VolumeSamples.SealAsync(store, 1, chunks, maxPackBytes: 100_000);
        ChunkIndex added = new();
        added.Add(volume);
        ChunkIndex loaded = await ChunkIndex.LoadAsync(store, (_, error) => throw error, Cancel);
        await using VolumeReader reader = await VolumeReader.OpenAsync(store, VolumeSamples.Volume(1), Cancel);
        ChunkSource source = new(store, loaded);
        using ZstdCodec codec = new();

        Assert.Equal(chunks.Count, loaded.Count);
        foreach (byte[] chunk in chunks)
        {
            Assert.True(added.TryLocate(ChunkId.Of(chunk), out ChunkLocation location));
            Assert.True(loaded.TryLocate(ChunkId.Of(chunk), out ChunkLocation same));
            Assert.Equal(location, same);
            byte[] frame = await source.ReadFrameAsync(ChunkId.Of(chunk), Cancel);
            Assert.Equal(frame, await reader.ReadFrameAsync(location, Cancel));
            Assert.True(ChunkFrame.TryDecode(frame, codec, out byte[] raw, out _, out _));
            Assert.Equal(chunk, raw);
        }
        Assert.False(loaded.TryLocate(ChunkId.Of([1]), out _));
        await Assert.ThrowsAsync<KeyNotFoundException>(async () => await source.ReadFrameAsync(ChunkId.Of([1]), Cancel));
    }

    [Fact]
    public async Task SealAsync_NothingNew_MakesAVolumeWithoutPacks()
    {
        MemoryStore store = new();
        List<byte[]> chunks = VolumeSamples.Chunks(5, 1);
        await VolumeSamples.SealAsync(store, 1, chunks);
        await VolumeSamples.SealAsync(store, 2, [], chunks);

        await using VolumeReader reader = await VolumeReader.OpenAsync(store, VolumeSamples.Volume(2), Cancel);
        Assert.Empty(reader.Description.Packs);
        Assert.Empty(await reader.ReadIndexAsync(Cancel));
        VolumeReport report = await VolumeVerifier.VerifyAsync(store, VolumeSamples.Volume(2), null, Cancel);
        Assert.Empty(report.Damage);
        ChunkIndex index = await ChunkIndex.LoadAsync(store, (_, error) => throw error, Cancel);
        using ManifestReader manifest = ManifestReader.Open(reader.OpenManifest(VolumeSamples.Archive(2)), "manifest");
        Assert.All(manifest.ChunkIds(), chunk => Assert.True(index.TryLocate(chunk, out ChunkLocation place) && place.Volume == VolumeSamples.Volume(1)));
    }

    [Fact]
    public async Task AppendChunkAsync_SameChunkAgain_IsKeptOnce()
    {
        using ZstdCodec codec = new();
        byte[] frame = ChunkFrame.Encode([1, 2, 3], codec);
        MemoryStore store = new();
        await using VolumeWriter writer = await VolumeWriter.CreateAsync(store, VolumeSamples.Volume(1), VolumeSamples.Now, null, Cancel);

        Assert.True(await writer.AppendChunkAsync(frame, Cancel));
        Assert.False(await writer.AppendChunkAsync(frame, Cancel));
        Assert.True(await writer.ContainsAsync(ChunkId.Of([1, 2, 3]), Cancel));
        await Assert.ThrowsAsync<ArgumentException>(async () => await writer.AppendChunkAsync(frame.AsMemory(1), Cancel));
        await Assert.ThrowsAsync<ArgumentException>(async () => await writer.AppendChunkAsync(frame.AsMemory(0, frame.Length - 1), Cancel));
        Assert.Single((await writer.SealAsync(Cancel)).Chunks);
    }

    [Fact]
    public async Task AppendChunkAsync_FromManyTasks_KeepsAll()
    {
        List<byte[]> chunks = VolumeSamples.Chunks(60, 1);
        MemoryStore store = new();
        await using (VolumeWriter writer = await VolumeWriter.CreateAsync(store, VolumeSamples.Volume(1), VolumeSamples.Now, null, Cancel))
        {
            await Parallel.ForEachAsync(chunks, Cancel, async (chunk, cancel) =>
            {
                using ZstdCodec codec = new();
                await writer.AppendChunkAsync(ChunkFrame.Encode(chunk, codec), cancel);
            });
            Assert.Equal(60, (await writer.SealAsync(Cancel)).Chunks.Count);
        }
        Assert.Empty((await VolumeVerifier.VerifyAsync(store, VolumeSamples.Volume(1), null, Cancel)).Damage);
    }

    [Fact]
    public async Task DisposeAsync_WithoutSeal_LeavesNothing()
    {
        using TemporaryDirectory directory = new();
        DirectoryStore store = new(directory.Path);
        using ZstdCodec codec = new();
        await using (VolumeWriter writer = await VolumeWriter.CreateAsync(store, VolumeSamples.Volume(1), VolumeSamples.Now, null, Cancel))
        {
            await writer.AppendChunkAsync(ChunkFrame.Encode(TestBytes.Random(1_000_000, 1), codec), Cancel);
        }
        Assert.Empty(Directory.EnumerateFileSystemEntries(directory.Path));
    }

    [Fact]
    public async Task AppendChunkAsync_StoreFull_SaysSoAndTheVolumeIsLost()
    {
        MemoryStore store = new() { RoomBytes = 100_000 };
        using ZstdCodec codec = new();
        await using VolumeWriter writer = await VolumeWriter.CreateAsync(store, VolumeSamples.Volume(1), VolumeSamples.Now, null, Cancel);
        await Assert.ThrowsAsync<StoreFullException>(async () => await writer.AppendChunkAsync(ChunkFrame.Encode(TestBytes.Random(200_000, 1), codec), Cancel));
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await writer.SealAsync(Cancel));
        Assert.Empty(store.Objects);
    }

    [Fact]
    public async Task PutManifestAsync_DamagedOrOtherArchive_IsRefused()
    {
        byte[] manifest = VolumeSamples.Manifest(VolumeSamples.Archive(1), []);
        byte[] damaged = (byte[])manifest.Clone();
        damaged[^40] ^= 1;
        foreach ((byte[] bytes, int archive) in ((byte[], int)[])[(damaged, 1), (manifest, 2)])
        {
            MemoryStore store = new();
            await using VolumeWriter writer = await VolumeWriter.CreateAsync(store, VolumeSamples.Volume(1), VolumeSamples.Now, null, Cancel);
            await Assert.ThrowsAsync<VolumeFormatException>(async () =>
                await writer.PutManifestAsync(VolumeSamples.Archive(archive), new MemoryStream(bytes), default, default, Cancel));
            await Assert.ThrowsAsync<InvalidOperationException>(async () => await writer.SealAsync(Cancel));
        }
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{")]
    public async Task PutManifestAsync_DescriptionIsNoObject_IsRefused(string description)
    {
        await using VolumeWriter writer = await VolumeWriter.CreateAsync(new MemoryStore(), VolumeSamples.Volume(1), VolumeSamples.Now, null, Cancel);
        await Assert.ThrowsAsync<ArgumentException>(async () => await writer.PutManifestAsync(
            VolumeSamples.Archive(1), new MemoryStream(VolumeSamples.Manifest(VolumeSamples.Archive(1), [])), default, Encoding.UTF8.GetBytes(description), Cancel));
    }

    [Fact]
    public async Task SealAsync_SeveralArchivesBetweenChunks_AreAllThere()
    {
        MemoryStore store = new();
        using ZstdCodec codec = new();
        await using (VolumeWriter writer = await VolumeWriter.CreateAsync(store, VolumeSamples.Volume(1), VolumeSamples.Now, null, Cancel))
        {
            for (int archive = 1; archive <= 3; archive++)
            {
                byte[] chunk = TestBytes.Random(1000, archive);
                await writer.AppendChunkAsync(ChunkFrame.Encode(chunk, codec), Cancel);
                byte[] manifest = VolumeSamples.Manifest(VolumeSamples.Archive(archive), [chunk]);
                await writer.PutManifestAsync(VolumeSamples.Archive(archive), new MemoryStream(manifest), default, default, Cancel);
            }
            await writer.SealAsync(Cancel);
        }
        await using VolumeReader reader = await VolumeReader.OpenAsync(store, VolumeSamples.Volume(1), Cancel);
        Assert.Equal(3, reader.Description.Archives.Count);
        Assert.Equal(3, reader.Description.Packs.Count);
        Assert.Empty(await reader.ReadLayoutAsync(VolumeSamples.Archive(2), Cancel));
        Assert.Throws<KeyNotFoundException>(() => reader.OpenManifest(VolumeSamples.Archive(9)));
        Assert.Empty((await VolumeVerifier.VerifyAsync(store, VolumeSamples.Volume(1), null, Cancel)).Damage);
    }
}
