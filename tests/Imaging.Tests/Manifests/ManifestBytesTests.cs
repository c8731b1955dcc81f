using System;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using Monitas.Contracts.Ids;
using Monitas.Imaging.Manifests;
using Monitas.Imaging.Manifests.Wire;
using Monitas.Imaging.Wire;
using Xunit;

namespace Monitas.Imaging.Tests.Manifests;

/// <summary>Exact bytes, as FORMAT.md has them.</summary>
public sealed class ManifestBytesTests
{
    [Fact]
    public void WriteBlock_TwoEntries_GivesTheseBytes()
    {
        ChunkId chunk = new(Enumerable.Range(0, 32).Select(i => (byte)i).ToArray());
        EntryEncoder encoder = new();
        encoder.Add(new ManifestEntry { Path = "/usr"u8.ToArray(), Kind = EntryKind.Directory, Mode = 0x1ED, Uid = 1, Gid = 300, MtimeNs = -2, UserName = "root"u8.ToArray() });
        encoder.Add(new ManifestEntry
        {
            Path = "/usr/f"u8.ToArray(),
            Kind = EntryKind.File,
            Mode = 0x1A4,
            Uid = 0,
            Gid = 0,
            MtimeNs = 1,
            SizeBytes = 1000,
            Device = 5,
            Inode = 129,
            ExtendedAttributes = [new("a"u8.ToArray(), [7, 8])],
            Spans = [new ContentSpan(0, chunk, 3, 10), new ContentSpan(20, chunk, 200, 1)],
            Inconsistent = true,
        });
        ByteWriter block = new();
        encoder.WriteBlock(block);

        Assert.Equal(
            "01" + "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"
            + "1b" + "00" + "042f757372" + "02" + "ed03" + "01" + "ac02" + "feffffffffffffff" + "00" + "0104726f6f74"
            + "2c" + "04" + "022f66" + "01" + "a403" + "00" + "00" + "0100000000000000" + "e807"
            + "0503058101" + "0a050161020708" + "0b09" + "0000030a" + "0a00c80101" + "0c00",
            Convert.ToHexStringLower(block.Written));
    }

    [Fact]
    public void Write_Header_GivesTheseBytes()
    {
        ByteWriter writer = new();
        ManifestHeaderCodec.Write(writer, new ManifestHeader
        {
            Archive = new ArchiveId(Guid.Parse("00112233-4455-6677-8899-aabbccddeeff")),
            Machine = new MachineId(Guid.Parse("ffeeddcc-bbaa-9988-7766-554433221100")),
            MachineName = "pc",
            Created = DateTimeOffset.UnixEpoch.AddSeconds(1),
            Roots = ["/"u8.ToArray()],
            Excludes = ["*.o"],
            AgentVersion = "1",
        });

        Assert.Equal(
            Convert.ToHexStringLower(Encoding.ASCII.GetBytes("MONITMAN")) + "01000000" + "59000000"
            + "010010000000" + "00112233445566778899aabbccddeeff" + "020010000000" + "ffeeddccbbaa99887766554433221100"
            + "030002000000" + "7063" + "040008000000" + "8096980000000000" + "050001000000" + "2f" + "060003000000" + "2a2e6f" + "070001000000" + "31",
            Convert.ToHexStringLower(writer.Written));
    }

    [Fact]
    public void TryParseFields_TruncationsAndSeededFlips_GiveErrorOrHeader()
    {
        ByteWriter writer = new();
        ManifestHeaderCodec.Write(writer, ManifestSamples.Header);
        byte[] fields = writer.Written[ManifestFormat.HeaderPrefixBytes..].ToArray();
        Assert.True(ManifestHeaderCodec.TryParseFields(fields, out _));
        for (int length = 0; length < fields.Length; length++)
        {
            // Cut between two optional fields it is a header still.
            _ = ManifestHeaderCodec.TryParseFields(fields.AsSpan(0, length), out _);
        }
        for (int seed = 0; seed < 10_000; seed++)
        {
            _ = ManifestHeaderCodec.TryParseFields(TestBytes.Flip(fields, new Random(seed)), out _);
        }
    }

    [Fact]
    public void TryParseAll_BlockIndexOfSeededFlips_GivesErrorOrBlocksWithinTheFile()
    {
        ByteWriter writer = new();
        for (int i = 0; i < 5; i++)
        {
            new ManifestBlockInfo
            {
                FirstPath = Encoding.ASCII.GetBytes($"/{i}"),
                OffsetBytes = 0,
                CompressedLength = 100,
                RawLength = 200,
                EntryCount = 3,
                Digest = new byte[32],
            }.Write(writer);
        }
        byte[] bytes = writer.Written.ToArray();
        Assert.True(ManifestBlockInfo.TryParseAll(bytes, 5, 50, 550, out var blocks));
        Assert.Equal([50L, 150, 250, 350, 450], blocks.Select(block => block.OffsetBytes));
        Assert.False(ManifestBlockInfo.TryParseAll(bytes, 4, 50, 550, out _));
        Assert.False(ManifestBlockInfo.TryParseAll(bytes, 6, 50, 550, out _));
        Assert.False(ManifestBlockInfo.TryParseAll(bytes, 5, 50, 551, out _));
        for (int seed = 0; seed < 10_000; seed++)
        {
            if (ManifestBlockInfo.TryParseAll(TestBytes.Flip(bytes, new Random(seed)), 5, 50, 550, out blocks))
            {
                Assert.Equal(550, blocks[^1].OffsetBytes + blocks[^1].CompressedLength);
            }
        }
    }

    [Fact]
    public void Open_HostileTrailerWithSoundDigest_IsRefusedBeforeMemoryIsTaken()
    {
        byte[] sound = ManifestSamples.Write(ManifestSamples.Header, [ManifestSamples.Directory("/")]);
        for (int seed = 0; seed < 3000; seed++)
        {
            Random random = new(seed);
            byte[] damaged = (byte[])sound.Clone();
            Span<byte> trailer = damaged.AsSpan(damaged.Length - ManifestTrailer.SizeBytes);
            trailer[random.Next(112)] ^= (byte)(1 << random.Next(8));
            SHA256.HashData(trailer[..112], trailer[112..]);
            try
            {
                using ManifestReader reader = ManifestReader.Open(new MemoryStream(damaged), "test");
                Assert.Equal(1, reader.EntryCount);
            }
            catch (VolumeFormatException error)
            {
                Assert.NotEmpty(error.Expected);
            }
        }
    }
}
