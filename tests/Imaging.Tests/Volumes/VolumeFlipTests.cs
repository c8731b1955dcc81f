using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Contracts.Ids;
using Monitas.Imaging.Compression;
using Monitas.Imaging.Iso;
using Monitas.Imaging.Manifests;
using Monitas.Imaging.Packs;
using Monitas.Imaging.Stores;
using Monitas.Imaging.Tests.Manifests;
using Monitas.Imaging.Tests.Sealing;
using Monitas.Imaging.Tests.Stores;
using Monitas.Imaging.Volumes;
using Monitas.Imaging.Volumes.Wire;
using Xunit;

namespace Monitas.Imaging.Tests.Volumes;

/// <summary>
/// Any flipped bit anywhere in a volume is found and named with its place and the files that it hits, and all others are still restored.
/// </summary>
public sealed class VolumeFlipTests
{
    private static readonly List<byte[]> Chunks = [.. Enumerable.Range(0, 12).Select(i => i % 3 == 0 ? TestBytes.Random(1500 + i, i) : TestBytes.Text(4000 + i, i))];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public Task Verify_AnySingleBitFlipped_IsNamedAndTheOtherFilesAreRestored(bool isSealed) => FlipAsync(isSealed, flips: 600);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [Trait("Size", "Long")]
    public Task Verify_ThousandsOfBitsFlipped_AreNamedAndTheOtherFilesAreRestored(bool isSealed) => FlipAsync(isSealed, flips: 3000);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Verify_CutShort_IsNamed(bool isSealed)
    {
        MemoryStore inner = new();
        IStore store = isSealed ? SealingSamples.Store(inner) : inner;
        await WriteAsync(store);
        string name = inner.Objects.Keys.Single();
        byte[] sound = inner.Objects[name];
        for (int length = 0; length < sound.Length; length += sound.Length - length > 5000 ? 997 : 61)
        {
            inner.Objects[name] = sound[..length];
            VolumeReport report = await VolumeVerifier.VerifyAsync(store, VolumeSamples.Volume(1), null, Cancel);
            Assert.Contains(report.Damage, damage => damage.File.Length == 0);
            if (sound.Length - length <= DigestSector.SizeBytes)
            {
                // Only digests are gone: all files are there.
                Assert.Contains(report.Damage, damage => damage.File == VolumeNames.Digests);
                Assert.Equal((2 * Chunks.Count) - 2, (await RestoreAsync(store, report, $"cut to {length}")).Restored);
            }
        }
    }

    private static async Task FlipAsync(bool isSealed, int flips)
    {
        MemoryStore inner = new();
        IStore store = isSealed ? SealingSamples.Store(inner) : inner;
        await WriteAsync(store);
        string name = inner.Objects.Keys.Single();
        byte[] sound = inner.Objects[name];
        List<IsoFile> regions = await RegionsAsync(store, sound.Length);
        Random random = new(20261127);
        int files = 0;
        int hits = 0;
        for (int i = 0; i < flips; i++)
        {
            // Every second flip is anywhere; the others go through the regions in turn, however small these are.
            IsoFile stratum = regions[i / 2 % regions.Count];
            long at = i % 2 == 0 ? random.NextInt64(sound.Length) : stratum.OffsetBytes + random.NextInt64(stratum.LengthBytes);
            int bit = random.Next(8);
            inner.Objects[name] = (byte[])sound.Clone();
            inner.Objects[name][at] ^= (byte)(1 << bit);
            IsoFile region = regions.Single(one => at >= one.OffsetBytes && at < one.OffsetBytes + one.LengthBytes);

            VolumeReport report = await VolumeVerifier.VerifyAsync(store, VolumeSamples.Volume(1), null, Cancel);
            string flip = $"bit {bit} of byte {at} in {region.Path}: {string.Join("; ", report.Damage)}";
            Assert.True(report.Damage.Count > 0, flip);
            Assert.All(report.Damage, damage => Assert.True(damage.File == region.Path, flip));
            Assert.Contains(report.Damage, damage => damage.OffsetBytes >= region.OffsetBytes && damage.OffsetBytes <= Math.Max(at, region.OffsetBytes));
            (int restored, int hit) = await RestoreAsync(store, report, flip);
            files += restored;
            hits += hit;
        }
        Assert.True(hits > 0 && files > hits, $"{files} files were restored, {hits} hit");
    }

    /// <summary>A volume with two archives that share most chunks, several packs, and manifests of several blocks.</summary>
    private static async Task WriteAsync(IStore store)
    {
        using ZstdCodec codec = new();
        VolumeSettings settings = new() { MaxPackBytes = 12_000 };
        await using VolumeWriter writer = await VolumeWriter.CreateAsync(store, VolumeSamples.Volume(1), VolumeSamples.Now, settings, Cancel);
        foreach (byte[] chunk in Chunks)
        {
            await writer.AppendChunkAsync(ChunkFrame.Encode(chunk, codec), Cancel);
        }
        for (int archive = 1; archive <= 2; archive++)
        {
            byte[] manifest = Manifest(archive);
            await writer.PutManifestAsync(VolumeSamples.Archive(archive), new MemoryStream(manifest), "{\"disks\":[]}"u8.ToArray(), "{\"job\":1}"u8.ToArray(), Cancel);
        }
        await writer.SealAsync(Cancel);
    }

