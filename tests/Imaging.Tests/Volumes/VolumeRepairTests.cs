using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Imaging.Stores;
using Monitas.Imaging.Tests.Sealing;
using Monitas.Imaging.Tests.Stores;
using Monitas.Imaging.Volumes;
using Monitas.Imaging.Volumes.Wire;
using Xunit;

namespace Monitas.Imaging.Tests.Volumes;

/// <summary>A volume is read in full as long as packs and manifests are sound, whatever else of it is lost but once.</summary>
public sealed class VolumeRepairTests
{
    private static readonly List<byte[]> Chunks = VolumeSamples.Chunks(6, 1);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<bool, string[]> Losses
    {
        get
        {
            TheoryData<bool, string[]> losses = [];
            foreach (bool isSealed in (bool[])[false, true])
            {
                string sealedSuffix = isSealed ? VolumeNames.SealedSuffix : "";
                losses.Add(isSealed, [VolumeNames.Head, VolumeNames.Directories, VolumeNames.Readme, VolumeNames.ExtractScript]);
                losses.Add(isSealed, [VolumeNames.Description, VolumeNames.Index + sealedSuffix, VolumeNames.Directories]);
                losses.Add(isSealed, [VolumeNames.DescriptionCopy + sealedSuffix, VolumeNames.IndexCopy + sealedSuffix]);
                losses.Add(isSealed, [VolumeNames.Description + sealedSuffix]);
                losses.Add(isSealed, [VolumeNames.Digests]);
            }
            return losses;
        }
    }

    [Theory]
    [MemberData(nameof(Losses))]
    public async Task Open_PartsOverwritten_AreNamedAndAllChunksAreFound(bool isSealed, string[] lost)
    {
        MemoryStore inner = new();
        IStore store = isSealed ? SealingSamples.Store(inner) : inner;
        SealedVolume volume = await VolumeSamples.SealAsync(store, 1, Chunks, maxPackBytes: 40_000);
        await OverwriteAsync(store, inner, lost);

        VolumeReport report = await VolumeVerifier.VerifyAsync(store, VolumeSamples.Volume(1), null, Cancel);
        Assert.Equal(lost.Order(), report.Damage.Select(damage => damage.File).Distinct().Order());
        Assert.Equal(Chunks.Count, report.ChunksChecked);
        Assert.Empty(report.Unchecked);
        ChunkIndex index = await ChunkIndex.LoadAsync(store, (_, error) => throw error, Cancel);
        Assert.All(volume.Chunks, pair => Assert.True(index.TryLocate(pair.Key, out ChunkLocation location) && location == pair.Value));
        await using VolumeReader reader = await VolumeReader.OpenAsync(store, VolumeSamples.Volume(1), Cancel);
        Assert.Equal(VolumeSamples.Archive(1), reader.Description.Archives.Single().Archive);
        Assert.Equal(12, reader.Description.Archives.Single().Description.GetProperty("job").GetInt32());
    }

    [Fact]
    public async Task Open_DescriptionAndCopyDamaged_IsTold()
    {
        MemoryStore store = new();
        await VolumeSamples.SealAsync(store, 1, Chunks);
        await OverwriteAsync(store, store, [VolumeNames.Description, VolumeNames.DescriptionCopy]);
        VolumeFormatException error = await Assert.ThrowsAsync<VolumeFormatException>(async () => await VolumeReader.OpenAsync(store, VolumeSamples.Volume(1), Cancel));
        Assert.EndsWith(":" + VolumeNames.Description, error.FileName);
        VolumeReport report = await VolumeVerifier.VerifyAsync(store, VolumeSamples.Volume(1), null, Cancel);
        Assert.Contains(VolumeNames.Description, Assert.Single(report.Damage).What);
    }

    [Theory]
    [InlineData(2048)]
    [InlineData(150 * 2048)]
    [InlineData(100)]
    public async Task Open_ZerosBehindTheVolume_AreNoDamage(int bytes)
    {
        // A disc that is read as a whole gives some sectors more than were written.
        MemoryStore store = new();
        await VolumeSamples.SealAsync(store, 1, Chunks);
        string name = store.Objects.Keys.Single();
        store.Objects[name] = [.. store.Objects[name], .. new byte[bytes]];
        Assert.Empty((await VolumeVerifier.VerifyAsync(store, VolumeSamples.Volume(1), null, Cancel)).Damage);
        store.Objects[name][^1] = 1;
        Assert.Equal(VolumeNames.Padding, Assert.Single((await VolumeVerifier.VerifyAsync(store, VolumeSamples.Volume(1), null, Cancel)).Damage).File);
    }

    private static async Task OverwriteAsync(IStore store, MemoryStore inner, string[] parts)
    {
        byte[] bytes = inner.Objects.Values.Single();
        await using VolumeReader reader = await VolumeReader.OpenAsync(store, VolumeSamples.Volume(1), Cancel);
        List<(string Name, long Offset, long Length)> all =
        [
            .. reader.Map.Files.Values.Select(file => (file.Path, file.OffsetBytes, file.LengthBytes)),
            .. reader.Map.Parts.Select(part => (part.File, part.OffsetBytes!.Value, part.LengthBytes)),
            (VolumeNames.Digests, bytes.Length - DigestSector.SizeBytes, DigestSector.SizeBytes),
        ];
        foreach (string part in parts)
        {
            (_, long offset, long length) = all.Single(one => one.Name == part);
            bytes.AsSpan((int)offset, (int)length).Fill(0x55);
        }
    }
}
