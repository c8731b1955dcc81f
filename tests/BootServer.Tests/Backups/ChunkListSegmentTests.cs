using System;
using System.Linq;
using System.Security.Cryptography;
using Monitas.BootServer.Backups;
using Monitas.BootServer.Backups.Wire;
using Monitas.Contracts.Ids;
using Xunit;

namespace Monitas.BootServer.Tests.Backups;

public sealed class ChunkListSegmentTests
{
    private static readonly Guid Source = Guid.Parse("00112233-4455-6677-8899-aabbccddeeff");
    private static readonly ChunkId[] Ids = [.. Enumerable.Range(0, 5).Select(i => ChunkId.Of([(byte)i]))];

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
    public void TryParse_WhatWasWritten_IsTheSame(int count)
    {
        byte[] bytes = new ChunkListSegment(Source, Ids[..count]).ToBytes();

        Assert.True(ChunkListSegment.TryParse([.. bytes, 1, 2, 3], out ChunkListSegment segment, out int length));
        Assert.Equal((Source, bytes.Length), (segment.Source, length));
        Assert.Equal(Ids[..count], segment.Chunks);
    }

    [Fact]
    public void TryParse_CutOrWithAnyBitFlipped_IsRefused()
    {
        byte[] bytes = new ChunkListSegment(Source, Ids).ToBytes();
        for (int length = 0; length < bytes.Length; length++)
        {
            Assert.False(ChunkListSegment.TryParse(bytes.AsSpan(0, length), out _, out _));
        }
        for (int bit = 0; bit < bytes.Length * 8; bit++)
        {
            byte[] damaged = (byte[])bytes.Clone();
            damaged[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.False(ChunkListSegment.TryParse(damaged, out _, out _));
        }
    }

    [Fact]
    public void ChunkSet_Contains_WhatWasPutInOnceOrMore()
    {
        ChunkSet set = new([Ids[3], Ids[0], Ids[3], Ids[1]]);

        Assert.Equal(3, set.Count);
        Assert.Equal([true, true, false, true, false], Ids.Select(set.Contains));
    }
}
