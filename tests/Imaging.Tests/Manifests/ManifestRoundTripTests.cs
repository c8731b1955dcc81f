using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using CsCheck;
using Monitas.Contracts.Ids;
using Monitas.Imaging.Manifests;
using Xunit;

namespace Monitas.Imaging.Tests.Manifests;

public sealed class ManifestRoundTripTests
{
    [Fact]
    public void Entries_OfWriter_AreTheSame() =>
        Gen.Select(ManifestSamples.AnyEntry, Gen.Byte[1, 255].Where(value => value != '/' && value != '.').Array[1, 8])
            .Array[0, 60].Sample(pairs =>
            {
                List<ManifestEntry> entries = pairs
                    .Select(pair => pair.Item1 with { Path = [(byte)'/', .. pair.Item2] })
                    .OrderBy(entry => entry.Path, Comparer<byte[]>.Create((a, b) => BytePath.Compare(a, b)))
                    .DistinctBy(entry => Convert.ToHexString(entry.Path)).ToList();
                using ManifestReader reader = Open(ManifestSamples.Write(ManifestSamples.Header, entries));
                List<ManifestEntry> back = reader.Entries().ToList();

                Assert.Equal(entries.Count, back.Count);
                Assert.Equal(entries.Count, reader.EntryCount);
                Assert.Equal(entries.Sum(entry => entry.SizeBytes), reader.TotalBytes);
                for (int i = 0; i < entries.Count; i++)
                {
                    EntryAssert.Same(entries[i], back[i]);
                }
            }, iter: 300);

    [Fact]
    public void Header_OfWriter_IsTheSame()
    {
        using ManifestReader reader = Open(ManifestSamples.Write(ManifestSamples.Header, []));

        Assert.Equal(ManifestSamples.Header.Archive, reader.Header.Archive);
        Assert.Equal(ManifestSamples.Header.Machine, reader.Header.Machine);
        Assert.Equal(ManifestSamples.Header.MachineName, reader.Header.MachineName);
        Assert.Equal(ManifestSamples.Header.Created, reader.Header.Created);
        Assert.Equal(ManifestSamples.Header.Roots, reader.Header.Roots);
        Assert.Equal(ManifestSamples.Header.Excludes, reader.Header.Excludes);
        Assert.Equal(ManifestSamples.Header.AgentVersion, reader.Header.AgentVersion);
        Assert.Empty(reader.Entries());
        Assert.False(reader.TryFind("/"u8, out _));
    }

    [Fact]
    public void Finish_HardLink_CountsTheInodeOnce()
    {
        ManifestEntry first = ManifestSamples.File("/a", new ContentSpan(0, ChunkId.Of([1]), 0, 10));
        ManifestEntry second = first with { Path = "/b"u8.ToArray(), HardLinkTo = "/a"u8.ToArray(), Spans = [] };
        using ManifestReader reader = Open(ManifestSamples.Write(ManifestSamples.Header, [first, second]));

        Assert.Equal(10, reader.TotalBytes);
        EntryAssert.Same(second, reader.Entries().Last());
    }

    [Fact]
    public void TryFind_ManyBlocks_FindsEachAndNoOther()
    {
        List<ManifestEntry> entries = Tree();
        using ManifestReader reader = Open(ManifestSamples.Write(ManifestSamples.Header, entries));

        for (int i = 0; i < entries.Count; i += 7)
        {
            Assert.True(reader.TryFind(entries[i].Path, out ManifestEntry? found));
            EntryAssert.Same(entries[i], found);
            Assert.False(reader.TryFind([.. entries[i].Path, (byte)'!'], out _));
        }
        Assert.False(reader.TryFind("!"u8, out _));
        Assert.False(reader.TryFind("/zzz"u8, out _));
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/usr")]
    [InlineData("/usr/d1")]
    [InlineData("/usr/d1/f3")]
    [InlineData("/none")]
    public void EntriesBelowAndChildren_AnyDirectory_AreThoseOfAFullScan(string directory)
    {
        List<ManifestEntry> entries = Tree();
        using ManifestReader reader = Open(ManifestSamples.Write(ManifestSamples.Header, entries));
        byte[] path = Encoding.UTF8.GetBytes(directory);
        List<string> below = entries.Where(entry => BytePath.IsBelow(entry.Path, path)).Select(Text).ToList();
        int depth = directory == "/" ? 1 : directory.Count(c => c == '/') + 1;

        Assert.Equal(below, reader.EntriesBelow(path).Select(Text));
        Assert.Equal(below.Where(text => text.Count(c => c == '/') == depth), reader.Children(path).Select(Text));
    }

    [Fact]
    public void ChunkIds_ManyBlocks_AreAllOfTheSpans()
    {
        List<ManifestEntry> entries = Tree();
        using ManifestReader reader = Open(ManifestSamples.Write(ManifestSamples.Header, entries));

        Assert.Equal(
            entries.SelectMany(entry => entry.Spans).Select(span => span.Chunk).ToHashSet(),
            reader.ChunkIds().ToHashSet());
    }

    [Fact]
    public void Add_ByteOrderOfFullPaths_IsTheOrder()
    {
        byte[] manifest = ManifestSamples.Write(ManifestSamples.Header,
            [ManifestSamples.Directory("/"), ManifestSamples.Directory("/a"), ManifestSamples.File("/a-b"), ManifestSamples.File("/a/b")]);
        using ManifestReader reader = Open(manifest);
        Assert.Equal(4, reader.EntryCount);
    }

    [Fact]
    public void Add_FileOfManySpans_FitsInOneBlock()
    {
        ContentSpan[] spans = Enumerable.Range(0, 20_000)
            .Select(i => new ContentSpan(i * 4096L, ChunkId.Of(BitConverter.GetBytes(i)), 0, 4096)).ToArray();
        using ManifestReader reader = Open(ManifestSamples.Write(ManifestSamples.Header, [ManifestSamples.File("/big", spans), ManifestSamples.File("/c")]));

        Assert.True(reader.TryFind("/big"u8, out ManifestEntry? big));
        Assert.Equal(spans, big.Spans);
    }

    private static string Text(ManifestEntry entry) => Encoding.UTF8.GetString(entry.Path);

    private static ManifestReader Open(byte[] manifest) => ManifestReader.Open(new MemoryStream(manifest), "test");

    /// <summary>Some thousand entries, more than a block holds.</summary>
    private static List<ManifestEntry> Tree()
    {
        List<ManifestEntry> entries = [ManifestSamples.Directory("/"), ManifestSamples.File("/file"), ManifestSamples.Directory("/usr"), ManifestSamples.File("/usr-x")];
        for (int directory = 0; directory < 30; directory++)
        {
            entries.Add(ManifestSamples.Directory($"/usr/d{directory}"));
            entries.Add(ManifestSamples.File($"/usr/d{directory}.txt"));
            for (int file = 0; file < 200; file++)
            {
                byte[] content = Encoding.UTF8.GetBytes($"{directory} {file}");
                entries.Add(ManifestSamples.File($"/usr/d{directory}/f{file}", new ContentSpan(0, ChunkId.Of(content), file, 100 + file)));
            }
        }
        entries.Sort((a, b) => BytePath.Compare(a.Path, b.Path));
        return entries;
    }
}
