using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using Monitas.Contracts.Ids;
using Monitas.Imaging.Manifests;
using Xunit;

namespace Monitas.Imaging.Tests.Manifests;

public sealed class ChangedPathsTests
{
    private static readonly Func<ManifestEntry, ManifestEntry>[] Changes =
    [
        entry => entry with { Mode = entry.Mode ^ 1 },
        entry => entry with { Uid = entry.Uid + 1 },
        entry => entry with { Gid = entry.Gid + 1 },
        entry => entry with { UserName = "someone else"u8.ToArray() },
        entry => entry with { GroupName = "others"u8.ToArray() },
        entry => entry with { MtimeNs = entry.MtimeNs + 1 },
        entry => entry with { CtimeNs = entry.CtimeNs + 1 },
        entry => entry with { BirthNs = entry.BirthNs + 1 },
        entry => entry with { Device = entry.Device + 1 },
        entry => entry with { Inode = entry.Inode + 1 },
        entry => entry with { SizeBytes = entry.SizeBytes + 1 },
        entry => entry with { InodeFlags = entry.InodeFlags + 1 },
        entry => entry with { Inconsistent = !entry.Inconsistent },
        entry => entry with { ExtendedAttributes = [new ExtendedAttribute("user.a"u8.ToArray(), [1])] },
        entry => entry with { Kind = EntryKind.Fifo, SizeBytes = 0, Spans = [] },
        entry => entry with { Spans = [new ContentSpan(0, Chunk(entry.Path.Length + 100_000), 0, 1)], SizeBytes = Math.Max(1, entry.SizeBytes) },
        entry => entry with { Spans = [new ContentSpan(0, Chunk(1), 7, 1)], SizeBytes = Math.Max(1, entry.SizeBytes) },
    ];

    /// <summary>Entries move to other blocks and chunks to other places in the blocks' tables, which is no change; any field that is another is one.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Between_AnyChanges_AreExactlyThePathsThatChanged(int seed)
    {
        Random random = new(seed);
        List<ManifestEntry> before = [.. Enumerable.Range(0, 9000).Select(i => Entry(i, random))];
        List<ManifestEntry> now = [];
        HashSet<uint> expected = [];
        foreach (ManifestEntry entry in before)
        {
            int what = random.Next(40 * seed);
            ManifestEntry after = what == 0 ? Changes[random.Next(Changes.Length)](entry) : entry;
            if (what == 1)
            {
                now.Add(Entry(before.Count + now.Count, random) with { Path = [.. entry.Path, (byte)'!'] });
                expected.Add(PathHash.Of(now[^1].Path));
            }
            if (what != 2)
            {
                now.Add(after);
            }
            if (what == 2 || !ReferenceEquals(after, entry))
            {
                expected.Add(PathHash.Of(entry.Path));
            }
        }

        Assert.Equal(expected.Order(), Between(before, now));
        Assert.Equal(expected.Order(), Between(now, before));
        Assert.Empty(Between(now, now));
    }

    [Fact]
    public void Between_NothingAndSomething_IsAll()
    {
        ManifestEntry[] some = [.. Enumerable.Range(0, 3000).Select(i => Entry(i, new Random(5)))];
        Assert.Equal(some.Select(entry => PathHash.Of(entry.Path)).Order(), Between([], some));
    }

    [Fact]
    public void Of_Paths_AreTheseNumbersForEver()
    {
        Assert.Equal(0xCBF29CE4u, PathHash.Of([]));
        Assert.Equal(0xAF63A24Cu, PathHash.Of("/"u8));
    }

    private static uint[] Between(IEnumerable<ManifestEntry> older, IEnumerable<ManifestEntry> newer)
    {
        using ManifestReader left = Open(older);
        using ManifestReader right = Open(newer);
        return ChangedPaths.Between(left, right, TestContext.Current.CancellationToken);
    }

    private static ManifestReader Open(IEnumerable<ManifestEntry> entries) => ManifestReader.Open(
        new MemoryStream(ManifestSamples.Write(ManifestSamples.Header, entries.OrderBy(e => e.Path, Comparer<byte[]>.Create((a, b) => BytePath.Compare(a, b))))), "test");

    private static ManifestEntry Entry(int number, Random random) =>
        ManifestSamples.File($"/directory-{number / 30:d5}/file-{number:d6}", new ContentSpan(0, Chunk(number / 20), random.Next(1000), 1 + random.Next(5000))) with { CtimeNs = random.NextInt64(), Inode = (ulong)random.Next() };

    private static ChunkId Chunk(int number) => ChunkId.Of(Encoding.ASCII.GetBytes($"chunk {number}"));
}
