using System.Collections.Generic;
using Monitas.Agent.Jobs;
using Xunit;

namespace Monitas.Agent.Tests.Jobs;

public sealed class ChunkBuffersTests
{
    private const int Mib = 1024 * 1024;

    [Fact]
    public void Rent_OfAnyLength_IsLongEnoughAndNotMuchLonger()
    {
        ChunkBuffers buffers = new();
        foreach (int bytes in (int[])[1, 52, ChunkBuffers.StepBytes, ChunkBuffers.StepBytes + 1, Mib, (4 * Mib) - 1, 4 * Mib, (4 * Mib) + 100])
        {
            byte[] buffer = buffers.Rent(bytes);
            Assert.InRange(buffer.Length, bytes, bytes + ChunkBuffers.StepBytes - 1);
            buffers.Return(buffer);
        }
    }

    [Fact]
    public void Rent_AfterReturn_GivesTheShortestThatFits()
    {
        ChunkBuffers buffers = new();
        byte[] small = buffers.Rent(Mib);
        byte[] middle = buffers.Rent(Mib + (Mib / 4));
        byte[] large = buffers.Rent(4 * Mib);
        buffers.Return(large);
        buffers.Return(middle);
        buffers.Return(small);

        Assert.Same(small, buffers.Rent(Mib - 1));
        Assert.Same(middle, buffers.Rent(Mib - 1));
        Assert.NotSame(large, buffers.Rent(Mib - 1));
        Assert.Same(large, buffers.Rent(3 * Mib));
    }

    [Fact]
    public void Return_ManyOfManyLengths_KeepsNoMoreThanTheLimit()
    {
        ChunkBuffers buffers = new();
        for (int round = 0; round < 50; round++)
        {
            List<byte[]> used = [];
            for (int i = 0; i < 10; i++)
            {
                used.Add(buffers.Rent((((round * 7) + (i * 11)) % 32 * ChunkBuffers.StepBytes) + 1));
            }
            used.ForEach(buffers.Return);
            Assert.InRange(buffers.Bytes, 1, ChunkBuffers.MaxBytes);
        }
    }

    [Fact]
    public void Rent_MoreInUseThanTheLimit_StillGivesBuffersAndIsBelowItAgainLater()
    {
        ChunkBuffers buffers = new();
        List<byte[]> used = [];
        for (int i = 0; i < 12; i++)
        {
            used.Add(buffers.Rent(4 * Mib));
        }
        Assert.Equal(48L * Mib, buffers.Bytes);
        used.ForEach(buffers.Return);

        buffers.Return(buffers.Rent(Mib));

        Assert.InRange(buffers.Bytes, 1, ChunkBuffers.MaxBytes);
    }
}
