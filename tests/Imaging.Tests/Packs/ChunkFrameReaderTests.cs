using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Contracts.Ids;
using Monitas.Imaging.Compression;
using Monitas.Imaging.Packs;
using Xunit;

namespace Monitas.Imaging.Tests.Packs;

public sealed class ChunkFrameReaderTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ReadAsync_OfWriter_GivesTheFramesInOrder()
    {
        using ZstdCodec codec = new();
        using MemoryStream stream = new();
        ChunkFrameWriter writer = new(stream, codec);
        List<byte[]> chunks = [TestBytes.Text(10, 1), TestBytes.Random(3_000_000, 2), TestBytes.Text(700_000, 3)];
        foreach (byte[] chunk in chunks)
        {
            await writer.WriteAsync(ChunkId.Of(chunk), chunk, Cancel);
        }
        Assert.Equal(stream.Length, writer.WrittenBytes);

        ChunkFrameReader reader = new(new TricklingStream(stream.ToArray()));
        foreach (byte[] chunk in chunks)
        {
            Assert.True(await reader.ReadAsync(Cancel));
            Assert.Equal(ChunkId.Of(chunk), reader.Header.Id);
            Assert.True(ChunkFrame.TryDecode(reader.Frame.Span, codec, out byte[] raw, out _, out _));
            Assert.Equal(chunk, raw);
        }
        Assert.False(await reader.ReadAsync(Cancel));
        Assert.Equal(stream.Length, reader.ReadBytes);
    }

    [Fact]
    public async Task ReadAsync_EveryTruncation_SaysTruncatedAndWhere()
    {
        using ZstdCodec codec = new();
        byte[] first = ChunkFrame.Encode(TestBytes.Text(100, 1), codec);
        byte[] both = [.. first, .. ChunkFrame.Encode(TestBytes.Text(200, 2), codec)];
        for (int length = first.Length + 1; length < both.Length; length++)
        {
            ChunkFrameReader reader = new(new MemoryStream(both, 0, length));
            Assert.True(await reader.ReadAsync(Cancel));
            ChunkFrameException error = await Assert.ThrowsAsync<ChunkFrameException>(async () => await reader.ReadAsync(Cancel));
            Assert.Equal(ChunkFrameError.Truncated, error.Error);
            Assert.Equal(first.Length, error.OffsetBytes);
        }
    }

    [Fact]
    public async Task ReadAsync_HugeLengths_AreRefusedBeforeMemoryIsTaken()
    {
        byte[] header = new byte[ChunkFrameHeader.SizeBytes];
        new ChunkFrameHeader(default, int.MaxValue, int.MaxValue - 100).WriteTo(header);
        ChunkFrameReader reader = new(new MemoryStream(header));

        ChunkFrameException error = await Assert.ThrowsAsync<ChunkFrameException>(async () => await reader.ReadAsync(Cancel));
        Assert.Equal(ChunkFrameError.BadLength, error.Error);
    }

    /// <summary>Gives a few bytes a read, as a socket may.</summary>
    private sealed class TricklingStream(byte[] bytes) : MemoryStream(bytes)
    {
        private int _turn;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(buffer.Length, 1 + (_turn++ % 50_000))], cancellationToken);
    }
}
