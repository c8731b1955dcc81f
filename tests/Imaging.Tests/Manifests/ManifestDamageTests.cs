using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Monitas.Contracts.Ids;
using Monitas.Imaging.Manifests;
using Monitas.Imaging.Manifests.Wire;
using Monitas.Imaging.Wire;
using Xunit;

namespace Monitas.Imaging.Tests.Manifests;

public sealed class ManifestDamageTests
{
    private static readonly byte[] Sound = ManifestSamples.Write(ManifestSamples.Header,
        [ManifestSamples.Directory("/"), ManifestSamples.File("/a", new ContentSpan(0, ChunkId.Of([1]), 0, 10)), ManifestSamples.File("/b")]);

    [Fact]
    public void Open_EveryTruncation_SaysDamaged()
    {
        for (int length = 0; length < Sound.Length; length++)
        {
            Assert.Throws<VolumeFormatException>(() => ReadAll(Sound[..length]));
        }
    }

    [Fact]
    public void Open_EveryByteFlipped_SaysDamagedAndWhere()
    {
        for (int at = 0; at < Sound.Length; at++)
        {
            byte[] damaged = (byte[])Sound.Clone();
            damaged[at] ^= 0x41;
            VolumeFormatException error = Assert.Throws<VolumeFormatException>(() => ReadAll(damaged));
            Assert.InRange(error.OffsetBytes, 0, damaged.Length);
            Assert.Equal("test", error.FileName);
        }
    }

    [Fact]
    public void TryParse_BlockOfSeededFlips_GivesErrorOrSoundEntries()
    {
        // Behind the digests: what a hostile writer could put into a block.
        EntryEncoder encoder = new();
        encoder.Add(ManifestSamples.Directory("/"));
        encoder.Add(ManifestSamples.File("/a", new ContentSpan(0, ChunkId.Of([1]), 0, 10), new ContentSpan(20, ChunkId.Of([2]), 5, 10)));
        encoder.Add(ManifestSamples.File("/b") with
        {
            UserName = "root"u8.ToArray(),
            CtimeNs = 5,
            Inode = 77,
            InodeFlags = 16,
            ExtendedAttributes = [new ExtendedAttribute("user.a"u8.ToArray(), [1, 2, 3])],
        });
        ByteWriter block = new();
        encoder.WriteBlock(block);
        byte[] bytes = block.Written.ToArray();
        Assert.True(BlockDecoder.TryParse(bytes, 3, out _, out _, out _));

        for (int seed = 0; seed < 20_000; seed++)
        {
            if (BlockDecoder.TryParse(TestBytes.Flip(bytes, new Random(seed)), 3, out List<ManifestEntry> entries, out _, out _))
            {
                Assert.All(entries, entry => Assert.Null(ManifestEntryRules.FindFault(entry)));
            }
        }
        for (int length = 0; length < bytes.Length; length++)
        {
            Assert.False(BlockDecoder.TryParse(bytes.AsSpan(0, length), 3, out _, out _, out _));
        }
    }

    [Fact]
    public void TryParse_UnknownEntryTag_IsPassedBy()
    {
        ByteWriter entry = new();
        entry.Varint(0);
        entry.Counted("/x"u8);
        entry.U8((byte)EntryKind.Fifo);
        entry.Bytes([0, 0, 0]);
        entry.I64(1);
        entry.Varint(0);
        entry.Varint(99);
        entry.Counted([1, 2, 3]);
        ByteWriter block = new();
        block.Varint(0);
        block.Counted(entry.Written);

        Assert.True(BlockDecoder.TryParse(block.Written, 1, out List<ManifestEntry> entries, out string fault, out _), fault);
        Assert.Equal(EntryKind.Fifo, entries[0].Kind);
    }

    [Fact]
    public void Add_EntryThatBreaksARule_IsRefused()
    {
        ContentSpan span = new(0, ChunkId.Of([1]), 0, 10);
        ManifestEntry file = ManifestSamples.File("/b", span);
        ManifestEntry[] bad =
        [
            file with { Path = "b"u8.ToArray() },
            file with { Path = "/b/"u8.ToArray() },
            file with { Path = "/b/../c"u8.ToArray() },
            file with { Path = "/b//c"u8.ToArray() },
            file with { Path = "/b\0"u8.ToArray() },
            file with { Path = [] },
            file with { Kind = (EntryKind)9 },
            file with { Kind = EntryKind.Directory },
            file with { Kind = EntryKind.Directory, SizeBytes = 0 },
            file with { Mode = 0x1000 },
            file with { SizeBytes = 9 },
            file with { SizeBytes = -1, Spans = [] },
            file with { LinkTarget = [1] },
            file with { Spans = [span, span] },
            file with { Spans = [span with { Length = 0 }] },
            file with { Spans = [span with { ChunkOffset = (4 * 1024 * 1024) - 9 }] },
            file with { Spans = [span with { FileOffset = long.MaxValue }] },
            file with { HardLinkTo = "/a"u8.ToArray() },
            file with { HardLinkTo = "/c"u8.ToArray(), Spans = [] },
            file with { ExtendedAttributes = [new([2], []), new([1], [])] },
            file with { ExtendedAttributes = [new([], [])] },
        ];
        foreach (ManifestEntry entry in bad)
        {
            using ManifestWriter writer = new(Stream.Null, ManifestSamples.Header);
            Assert.Throws<ArgumentException>(() => writer.Add(entry));
        }
    }

    [Theory]
    [InlineData("/a", "/a")]
    [InlineData("/a/b", "/a-b")]
    [InlineData("/b", "/a")]
    public void Add_PathNotAfterTheOneBefore_IsRefused(string first, string second)
    {
        using ManifestWriter writer = new(Stream.Null, ManifestSamples.Header);
        writer.Add(ManifestSamples.File(first));
        Assert.Throws<ArgumentException>(() => writer.Add(ManifestSamples.File(second)));
    }

    private static List<ManifestEntry> ReadAll(byte[] manifest)
    {
        using ManifestReader reader = ManifestReader.Open(new MemoryStream(manifest), "test");
        return reader.Entries().ToList();
    }
}
