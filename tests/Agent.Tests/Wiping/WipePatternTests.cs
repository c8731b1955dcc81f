using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Linq;
using Monitas.Agent.Wiping;
using Monitas.Contracts.Wiping;
using Xunit;

namespace Monitas.Agent.Tests.Wiping;

public sealed class WipePatternTests
{
    /// <summary>The numbers that SplitMix64's reference code gives for seed 1234567.</summary>
    [Fact]
    public void Fill_Random_IsSplitMix64()
    {
        byte[] bytes = new byte[24];

        new RandomPattern(1234567).Fill(bytes, 0);

        Assert.Equal(
            [6457827717110365317UL, 3203168211198807973UL, 9817491932198370423UL],
            Enumerable.Range(0, 3).Select(i => BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(8 * i))));
    }

    [Fact]
    public void Fill_Random_IsTheSameAtAPlaceHoweverItIsCut()
    {
        RandomPattern pattern = new(42);
        byte[] whole = new byte[8192];
        pattern.Fill(whole, 1L << 40);

        byte[] part = new byte[1003];
        pattern.Fill(part, (1L << 40) + 4096);

        Assert.Equal(whole.AsSpan(4096, 1003).ToArray(), part);
    }

    [Fact]
    public void Passes_ThreePasses_AreZerosOnesAndRandom()
    {
        IReadOnlyList<IWipePattern> passes = Overwriter.Passes(WipeTechnique.OverwriteThreePasses, 7);

        byte[] bytes = new byte[16];
        passes[0].Fill(bytes, 0);
        Assert.All(bytes, b => Assert.Equal(0, b));
        passes[1].Fill(bytes, 0);
        Assert.All(bytes, b => Assert.Equal(0xff, b));
        Assert.IsType<RandomPattern>(passes[2]);
        Assert.Equal(3, passes.Count);
    }

    [Theory]
    [InlineData(4096)]
    [InlineData(4096 + 512)]
    [InlineData(65536)]
    [InlineData((64L << 20) + 512)]
    [InlineData(4L << 40)]
    public void Choose_AnySize_StaysOnTheDiskAndTakesBothEnds(long sizeBytes)
    {
        for (int seed = 0; seed < 20; seed++)
        {
            WipeSamples samples = WipeSamples.Choose(sizeBytes, new Random(seed));
            long[] all = [.. samples.Marked.Concat(samples.Untouched).Order()];

            Assert.Equal((0, sizeBytes - 4096), (samples.Marked[0], samples.Marked[^1]));
            Assert.All(all, place => Assert.True(place % 512 == 0 && place >= 0 && place + 4096 <= sizeBytes));
            // Only on a disk that is hardly larger than a block may the first and the last block lie across each other.
            Assert.True(sizeBytes < 8192 || all.Zip(all.Skip(1)).All(p => p.First + 4096 <= p.Second));
        }
    }

    [Fact]
    public void Choose_LargeDisk_TakesTwoPlacesInEachOfAThousandParts()
    {
        const long size = 4L << 40;
        WipeSamples samples = WipeSamples.Choose(size, new Random(1));

        Assert.InRange(samples.Marked.Count, 1000, 1002);
        Assert.InRange(samples.Untouched.Count, 998, 1000);
        Assert.All(samples.Untouched.Zip(samples.Untouched.Skip(1)), p => Assert.True(p.Second - p.First < 2 * (size / 1000)));
    }
}
