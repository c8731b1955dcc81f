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
using Monitas.Imaging.Tests.Stores;
using Monitas.Imaging.Tests.Volumes;
using Monitas.Imaging.Volumes;
using Xunit;

namespace Monitas.Imaging.Tests.Sealing;

public sealed class SealedVolumeTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Seal_WithKeys_IsReadAsAPlainVolumeIs()
    {
        MemoryStore inner = new();
        KeyedStore store = SealingSamples.Store(inner);
        List<byte[]> chunks = VolumeSamples.Chunks(12, 1);
        SealedVolume volume = await VolumeSamples.SealAsync(store, 1, chunks, maxPackBytes: 100_000);

        // A second ring knows nothing of the volume but what stands in it.
        store = SealingSamples.Store(inner, null, [SealingSamples.Secret], sealNew: false);
        Assert.Empty((await VolumeVerifier.VerifyAsync(store, VolumeSamples.Volume(1), null, Cancel)).Damage);
        await using VolumeReader reader = await VolumeReader.OpenAsync(store, VolumeSamples.Volume(1), Cancel);
        Assert.All(VolumeFiles.Of(reader.Description), file => Assert.EndsWith(".sealed", file.File));
        Assert.Equal(VolumeSamples.Layout, Encoding.UTF8.GetString(await reader.ReadLayoutAsync(VolumeSamples.Archive(1), Cancel)));
        using ManifestReader manifest = ManifestReader.Open(reader.OpenManifest(VolumeSamples.Archive(1)), "manifest");
        Assert.Equal(13, manifest.EntryCount);
        ChunkIndex index = await ChunkIndex.LoadAsync(store, (_, error) => throw error, Cancel);
        using ZstdCodec codec = new();
        foreach (byte[] chunk in chunks)
        {
            byte[] frame = await new ChunkSource(SealingSamples.Store(inner, null, [SealingSamples.Secret], sealNew: false), index).ReadFrameAsync(ChunkId.Of(chunk), Cancel);
            Assert.True(ChunkFrame.TryDecode(frame, codec, out byte[] raw, out _, out _));
            Assert.Equal(chunk, raw);
            Assert.True(index.TryLocate(ChunkId.Of(chunk), out ChunkLocation location));
            Assert.Equal(frame, await reader.ReadFrameAsync(location, Cancel));
        }
        Assert.Equal(volume.LengthBytes, inner.Objects.Values.Single().Length);
    }

    [Fact]
    public async Task Seal_WithKeys_TellsNothingOfWhatIsInIt()
    {
        MemoryStore inner = new();
        List<byte[]> chunks = VolumeSamples.Chunks(6, 1);
        await VolumeSamples.SealAsync(SealingSamples.Store(inner), 1, chunks);
        byte[] bytes = inner.Objects.Values.Single();
        foreach (byte[] chunk in chunks)
        {
            byte[] id = new byte[ChunkId.SizeBytes];
            ChunkId.Of(chunk).WriteTo(id);
            Assert.Equal(-1, bytes.AsSpan().IndexOf(id));
            Assert.Equal(-1, bytes.AsSpan().IndexOf(Encoding.ASCII.GetBytes(ChunkId.Of(chunk).ToString())));
        }
        foreach (string word in (string[])["pc-ä", "/f001", "MONITMAN", "\"disks\"", "\"job\"", "\"rawBytes\""])
        {
            Assert.Equal(-1, bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(word)));
        }
    }

    [Fact]
    public async Task Open_WithoutOrWithAnotherKey_IsToldAtOnce()
    {
        MemoryStore inner = new();
        await VolumeSamples.SealAsync(SealingSamples.Store(inner), 1, VolumeSamples.Chunks(2, 1));
        KeyFileSecret other = new(SealingSamples.Key, "another key file");
        foreach (IStore store in (IStore[])[inner, SealingSamples.Store(inner, null, [other], sealNew: false)])
        {
            StoreKeyException error = await Assert.ThrowsAsync<StoreKeyException>(async () => await VolumeReader.OpenAsync(store, VolumeSamples.Volume(1), Cancel));
            Assert.Contains(SealingSamples.FileKey.Id.ToString(), error.Message);
            List<VolumeId> unreadable = [];
            await ChunkIndex.LoadAsync(store, (volume, _) => unreadable.Add(volume), Cancel);
            Assert.Equal([VolumeSamples.Volume(1)], unreadable);
        }
    }

    [Fact]
    public async Task Verify_SeededFlips_AreAllFound()
    {
        MemoryStore inner = new();
        KeyedStore store = SealingSamples.Store(inner);
        await VolumeSamples.SealAsync(store, 1, VolumeSamples.Chunks(4, 1));
        string name = inner.Objects.Keys.Single();
        byte[] sound = inner.Objects[name];
        await using (VolumeReader reader = await VolumeReader.OpenAsync(store, VolumeSamples.Volume(1), Cancel))
        {
            Random random = new(1);
            foreach (VolumeFile file in VolumeFiles.Of(reader.Description).Append(new VolumeFile("VOLUME.JSON.sealed", 500, "")))
            {
                for (int i = 0; i < 10; i++)
                {
                    byte[] damaged = (byte[])sound.Clone();
                    damaged[reader.OffsetOf(file.File) + random.NextInt64(file.LengthBytes)] ^= (byte)(1 << random.Next(8));
                    inner.Objects[name] = damaged;
                    Assert.NotEmpty((await VolumeVerifier.VerifyAsync(store, VolumeSamples.Volume(1), null, Cancel)).Damage);
                }
            }
        }
        inner.Objects[name] = sound;
        Assert.Empty((await VolumeVerifier.VerifyAsync(store, VolumeSamples.Volume(1), null, Cancel)).Damage);
    }

    [Fact]
    public async Task Seal_AfterRotation_OldAndNewVolumesAreRead()
    {
        MemoryStore inner = new();
        StoreKey next = StoreKey.New();
        await VolumeSamples.SealAsync(inner, 1, VolumeSamples.Chunks(2, 1));
        await VolumeSamples.SealAsync(SealingSamples.Store(inner), 2, VolumeSamples.Chunks(2, 10));
        KeyedStore rotated = SealingSamples.Store(inner, SealingSamples.List(SealingSamples.Key, next), [SealingSamples.Secret]);
        await VolumeSamples.SealAsync(rotated, 3, VolumeSamples.Chunks(2, 20));

        ChunkIndex index = await ChunkIndex.LoadAsync(rotated, (_, error) => throw error, Cancel);
        Assert.Equal(6, index.Count);
        for (int volume = 1; volume <= 3; volume++)
        {
            Assert.Empty((await VolumeVerifier.VerifyAsync(rotated, VolumeSamples.Volume(volume), null, Cancel)).Damage);
        }
        Assert.Equal(-1, inner.Objects[VolumeNames.OfVolume(VolumeSamples.Volume(3))].AsSpan().IndexOf(Encoding.ASCII.GetBytes(SealingSamples.Key.Id.ToString())));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(5000)]
    public async Task Resume_SealedVolumeLeftUnfinished_GoesOnWithItsKey(int tornBytes)
    {
        MemoryStore inner = new();
        KeyedStore store = SealingSamples.Store(inner);
        List<byte[]> chunks = VolumeSamples.Chunks(8, 1);
        using ZstdCodec codec = new();
        await using (VolumeWriter writer = await VolumeWriter.CreateAsync(store, VolumeSamples.Volume(1), VolumeSamples.Now, new VolumeSettings { MaxPackBytes = 50_000 }, Cancel))
        {
            foreach (byte[] chunk in chunks)
            {
                await writer.AppendChunkAsync(ChunkFrame.Encode(chunk, codec), Cancel);
            }
            await writer.SuspendAsync();
        }
        await using (IStoreUpload upload = await inner.ResumePutAsync(VolumeNames.OfVolume(VolumeSamples.Volume(1)), Cancel))
        {
            upload.Content.SetLength(upload.Content.Length - tornBytes);
            await upload.SuspendAsync();
        }
        await Assert.ThrowsAsync<StoreKeyException>(async () => await VolumeWriter.ResumeAsync(inner, VolumeSamples.Volume(1), VolumeSamples.Now, null, Cancel));
        await using VolumeWriter resumed = await VolumeWriter.ResumeAsync(store, VolumeSamples.Volume(1), VolumeSamples.Now, null, Cancel);
        Assert.InRange(resumed.ChunkCount, tornBytes == 0 ? 8 : 1, tornBytes == 0 ? 8 : 7);
        await resumed.AppendChunkAsync(ChunkFrame.Encode([1, 2, 3], codec), Cancel);
        await resumed.SealAsync(Cancel);
        VolumeReport report = await VolumeVerifier.VerifyAsync(store, VolumeSamples.Volume(1), null, Cancel);
        Assert.Empty(report.Damage);
        Assert.Equal(resumed.ChunkCount, report.ChunksChecked);
    }

    [Fact]
    public async Task HasRoom_SealedVolume_KeepsItsLimit()
    {
        KeyedStore store = SealingSamples.Store(new MemoryStore());
        using ZstdCodec codec = new();
        VolumeSettings settings = new() { MaxVolumeBytes = 400_000, MaxPackBytes = 30_000 };
        await using VolumeWriter writer = await VolumeWriter.CreateAsync(store, VolumeSamples.Volume(1), VolumeSamples.Now, settings, Cancel);
        for (int i = 0; ; i++)
        {
            byte[] frame = ChunkFrame.Encode(TestBytes.Random(3000, i), codec);
            if (!writer.HasRoomForChunk(frame.Length))
            {
                break;
            }
            await writer.AppendChunkAsync(frame, Cancel);
        }
        Assert.InRange((await writer.SealAsync(Cancel)).LengthBytes, 240_000, 400_000);
    }

    [Fact]
    public async Task ExtractScript_WithTheKeyFile_ListsAndRestores()
    {
        using TemporaryDirectory directory = new();
        KeyedStore store = SealingSamples.Store(new DirectoryStore(directory["store"]));
        List<byte[]> chunks = [.. VolumeSamples.Chunks(5, 1), TestBytes.Random(500_000, 9)];
        await VolumeSamples.SealAsync(store, 1, chunks.Take(3).ToList());
        await VolumeSamples.SealAsync(store, 2, chunks.Skip(3).ToList(), chunks);
        string archive = VolumeSamples.Archive(2).ToString();
        string iso = directory["store/" + VolumeNames.OfVolume(VolumeSamples.Volume(2))];
        await File.WriteAllTextAsync(directory["store.key"], KeyText.Format(SealingSamples.FileKey), Cancel);
        await File.WriteAllTextAsync(directory["other.key"], KeyText.Format(SealingSamples.Key), Cancel);
        Tool.Run("bsdtar", "-C", directory.Path, "-xf", iso, "EXTRACT.PY", "README.TXT");
        string readme = await File.ReadAllTextAsync(directory["README.TXT"], Cancel);
        Assert.Contains(SealingSamples.Key.Id.ToString(), readme);
        Assert.Contains(SealingSamples.FileKey.Id.ToString(), readme);
        Assert.InRange(readme.Length, 1, VolumeReadme.MaxBytes);

        Assert.Contains(archive, Tool.Run("python3", directory["EXTRACT.PY"], "--key", directory["store.key"], "list", directory["store"]));
        Assert.Equal(chunks[5], Tool.RunForBytes("python3", directory["EXTRACT.PY"], "--key", directory["store.key"], "get", directory["store"], archive, "/f005"));
        Tool.Run("python3", directory["EXTRACT.PY"], "--key", directory["store.key"], "restore", directory["store"], archive, "/", directory["target"]);
        for (int i = 0; i < chunks.Count; i++)
        {
            Assert.Equal(chunks[i], await File.ReadAllBytesAsync(directory[$"target/f{i:D3}"], Cancel));
        }
        Assert.Contains("give what opens that", Tool.Run("sh", "-c", $"python3 {directory["EXTRACT.PY"]} --key {directory["other.key"]} list {directory["store"]} 2>&1 || echo refused"));
        Tool.Run("chmod", "-R", "u+w", directory.Path);
    }
}
