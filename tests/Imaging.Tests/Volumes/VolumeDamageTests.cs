using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Contracts.Ids;
using Monitas.Imaging.Tests.Stores;
using Monitas.Imaging.Volumes;
using Monitas.Imaging.Volumes.Wire;
using Xunit;

namespace Monitas.Imaging.Tests.Volumes;

public sealed class VolumeDamageTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ReadBackAsync_StoreHoldsSomethingElse_NamesTheFile()
    {
        MemoryStore store = new();
        SealedVolume volume = await VolumeSamples.SealAsync(store, 1, VolumeSamples.Chunks(10, 1));
        await volume.ReadBackAsync(store, Cancel);
        ChunkLocation hit = volume.Chunks[3].Value;
        store.Objects.Values.Single()[hit.OffsetBytes + 60] ^= 1;

        VolumeFormatException error = await Assert.ThrowsAsync<VolumeFormatException>(async () => await volume.ReadBackAsync(store, Cancel));

        Assert.Contains(VolumeNames.OfPack(1), error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SealAsync_DiskHoldsSomethingElseAfterTheFlush_ThereIsNoVolume()
    {
        MemoryStore store = new() { OnSync = bytes => bytes[18 * 2048 + 100] ^= 1 };

        await Assert.ThrowsAsync<VolumeFormatException>(async () => await VolumeSamples.SealAsync(store, 1, VolumeSamples.Chunks(10, 1)));

        Assert.Empty(store.Objects);
    }

    [Fact]
    public async Task VerifyAsync_SoundVolume_FindsNothing()
    {
        MemoryStore store = new();
        await VolumeSamples.SealAsync(store, 1, VolumeSamples.Chunks(10, 1));
        VolumeReport report = await VolumeVerifier.VerifyAsync(store, VolumeSamples.Volume(1), null, Cancel);

        Assert.Empty(report.Damage);
        Assert.Equal(10, report.ChunksChecked);
    }

    [Fact]
    public async Task VerifyAsync_TwoDamagedChunks_AreNamedWithPackAndOffset()
    {
        MemoryStore store = new();
        SealedVolume volume = await VolumeSamples.SealAsync(store, 1, VolumeSamples.Chunks(30, 1), maxPackBytes: 150_000);
        List<KeyValuePair<ChunkId, ChunkLocation>> hit = [volume.Chunks[3], volume.Chunks[17]];
        foreach ((_, ChunkLocation location) in hit)
        {
            store.Objects.Values.Single()[location.OffsetBytes + (location.FrameLength / 2)] ^= 4;
        }

        VolumeReport report = await VolumeVerifier.VerifyAsync(store, VolumeSamples.Volume(1), null, Cancel);
        Assert.Equal(30, report.ChunksChecked);
        foreach ((ChunkId chunk, ChunkLocation location) in hit)
        {
            VolumeDamage damage = Assert.Single(report.Damage, damage => damage.Chunk == chunk);
            Assert.Equal(VolumeNames.OfPack(location.Pack), damage.File);
            Assert.Equal(location.OffsetBytes, damage.OffsetBytes);
        }
        Assert.Equal(2, report.Damage.Count(damage => damage.Chunk is not null));
        Assert.Contains(report.Damage, damage => damage.What.Contains("SHA-256"));
    }

    [Fact]
    public async Task VerifyAsync_EveryNamedFileDamaged_IsReported()
    {
        MemoryStore store = new();
        await VolumeSamples.SealAsync(store, 1, VolumeSamples.Chunks(3, 1));
        byte[] sound = store.Objects.Values.Single();
        string name = store.Objects.Keys.Single();
        List<(string File, long Offset, long Length)> files = [];
        await using (VolumeReader reader = await VolumeReader.OpenAsync(store, VolumeSamples.Volume(1), Cancel))
        {
            files.AddRange(VolumeFiles.Of(reader.Description).Select(file => (file.File, reader.OffsetOf(file.File), file.LengthBytes)));
        }
        Assert.Equal(4, files.Count);
        foreach ((string file, long offset, long length) in files)
        {
            for (long at = 0; at < length; at += Math.Max(1, length / 37))
            {
                byte[] damaged = (byte[])sound.Clone();
                damaged[offset + at] ^= 0x10;
                store.Objects[name] = damaged;
                VolumeReport report = await VolumeVerifier.VerifyAsync(store, VolumeSamples.Volume(1), null, Cancel);
                Assert.Contains(report.Damage, damage => damage.File == file && damage.OffsetBytes >= offset && damage.OffsetBytes < offset + length);
                Assert.All(report.Damage, damage => Assert.Equal(file, damage.File));
            }
        }
    }

    [Fact]
    public async Task OpenAsync_SeededFlipsAnywhere_GivesErrorOrVolume()
    {
        MemoryStore store = new();
        await VolumeSamples.SealAsync(store, 1, VolumeSamples.Chunks(2, 1));
        byte[] sound = store.Objects.Values.Single();
        string name = store.Objects.Keys.Single();
        for (int seed = 0; seed < 2000; seed++)
        {
            Random random = new(seed);
            byte[] damaged = (byte[])sound.Clone();
            for (int i = 0; i < 20; i++)
            {
                // Mostly behind the packs, where index, description and directories are.
                int from = random.Next(4) == 0 ? 32_768 : damaged.Length - 40_000;
                damaged[random.Next(from, damaged.Length)] ^= (byte)(1 << random.Next(8));
            }
            store.Objects[name] = damaged;
            try
            {
                await using VolumeReader reader = await VolumeReader.OpenAsync(store, VolumeSamples.Volume(1), Cancel);
                await reader.ReadIndexAsync(Cancel);
            }
            catch (VolumeFormatException error)
            {
                Assert.NotEmpty(error.Message);
            }
            await VolumeVerifier.VerifyAsync(store, VolumeSamples.Volume(1), null, Cancel);
        }
    }

    [Fact]
    public async Task LoadAsync_UnreadableVolume_IsToldAndTheOthersAreLoaded()
    {
        MemoryStore store = new();
        await VolumeSamples.SealAsync(store, 1, VolumeSamples.Chunks(2, 1));
        await VolumeSamples.SealAsync(store, 2, VolumeSamples.Chunks(2, 50));
        store.Objects[VolumeNames.OfVolume(VolumeSamples.Volume(1))] = new byte[100_000];
        store.Objects["notes.txt"] = [1];
        List<VolumeId> unreadable = [];

        ChunkIndex index = await ChunkIndex.LoadAsync(store, (volume, _) => unreadable.Add(volume), Cancel);
        Assert.Equal([VolumeSamples.Volume(1)], unreadable);
        Assert.Equal(2, index.Count);
        VolumeReport report = await VolumeVerifier.VerifyAsync(store, VolumeSamples.Volume(1), null, Cancel);
        Assert.Single(report.Damage);
    }

    [Fact]
    public async Task OpenAsync_OtherVolumesName_IsRefused()
    {
        MemoryStore store = new();
        await VolumeSamples.SealAsync(store, 1, []);
        store.Objects[VolumeNames.OfVolume(VolumeSamples.Volume(2))] = store.Objects.Values.Single();
        VolumeFormatException error = await Assert.ThrowsAsync<VolumeFormatException>(async () =>
            await VolumeReader.OpenAsync(store, VolumeSamples.Volume(2), Cancel));
        Assert.Contains(VolumeSamples.Volume(1).ToString(), error.Actual);
        await Assert.ThrowsAsync<FileNotFoundException>(async () => await VolumeReader.OpenAsync(store, VolumeSamples.Volume(3), Cancel));
    }

    [Fact]
    public async Task OpenAsync_NewerFormat_IsRefusedPolitely()
    {
        MemoryStore store = new();
        await VolumeSamples.SealAsync(store, 1, []);
        byte[] bytes = store.Objects.Values.Single();
        Assert.Equal(2, bytes.AsSpan().Count("\"format\": 1"u8));
        bytes[bytes.AsSpan().IndexOf("\"format\": 1"u8) + 10] = (byte)'2';
        bytes[bytes.AsSpan().LastIndexOf("\"format\": 1"u8) + 10] = (byte)'2';
        // With the digests, these would be told of first.
        bytes[^1] ^= 1;
        VolumeFormatException error = await Assert.ThrowsAsync<VolumeFormatException>(async () =>
            await VolumeReader.OpenAsync(store, VolumeSamples.Volume(1), Cancel));
        Assert.Contains("a newer Monitas may read it", error.Message);
    }

    [Fact]
    public void ToBytes_Index_GivesTheseBytes()
    {
        ChunkEntry entry = new(new ChunkId(Enumerable.Range(0, 32).Select(i => (byte)i).ToArray()), 2, 0x0102030405, 100, 300);
        byte[] bytes = IndexCodec.ToBytes([entry]);

        Assert.Equal(
            Convert.ToHexStringLower(Encoding.ASCII.GetBytes("MONITIDX")) + "0100000000000000" + "0100000000000000"
            + "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f" + "02000000" + "0504030201000000" + "64000000" + "2c010000",
            Convert.ToHexStringLower(bytes[..76]));
        Assert.Equal(108, bytes.Length);
        Assert.True(IndexCodec.TryParse(bytes, [10, 0x0102030405 + 100], 0, out List<ChunkEntry>? back, out _, out _));
        Assert.Equal([entry], back);
        Assert.False(IndexCodec.TryParse(bytes, [10, 0x0102030405 + 99], 0, out _, out _, out _));
        for (int length = 0; length < bytes.Length; length++)
        {
            Assert.False(IndexCodec.TryParse(bytes.AsSpan(0, length), [10, long.MaxValue], 0, out _, out _, out _));
        }
        for (int seed = 0; seed < 2000; seed++)
        {
            Assert.False(IndexCodec.TryParse(TestBytes.Flip(bytes, new Random(seed)), [10, long.MaxValue], 0, out _, out _, out _));
        }
    }
}
