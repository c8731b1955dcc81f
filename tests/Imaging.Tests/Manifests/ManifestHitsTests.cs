using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Monitas.Contracts.Ids;
using Monitas.Imaging.Manifests;
using Xunit;

namespace Monitas.Imaging.Tests.Manifests;

public sealed class ManifestHitsTests
{
    private static readonly ChunkId[] Chunks = [.. Enumerable.Range(0, 4).Select(i => ChunkId.Of([(byte)i]))];

    [Fact]
    public void Find_LostChunk_NamesItsFilesAndTheirHardLinks()
    {
        byte[] bytes = ManifestSamples.Write(ManifestSamples.Header,
        [
            ManifestSamples.Directory("/"),
            ManifestSamples.File("/a", new ContentSpan(0, Chunks[0], 0, 5)),
            ManifestSamples.File("/b", new ContentSpan(0, Chunks[1], 0, 5), new ContentSpan(10, Chunks[2], 0, 5)),
            ManifestSamples.File("/c") with { HardLinkTo = "/b"u8.ToArray(), SizeBytes = 15 },
            ManifestSamples.File("/d") with { HardLinkTo = "/a"u8.ToArray(), SizeBytes = 5 },
            ManifestSamples.File("/e", new ContentSpan(0, Chunks[2], 1, 3)),
        ]);
        Assert.Equal(["/b", "/c", "/e"], Find(bytes, Chunks[2]).Select(hit => hit.ToDisplay()));
        Assert.Equal(["/a", "/d"], Find(bytes, Chunks[0]).Select(hit => hit.ToDisplay()));
        Assert.Empty(Find(bytes, Chunks[3]));
    }

    [Fact]
    public void Find_DamagedBlock_NamesTheRangeAndWhatLinksIntoIt()
    {
        List<ManifestEntry> entries = [.. Enumerable.Range(0, 30_000).Select(i => ManifestSamples.File($"/file-{i:D5}", new ContentSpan(0, Chunks[0], 0, 5)))];
        entries.Add(ManifestSamples.File("/link") with { HardLinkTo = entries[10].Path, SizeBytes = 5 });
        byte[] bytes = ManifestSamples.Write(ManifestSamples.Header, entries);
        using ManifestReader sound = ManifestReader.Open(new MemoryStream((byte[])bytes.Clone()), "manifest");
        Assert.True(sound.BlockCount > 2);
        // The first block begins where the header ends.
        bytes[16 + BitConverter.ToInt32(bytes, 12) + 100] ^= 1;

        List<ManifestHit> hits = Find(bytes, Chunks[1]);
        Assert.Equal(2, hits.Count);
        Assert.True(hits[0].IsRange);
        Assert.Equal(sound.ReadBlock(0).Count, hits[0].Count);
        Assert.True(hits[0].Covers(entries[0].Path) && hits[0].Covers(sound.ReadBlock(0)[^1].Path) && !hits[0].Covers(sound.ReadBlock(1)[0].Path));
        Assert.Equal($"all {hits[0].Count} entries from /file-00000 to before /file-{hits[0].Count:D5}", hits[0].ToDisplay());
        Assert.Equal("/link", hits[1].ToDisplay());
    }

    private static List<ManifestHit> Find(byte[] bytes, ChunkId lost)
    {
        using ManifestReader manifest = ManifestReader.Open(new MemoryStream(bytes), "manifest");
        return [.. ManifestHits.Find(manifest, new HashSet<ChunkId> { lost })];
    }
}
