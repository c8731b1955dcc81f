using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using CsCheck;
using Monitas.Contracts.Ids;
using Monitas.Imaging.Compression;
using Monitas.Imaging.Packs;
using Monitas.Imaging.Tests.Stores;
using Monitas.Imaging.Volumes;
using Xunit;

namespace Monitas.Imaging.Tests.Volumes;

public sealed class VolumeRoomTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task HasRoom_AnyContentAndAnyLimit_IsKeptAndNotMissedByMuch() =>
        await Gen.Select(Gen.Int[160_000, 700_000], Gen.Int[1, 60_000].Array[1, 60], Gen.Int[1000, 100_000], Gen.Int[0, 3], Gen.Int[0, 400]).SampleAsync(async (limit, sizes, packBytes, archives, warnings) =>
        {
            using ZstdCodec codec = new();
            MemoryStore store = new();
            VolumeSettings settings = new() { MaxPackBytes = packBytes, MaxVolumeBytes = limit };
            byte[] description = Encoding.UTF8.GetBytes($$"""{"figures":[{{string.Join(',', Enumerable.Repeat("1", warnings + 1))}}],"text":["ää"]}""");
            await using VolumeWriter writer = await VolumeWriter.CreateAsync(store, VolumeSamples.Volume(1), VolumeSamples.Now, settings, Cancel);
            bool full = false;
            foreach (byte[] chunk in sizes.Select((size, i) => TestBytes.Random(size, i)))
            {
                byte[] frame = ChunkFrame.Encode(chunk, codec);
                full = !writer.HasRoomForChunk(frame.Length);
                if (full)
                {
                    await Assert.ThrowsAsync<VolumeFullException>(async () => await writer.AppendChunkAsync(frame, Cancel));
                    break;
                }
                Assert.True(await writer.AppendChunkAsync(frame, Cancel));
            }
            for (int i = 1; i <= archives && !full; i++)
            {
                byte[] manifest = VolumeSamples.Manifest(VolumeSamples.Archive(i), []);
                full = !writer.HasRoomForArchive(manifest.Length, 12, description.Length, 3);
                if (!full)
                {
                    VolumeId[] others = [VolumeSamples.Volume(7), VolumeSamples.Volume(8), VolumeSamples.Volume(9)];
                    await writer.PutManifestAsync(VolumeSamples.Archive(i), new MemoryStream(manifest), "{\"disks\":[]}"u8.ToArray(), description, others, Cancel);
                }
            }
            long length = (await writer.SealAsync(Cancel)).LengthBytes;
            Assert.True(length <= limit, $"{length} of {limit}");
            if (full)
            {
                Assert.InRange(length, limit - 200_000, limit);
            }
        }, iter: 60);

    [Fact]
    public async Task HasRoom_EmptyVolume_TakesAnythingOnce()
    {
        using ZstdCodec codec = new();
        VolumeSettings settings = new() { MaxVolumeBytes = 1 };
        byte[] frame = ChunkFrame.Encode(TestBytes.Random(100_000, 1), codec);
        await using VolumeWriter writer = await VolumeWriter.CreateAsync(new MemoryStore(), VolumeSamples.Volume(1), VolumeSamples.Now, settings, Cancel);

        Assert.True(writer.HasRoomForArchive(1 << 20, 0, 0, 0));
        Assert.True(await writer.AppendChunkAsync(frame, Cancel));
        Assert.False(writer.HasRoomForArchive(1, 0, 0, 0));
        Assert.False(await writer.AppendChunkAsync(frame, Cancel));
        Assert.False(writer.HasRoomForChunk(100));
    }

    [Fact]
    public void SealedBytes_PacksAbove4GiB_CountsTheirSectionsAndSectors()
    {
        VolumeRoom small = new(1L << 20, 10, 1, 0, 0);
        VolumeRoom large = small with { WrittenBytes = 40L << 32 };
        Assert.True(large.SealedBytes - large.WrittenBytes > small.SealedBytes - small.WrittenBytes);
        Assert.True(small.WithChunk(5000).SealedBytes >= small.SealedBytes + 5000);
        List<VolumeRoom> growing = [small, small.WithArchive(1, 0, 5000), small.WithArchive(3000, 500, 5000)];
        Assert.Equal(growing, growing.OrderBy(room => room.SealedBytes));
    }
}
