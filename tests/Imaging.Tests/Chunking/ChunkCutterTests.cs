using System;
using System.Collections.Generic;
using System.Linq;
using CsCheck;
using Monitas.Imaging.Chunking;
using Xunit;

namespace Monitas.Imaging.Tests.Chunking;

public sealed class ChunkCutterTests
{
    private static readonly ChunkingSettings Small = new(256, 1024, 4096);

    [Fact]
    public void Feed_AnyPieces_CutsTheSame() =>
        Gen.Select(Gen.Int[0, 100_000], Gen.Int[0, int.MaxValue], Gen.Int[1, 5000].Array[1, 50]).Sample((length, seed, pieces) =>
        {
            byte[] data = TestBytes.Random(length, seed);
            Assert.Equal(Cut(data, [int.MaxValue], Small), Cut(data, pieces, Small));
        }, iter: 200);

    [Fact]
    public void Feed_RandomData_KeepsTheLimitsAndTheTarget()
    {
        List<int> lengths = Cut(TestBytes.Random(4_000_000, 1), [int.MaxValue], Small);

        Assert.All(lengths.SkipLast(1), length => Assert.InRange(length, Small.MinBytes, Small.MaxBytes));
        Assert.InRange(lengths.Average(), 900, 1400);
    }

    [Fact]
    public void Feed_DefaultSettings_GivesChunksOfAboutOneMebibyte()
    {
        List<int> lengths = Cut(TestBytes.Random(128 * 1024 * 1024, 2), [1 << 20], ChunkingSettings.Default);

        Assert.All(lengths.SkipLast(1), length => Assert.InRange(length, 256 * 1024, 4 * 1024 * 1024));
        Assert.InRange(lengths.Average(), 0.9 * 1024 * 1024, 1.4 * 1024 * 1024);
    }

    [Theory]
    [InlineData(0x00)]
    [InlineData(0x20)]
    [InlineData(0xFF)]
    public void Feed_OneValueOnly_CutsAtTheMaximum(byte value)
    {
        const int Max = 4 * 1024 * 1024;
        byte[] data = new byte[(2 * Max) + 1808];
        Array.Fill(data, value);
        Assert.Equal([Max, Max, 1808], Cut(data, [77_777], ChunkingSettings.Default));
    }

    [Fact]
    public void Feed_BytesInserted_CutsTheRestAsBefore()
    {
        byte[] data = TestBytes.Random(200_000, 3);
        byte[] changed = [.. data[..50_000], 1, 2, 3, .. data[50_000..]];

        HashSet<int> endsBefore = [.. EndsFromBack(Cut(data, [int.MaxValue], Small))];
        List<int> endsAfter = EndsFromBack(Cut(changed, [int.MaxValue], Small));

        // Of what comes after the insertion (150,000 bytes) all but a few first cuts are where they were.
        List<int> behind = endsAfter.Where(end => end < 140_000).ToList();
        Assert.True(behind.Count > 80);
        Assert.All(behind, end => Assert.Contains(end, endsBefore));
    }

    [Fact]
    public void Feed_KnownBytes_CutsWhereItAlwaysDid()
    {
        // Archives of all versions share chunks only while these numbers stay.
        byte[] data = new byte[10_000];
        uint state = 1;
        for (int i = 0; i < data.Length; i++)
        {
            state = unchecked((state * 1664525) + 1013904223);
            data[i] = (byte)(state >> 24);
        }

        Assert.Equal([1401, 1411, 440, 1162, 533, 1565, 948, 1576, 605, 359], Cut(data, [int.MaxValue], Small));
    }

    [Theory]
    [InlineData(63, 1024, 4096)]
    [InlineData(1024, 1024, 4096)]
    [InlineData(256, 1000, 4096)]
    [InlineData(256, 1024, 1023)]
    public void Settings_OutOfOrder_AreRefused(int min, int target, int max) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new ChunkingSettings(min, target, max));

    private static List<int> Cut(byte[] data, int[] pieces, ChunkingSettings settings)
    {
        ChunkCutter cutter = new(settings);
        List<int> lengths = [];
        int chunk = 0;
        int at = 0;
        for (int turn = 0; at < data.Length; turn++)
        {
            int end = at + Math.Min(pieces[turn % pieces.Length], data.Length - at);
            while (at < end)
            {
                int taken = cutter.Feed(data.AsSpan(at, end - at), out bool ends);
                at += taken;
                chunk += taken;
                if (ends)
                {
                    lengths.Add(chunk);
                    chunk = 0;
                }
            }
        }
        if (chunk > 0)
        {
            lengths.Add(chunk);
        }
        return lengths;
    }

    private static List<int> EndsFromBack(List<int> lengths)
    {
        List<int> ends = [];
        int end = 0;
        for (int i = lengths.Count - 1; i > 0; i--)
        {
            end += lengths[i];
            ends.Add(end);
        }
        return ends;
    }
}
