using System;
using System.Linq;
using CsCheck;
using Monitas.Contracts.Ids;
using Monitas.Imaging.Compression;
using Monitas.Imaging.Packs;
using Xunit;

namespace Monitas.Imaging.Tests.Packs;

public sealed class ChunkFrameTests
{
    [Fact]
    public void WriteTo_Header_GivesTheseBytes()
    {
        byte[] bytes = new byte[ChunkFrameHeader.SizeBytes];
        ChunkFrameHeader header = new(new ChunkId(Enumerable.Range(1, 32).Select(i => (byte)i).ToArray()), 0x102030, 0x0405);

        Assert.Equal(52, header.WriteTo(bytes));
        Assert.Equal(
            "5d2a4d182c00000001000000" + "3020100005040000" + "0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20",
            Convert.ToHexStringLower(bytes));
    }

    [Fact]
    public void TryDecode_OfEncode_GivesTheBytes()
    {
        using ZstdCodec codec = new();
        Gen.Byte.Array[1, 5000].Sample(raw =>
        {
            byte[] frame = ChunkFrame.Encode(raw, codec);
            Assert.True(ChunkFrame.TryDecode(frame, codec, out byte[] back, out ChunkFrameHeader header, out ChunkFrameError why));
            Assert.Equal(raw, back);
            Assert.Equal(ChunkFrameError.None, why);
            Assert.Equal(new ChunkFrameHeader(ChunkId.Of(raw), raw.Length, frame.Length - 52), header);
        }, iter: 500, threads: 1);
    }

    [Fact]
    public void TryDecode_LongestChunk_IsTaken()
    {
        using ZstdCodec codec = new();
        byte[] raw = TestBytes.Random(ChunkFrameHeader.MaxRawLength, 1);
        byte[] frame = ChunkFrame.Encode(raw, codec);

        Assert.True(ChunkFrame.TryDecode(frame, codec, out byte[] back, out _, out _));
        Assert.Equal(ChunkId.Of(raw), ChunkId.Of(back));
        Assert.Throws<ArgumentException>(() => ChunkFrame.Encode(new byte[ChunkFrameHeader.MaxRawLength + 1], codec));
        Assert.Throws<ArgumentException>(() => ChunkFrame.Encode([], codec));
    }

    [Theory]
    [InlineData(0, 0x5C, ChunkFrameError.NotAChunkFrame)]
    [InlineData(4, 0x2D, ChunkFrameError.NotAChunkFrame)]
    [InlineData(8, 2, ChunkFrameError.UnsupportedVersion)]
    [InlineData(9, 1, ChunkFrameError.UnknownFlags)]
    [InlineData(11, 1, ChunkFrameError.UnknownFlags)]
    [InlineData(15, 1, ChunkFrameError.BadLength)]
    [InlineData(19, 1, ChunkFrameError.BadLength)]
    [InlineData(16, 255, ChunkFrameError.Truncated)]
    [InlineData(12, 99, ChunkFrameError.BadCompressedData)]
    [InlineData(20, 1, ChunkFrameError.IdMismatch)]
    [InlineData(52, 1, ChunkFrameError.BadCompressedData)]
    public void TryDecode_OneByteWrong_SaysWhy(int offset, byte value, ChunkFrameError expected)
    {
        using ZstdCodec codec = new();
        byte[] frame = ChunkFrame.Encode(TestBytes.Text(300, 4), codec);
        Assert.NotEqual(value, frame[offset]);
        frame[offset] = value;

        Assert.False(ChunkFrame.TryDecode(frame, codec, out byte[] raw, out _, out ChunkFrameError why));
        Assert.Equal(expected, why);
        Assert.Empty(raw);
    }

    [Fact]
    public void TryDecode_EveryTruncation_SaysTruncated()
    {
        using ZstdCodec codec = new();
        byte[] frame = ChunkFrame.Encode(TestBytes.Text(300, 4), codec);
        for (int length = 0; length < frame.Length; length++)
        {
            Assert.False(ChunkFrame.TryDecode(frame.AsSpan(0, length), codec, out _, out _, out ChunkFrameError why));
            Assert.Equal(ChunkFrameError.Truncated, why);
        }
    }

    [Fact]
    public void TryDecode_SeededFlips_GivesNoOtherBytes()
    {
        using ZstdCodec codec = new();
        byte[] raw = TestBytes.Text(300, 4);
        byte[] frame = ChunkFrame.Encode(raw, codec);
        for (int seed = 0; seed < 5000; seed++)
        {
            if (ChunkFrame.TryDecode(TestBytes.Flip(frame, new Random(seed)), codec, out byte[] back, out ChunkFrameHeader header, out _))
            {
                Assert.Equal(header.Id, ChunkId.Of(back));
                Assert.Equal(raw, back);
            }
        }
    }

    [Fact]
    public void TryDecode_ShortDestination_Throws()
    {
        using ZstdCodec codec = new();
        byte[] frame = ChunkFrame.Encode(new byte[100], codec);
        Assert.Throws<ArgumentException>(() => ChunkFrame.TryDecode(frame, codec, new byte[99], out _, out _));
    }
}
