using System;
using System.Collections.Generic;
using System.IO;
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

/// <summary>Small volumes for tests.</summary>
internal static class VolumeSamples
{
    internal static readonly DateTimeOffset Now = new(2026, 11, 22, 10, 20, 30, TimeSpan.Zero);

    /// <summary>What <see cref="SealAsync"/> says of its archive.</summary>
    internal const string Description = """{"job":12,"note":"ä"}""";

    /// <summary>What <see cref="SealAsync"/> gives as its layout.</summary>
    internal const string Layout = """{"disks":[]}""";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    internal static VolumeId Volume(int number) => new(Guid.Parse($"01900000-0000-7000-9000-{number:D12}"));

    internal static ArchiveId Archive(int number) => new(Guid.Parse($"01900000-0000-7000-8000-{number:D12}"));

    internal static List<byte[]> Chunks(int count, int seed)
    {
        List<byte[]> chunks = [];
        for (int i = 0; i < count; i++)
        {
            chunks.Add(i % 3 == 0 ? TestBytes.Random(10_000 + i, seed + i) : TestBytes.Text(30_000 + i, seed + i));
        }
        return chunks;
    }

    /// <summary>A manifest with a file for each chunk: /f000, /f001 ...</summary>
    internal static byte[] Manifest(ArchiveId archive, IReadOnlyList<byte[]> chunks)
    {
        List<ManifestEntry> entries = [ManifestSamples.Directory("/")];
        for (int i = 0; i < chunks.Count; i++)
        {
            entries.Add(ManifestSamples.File($"/f{i:D3}", new ContentSpan(0, ChunkId.Of(chunks[i]), 0, chunks[i].Length)));
        }
        return ManifestSamples.Write(ManifestSamples.Header with { Archive = archive }, entries);
    }

    /// <summary>Seals a volume with these chunks and an archive of the same number.</summary>
    internal static async Task<SealedVolume> SealAsync(
        IStore store, int number, IReadOnlyList<byte[]> newChunks, IReadOnlyList<byte[]>? allChunks = null, long maxPackBytes = 1 << 30)
    {
        using ZstdCodec codec = new();
        VolumeSettings settings = new() { MaxPackBytes = maxPackBytes };
        await using VolumeWriter writer = await VolumeWriter.CreateAsync(store, Volume(number), Now, settings, Cancel);
        foreach (byte[] chunk in newChunks)
        {
            await writer.AppendChunkAsync(ChunkFrame.Encode(chunk, codec), Cancel);
        }
        byte[] manifest = Manifest(Archive(number), allChunks ?? newChunks);
        await writer.PutManifestAsync(
            Archive(number), new MemoryStream(manifest), Encoding.UTF8.GetBytes(Layout), Encoding.UTF8.GetBytes(Description), Cancel);
        return await writer.SealAsync(Cancel);
    }
}
