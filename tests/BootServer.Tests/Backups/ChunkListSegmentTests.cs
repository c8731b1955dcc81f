using System;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using Monitas.BootServer.Backups;
using Monitas.BootServer.Backups.Wire;
using Monitas.Contracts.Ids;
using Xunit;

namespace Monitas.BootServer.Tests.Backups;

public sealed class ChunkListSegmentTests : IDisposable
{
    private static readonly Guid Source = Guid.Parse("00112233-4455-6677-8899-aabbccddeeff");
    private static readonly ChunkId[] Ids = [.. Enumerable.Range(0, 5).Select(i => ChunkId.Of([(byte)i]))];

    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void ToBytes_OneChunk_AreTheBytesOfTheTable()
    {
        byte[] bytes = new ChunkListSegment(Source, [Ids[0]]).ToBytes();

        Assert.Equal("4D4B4331" + "01000000" + "00112233445566778899AABBCCDDEEFF" + Convert.ToHexString(SHA256.HashData([0])), Convert.ToHexString(bytes[..56]));
        Assert.Equal(SHA256.HashData(bytes[..56]), bytes[56..]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    [InlineData(5000)]
    public void Read_WhatWasAppended_IsTheSame(int count)
    {
        ChunkId[] many = [.. Enumerable.Range(0, count).Select(i => ChunkId.Of(BitConverter.GetBytes(i)))];
        ChunkListFile file = new(_path);
        file.Append(Source, many);
        file.Append(Guid.Empty, Ids);

        ChunkListContent content = file.Read();

        Assert.Equal([Source, Guid.Empty], content.Segments.Select(segment => segment.Source));
        Assert.Equal([many, Ids], content.Segments.Select(segment => segment.Chunks));
        Assert.Equal([.. many, .. Ids], content.Chunks[..(count + Ids.Length)]);
    }

    [Fact]
    public void Read_CutOrWithAnyBitFlipped_KeepsWhatStandsBefore()
    {
        byte[] before = new ChunkListSegment(Guid.Empty, Ids[..1]).ToBytes();
        byte[] bytes = [.. before, .. new ChunkListSegment(Source, Ids).ToBytes()];
        for (int length = before.Length; length < bytes.Length; length++)
        {
            Check(bytes[..length]);
        }
        for (int bit = before.Length * 8; bit < bytes.Length * 8; bit++)
        {
            byte[] damaged = (byte[])bytes.Clone();
            damaged[bit / 8] ^= (byte)(1 << (bit % 8));
            Check(damaged);
        }

        void Check(byte[] damaged)
        {
            File.WriteAllBytes(_path, damaged);
            Assert.Equal(Ids[..1], Assert.Single(new ChunkListFile(_path).Read().Segments).Chunks);
            Assert.Equal(before, File.ReadAllBytes(_path));
        }
    }

    [Fact]
    public void ChunkSet_Contains_WhatWasPutInOnceOrMore()
    {
        ChunkSet set = new([Ids[3], Ids[0], Ids[3], Ids[1], Ids[2]], 4);

        Assert.Equal(3, set.Count);
        Assert.Equal([true, true, false, true, false], Ids.Select(set.Contains));
    }
}
