using System;
using System.Collections.Generic;
using System.Linq;
using CsCheck;
using Monitas.Imaging.Chunking;
using Xunit;

namespace Monitas.Imaging.Tests.Chunking;

public sealed class ContentCutterTests
{
    private static readonly Gen<byte[]> AnyFile = Gen.Select(
        Gen.OneOf(Gen.Int[0, 8_000], Gen.Int[60_000, 70_000], Gen.Int[200_000, 1_000_000]), Gen.Int, (length, seed) => TestBytes.Random(length, seed));

    [Fact]
    public void Feed_AnyFilesInAnyPieces_CutsTheSameAndKeepsTheLimits() =>
        Gen.Select(AnyFile.Array[0, 20], Gen.Int[100, 100_000]).Sample((files, piece) =>
        {
            List<byte[]> chunks = Cut(files, int.MaxValue);
            Assert.Equal(chunks.Select(Convert.ToHexString), Cut(files, piece).Select(Convert.ToHexString));
            Assert.True(files.SelectMany(file => file).SequenceEqual(chunks.SelectMany(chunk => chunk)));
            Assert.All(chunks, chunk => Assert.InRange(chunk.Length, 1, 4 * 1024 * 1024));
        }, iter: 20);

    [Fact]
    public void Cut_LongFile_HasChunksOfItsOwn()
    {
        byte[] own = TestBytes.Random(ContentCutter.SharedBelowBytes, 1);

        List<byte[]> chunks = Cut([TestBytes.Random(10, 2), own, TestBytes.Random(10, 3)], int.MaxValue);

        Assert.Equal([10, own.Length, 10], chunks.Select(chunk => chunk.Length));
    }

    [Fact]
    public void Cut_ShortFiles_ShareChunksOfAboutATargetAndNeverMoreThanTheMost()
    {
        List<byte[]> chunks = Cut([.. Enumerable.Range(0, 8_000).Select(i => TestBytes.Random(4_000 + (i % 100), i))], int.MaxValue);

        Assert.All(chunks, chunk => Assert.InRange(chunk.Length, 4_000, ContentCutter.MaxSharedBytes));
        Assert.InRange(chunks.Average(chunk => chunk.Length), 90_000, 170_000);
    }

    [Fact]
    public void Cut_OtherFilesBetween_LeavesMostChunksAsTheyWere()
    {
        List<byte[]> files = [.. Enumerable.Range(0, 2_000).Select(i => TestBytes.Random(1_000 + (i * 7919 % 20_000), i))];
        List<byte[]> mixed = [.. files];
        for (int i = 1; i <= 10; i++)
        {
            mixed.Insert(i * 180, TestBytes.Random(5_000, -i));
        }

        HashSet<string> before = [.. Cut([.. files], int.MaxValue).Select(Convert.ToHexString)];
        List<byte[]> after = Cut([.. mixed], int.MaxValue);

        // Each stranger costs the chunk in which it lies, and where that becomes too long for one perhaps the next.
        Assert.InRange(after.Count(chunk => !before.Contains(Convert.ToHexString(chunk))), 1, 25);
        Assert.True(after.Count > 100);
    }

    [Fact]
    public void Cut_KnownFiles_CutsWhereItAlwaysDid()
    {
        // Archives of all versions share chunks only while these numbers stay.
        uint state = 1;
        byte[] data = new byte[1_000_000];
        for (int i = 0; i < data.Length; i++)
        {
            state = unchecked((state * 1664525) + 1013904223);
            data[i] = (byte)(state >> 24);
        }
        List<byte[]> files = [];
        int at = 0;
        for (int length = 21_000; length > 3_000; length -= 300)
        {
            files.Add(data[at..(at + length)]);
            at += length;
        }

        Assert.Equal([121_500, 271_200, 106_800, 229_500], Cut([.. files], int.MaxValue).Select(chunk => chunk.Length));
    }

    private static List<byte[]> Cut(byte[][] files, int piece)
    {
        ContentCutter cutter = new();
        List<byte[]> chunks = [];
        List<byte> open = [];
        foreach (byte[] file in files)
        {
            EndIf(cutter.BeginFile(file.Length));
            for (int at = 0; at < file.Length;)
            {
                int taken = cutter.Feed(file.AsSpan(at, Math.Min(piece, file.Length - at)), out bool ends);
                open.AddRange(file.AsSpan(at, taken));
                at += taken;
                EndIf(ends);
            }
            EndIf(cutter.EndFile());
        }
        EndIf(true);
        return chunks;

        void EndIf(bool ends)
        {
            if (ends && open.Count > 0)
            {
                chunks.Add([.. open]);
                open.Clear();
            }
        }
    }
}