    private static byte[] Manifest(int archive)
    {
        List<ManifestEntry> entries = [ManifestSamples.Directory("/")];
        entries.AddRange(Chunks.Skip(archive - 1).Take(Chunks.Count - 1).Select((chunk, i) => ManifestSamples.File($"/f{i:D3}", new ContentSpan(0, ChunkId.Of(chunk), 0, chunk.Length))));
        entries.Add(ManifestSamples.File("/link") with { HardLinkTo = "/f003"u8.ToArray(), SizeBytes = Chunks[archive + 2].Length });
        return ManifestSamples.Write(ManifestSamples.Header with { Archive = VolumeSamples.Archive(archive) }, entries);
    }

    /// <summary>Every byte of a sound volume belongs to one of these.</summary>
    private static async Task<List<IsoFile>> RegionsAsync(IStore store, long length)
    {
        await using VolumeReader reader = await VolumeReader.OpenAsync(store, VolumeSamples.Volume(1), Cancel);
        List<IsoFile> regions =
        [
            .. reader.Map.Files.Values,
            .. reader.Map.Parts.Select(part => new IsoFile(part.File, part.OffsetBytes!.Value, part.LengthBytes)),
            new IsoFile(VolumeNames.Digests, length - DigestSector.SizeBytes, DigestSector.SizeBytes),
        ];
        long at = 0;
        foreach (IsoFile region in regions.OrderBy(region => region.OffsetBytes).ToList())
        {
            Assert.InRange(region.OffsetBytes - at, 0, 2047);
            if (region.OffsetBytes > at)
            {
                regions.Add(new IsoFile(VolumeNames.Padding, at, region.OffsetBytes - at));
            }
            at = region.OffsetBytes + region.LengthBytes;
        }
        Assert.Equal(length, at);
        return regions;
    }

    /// <summary>Restores all files that the report does not name, which must be as they were.</summary>
    private static async Task<(int Restored, int Hit)> RestoreAsync(IStore store, VolumeReport report, string flip)
    {
        HashSet<ChunkId> lost = [.. report.Damage.Select(damage => damage.Chunk).OfType<ChunkId>()];
        ChunkSource source = new(store, await ChunkIndex.LoadAsync(store, (_, error) => throw error, Cancel));
        await using VolumeReader reader = await VolumeReader.OpenAsync(store, VolumeSamples.Volume(1), Cancel);
        Assert.Equal(2, reader.Description.Archives.Count);
        using ZstdCodec codec = new();
        int restored = 0;
        int hit = 0;
        foreach (VolumeArchive archive in reader.Description.Archives)
        {
            List<byte[]> expected = [.. Chunks.Skip(archive.Archive == VolumeSamples.Archive(1) ? 0 : 1)];
            if (report.Damage.Any(damage => damage.File == archive.Manifest.File))
            {
                Assert.Contains(report.Damage, damage => damage.What.Contains($"of archive {archive.Archive}", StringComparison.Ordinal));
                hit += expected.Count;
                continue;
            }
            if (!report.Damage.Any(damage => damage.File == archive.Layout!.File))
            {
                Assert.Equal("{\"disks\":[]}"u8.ToArray(), await reader.ReadLayoutAsync(archive.Archive, Cancel));
            }
            using ManifestReader manifest = ManifestReader.Open(reader.OpenManifest(archive.Archive), "manifest");
            List<ManifestHit> named = [.. ManifestHits.Find(manifest, lost)];
            List<ManifestEntry> entries = [.. manifest.Entries()];
            Assert.Equal(entries.Count(entry => entry.Spans.Any(span => lost.Contains(span.Chunk))), named.Count(one => !one.Covers("/link"u8)));
            for (int i = 1; i < entries.Count - 1; i++)
            {
                if (named.Exists(one => one.Covers(entries[i].Path)))
                {
                    hit++;
                    continue;
                }
                byte[] frame = await source.ReadFrameAsync(entries[i].Spans[0].Chunk, Cancel);
                Assert.True(ChunkFrame.TryDecode(frame, codec, out byte[] raw, out _, out _), flip);
                Assert.True(raw.AsSpan().SequenceEqual(expected[i - 1]), flip);
                restored++;
            }
            Assert.Equal(named.Exists(one => one.Covers("/f003"u8)), named.Exists(one => one.Covers("/link"u8)));
        }
        return (restored, hit);
    }
}
