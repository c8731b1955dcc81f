using System;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using Monitas.Imaging.Sealing;
using Monitas.Imaging.Sealing.Wire;
using Xunit;

namespace Monitas.Imaging.Tests.Sealing;

public sealed class SealedFileTests
{
    private const string Path = "INDEX.sealed";

    private static readonly VolumeKey Key = new([.. SealingSamples.FileKey.Secret]);

    /// <summary>Made with python3-cryptography from the table in FORMAT.md.</summary>
    [Fact]
    public void SealAll_KnownKeyAndSalt_GivesTheseBytes()
    {
        Assert.Equal(
            "4d4f4e49545345410100000000000100000102030405060708090a0b0c0d0e0ff4fe18f0fdcc01e76a8f7a8888b2374e518bc53b6f", Convert.ToHexStringLower(Seal("hello"u8)));
        byte[] big = [.. Enumerable.Range(0, 65_539).Select(i => (byte)(i % 251))];
        Assert.Equal("13c0efe83eadab6869ae5f1d466b9536c49310da1cb124979fb428b9a4d1e5ca", Convert.ToHexStringLower(SHA256.HashData(Seal(big))));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(65_535)]
    [InlineData(65_536)]
    [InlineData(65_537)]
    [InlineData(131_072)]
    [InlineData(300_000)]
    public void Read_FromAnywhere_GivesThePlainBytes(int length)
    {
        byte[] plain = TestBytes.Random(length, length);
        byte[] whole = Seal(plain);
        Assert.Equal(SealedFileFormat.LengthFor(length), whole.Length);
        using SealedFileStream stream = Open(whole);
        Assert.Equal(length, stream.Length);
        byte[] back = new byte[length];
        stream.ReadExactly(back);
        Assert.Equal(plain, back);
        Assert.Equal(0, stream.Read(new byte[1]));
        Random random = new(length);
        for (int i = 0; i < 30 && length > 0; i++)
        {
            int at = random.Next(length);
            int count = random.Next(length - at + 1);
            stream.Position = at;
            stream.ReadExactly(back.AsSpan(0, count));
            Assert.True(back.AsSpan(0, count).SequenceEqual(plain.AsSpan(at, count)));
        }
    }

    [Fact]
    public void Read_CutAnywhere_IsDamaged()
    {
        byte[] whole = Seal(TestBytes.Random(150_000, 1));
        foreach (int length in Enumerable.Range(0, 100).Concat(Enumerable.Range(1, 3).SelectMany(n => Enumerable.Range(32 + (n * 65_552) - 20, 40))).Where(length => length < whole.Length))
        {
            Assert.Throws<VolumeFormatException>(() => ReadAll(whole[..length]));
        }
        Assert.Throws<VolumeFormatException>(() => ReadAll([.. whole, 0]));
        Assert.Throws<VolumeFormatException>(() => ReadAll([.. whole, .. new byte[70_000]]));
    }

    [Fact]
    public void Read_AnyFlipOrSwappedSegmentsOrOtherName_IsDamaged()
    {
        byte[] whole = Seal(TestBytes.Random(200_000, 2));
        Random random = new(3);
        for (int i = 0; i < 300; i++)
        {
            byte[] damaged = TestBytes.Flip(whole, random);
            Assert.Throws<VolumeFormatException>(() => ReadAll(damaged));
        }
        byte[] swapped = [.. whole[..32], .. whole[65_584..131_136], .. whole[32..65_584], .. whole[131_136..]];
        Assert.Throws<VolumeFormatException>(() => ReadAll(swapped));
        Assert.Throws<VolumeFormatException>(() => new SealedFileStream(new MemoryStream(whole), Key, "OTHER.sealed", "other"));
        Assert.Throws<VolumeFormatException>(() => new SealedFileStream(new MemoryStream(whole), new VolumeKey([.. SealingSamples.Key.Secret]), Path, "other key"));
    }

    private static byte[] Seal(ReadOnlySpan<byte> plain)
    {
        using FileSealer sealer = new(Key, Path, [.. Enumerable.Range(0, 16).Select(i => (byte)i)]);
        return sealer.SealAll(plain);
    }

    private static SealedFileStream Open(byte[] bytes) => new(new MemoryStream(bytes), Key, Path, "file");

    private static void ReadAll(byte[] bytes)
    {
        using SealedFileStream stream = Open(bytes);
        stream.CopyTo(Stream.Null);
    }
}
