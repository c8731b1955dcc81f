using System;
using CsCheck;
using Monitas.Imaging.Compression;
using Xunit;

namespace Monitas.Imaging.Tests.Compression;

public sealed class ZstdCodecTests
{
    [Fact]
    public void TryDecompress_OfCompress_GivesTheBytes()
    {
        using ZstdCodec codec = new();
        Gen.Byte.Array[0, 5000].Sample(data =>
        {
            byte[] frame = Compress(codec, data);
            byte[] back = new byte[data.Length];
            Assert.True(codec.TryDecompress(frame, back, out int written));
            Assert.Equal(data.Length, written);
            Assert.Equal(data, back);
        }, iter: 500, threads: 1);
    }

    [Fact]
    public void TryDecompress_DestinationTooShort_IsRefused()
    {
        using ZstdCodec codec = new();
        byte[] frame = Compress(codec, new byte[1000]);

        Assert.False(codec.TryDecompress(frame, new byte[999], out int written));
        Assert.Equal(0, written);
    }

    [Fact]
    public void TryDecompress_TwoFramesOrTrailingBytes_IsRefused()
    {
        using ZstdCodec codec = new();
        byte[] frame = Compress(codec, TestBytes.Text(1000, 1));

        Assert.False(codec.TryDecompress([.. frame, .. frame], new byte[5000], out _));
        Assert.False(codec.TryDecompress([.. frame, 0], new byte[5000], out _));
    }

    [Fact]
    public void TryDecompress_EveryTruncation_IsRefused()
    {
        using ZstdCodec codec = new();
        byte[] data = TestBytes.Text(3000, 1);
        byte[] frame = Compress(codec, data);
        for (int length = 0; length < frame.Length; length++)
        {
            Assert.False(codec.TryDecompress(frame.AsSpan(0, length), new byte[data.Length], out _));
        }
    }

    [Fact]
    public void TryDecompress_SeededFlips_GiveErrorOrBytesOnly()
    {
        using ZstdCodec codec = new();
        byte[] data = TestBytes.Text(3000, 1);
        byte[] frame = Compress(codec, data);
        byte[] destination = new byte[data.Length];
        for (int seed = 0; seed < 3000; seed++)
        {
            if (codec.TryDecompress(TestBytes.Flip(frame, new Random(seed)), destination, out int written))
            {
                Assert.InRange(written, 0, destination.Length);
            }
        }
        Assert.True(codec.TryDecompress(frame, destination, out _));
        Assert.Equal(data, destination);
    }

    [Fact]
    public void Compress_DestinationTooShort_Throws()
    {
        using ZstdCodec codec = new();
        Assert.Throws<ArgumentException>(() => codec.Compress(new byte[100], new byte[100]));
    }

    private static byte[] Compress(ZstdCodec codec, byte[] data)
    {
        byte[] room = new byte[ZstdCodec.MaxCompressedLength(data.Length)];
        return room[..codec.Compress(data, room)];
    }
}
