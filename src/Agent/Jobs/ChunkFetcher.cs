using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;
using System.Threading.Channels;
using System.Threading.Tasks;
using Monitas.Contracts.Ids;
using Monitas.Contracts.Messages;
using Monitas.Imaging.Compression;
using Monitas.Imaging.Packs;

namespace Monitas.Agent.Jobs;

/// <summary>
/// Fetches chunks: reads their frames from the server, unpacks them on all cores and checks every one against its id. A stream that
/// breaks is asked for again from the first chunk that did not come, and a damaged chunk is asked for once more, checked by the server. What
/// the server has lost comes as <see cref="FetchedChunk.Lost"/>: the files that do not need it are none the worse.
/// </summary>
/// <param name="server">The server.</param>
/// <param name="codecs">Unpack.</param>
/// <param name="clock">Times the pauses between attempts.</param>
internal sealed class ChunkFetcher(IArchiveServer server, CodecPool codecs, TimeProvider clock)
{
    private const int MaxBreaks = 6;

    /// <summary>
    /// So many lost chunks one after the other are no damage any more, though the server sees its store (where it is away, it says so): a restore would leave
    /// out all that is left.
    /// </summary>
    internal const int MaxLostInARow = 256;

    private readonly ChunkBuffers _buffers = new();
    private long _receivedBytes;
    private int _lostInARow;

    /// <summary>Bytes of frames that have come.</summary>
    internal long ReceivedBytes => Interlocked.Read(ref _receivedBytes);

    /// <summary>Fetches chunks in this order into the channel, whose bound limits the memory. The channel stays open.</summary>
    /// <exception cref="ArchiveServerException">They cannot be had.</exception>
    internal async Task FetchAsync(IReadOnlyList<ChunkId> ids, ChannelWriter<Task<FetchedChunk>> output, CancellationToken cancellationToken)
    {
        int done = 0;
        int breaks = 0;
        while (done < ids.Count)
        {
            int before = done;
            string trouble = "the connection ended too early";
            try
            {
                ChunkId[] rest = Rest(ids, done);
                Stream stream = await server.FetchChunksAsync(rest, cancellationToken).ConfigureAwait(false);
                await using (stream.ConfigureAwait(false))
                {
                    ChunkFrameReader reader = new(stream);
                    while (done < ids.Count && await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
                    {
                        await output.WriteAsync(Take(reader, ids[done], cancellationToken), cancellationToken).ConfigureAwait(false);
                        done++;
                        _lostInARow = 0;
                    }
                }
            }
            catch (ArchiveServerException lost) when (lost.Code == ErrorCode.Corrupt)
            {
                if (++_lostInARow >= MaxLostInARow)
                {
                    throw new ArchiveServerException(
                        $"{MaxLostInARow} chunks in a row cannot be had. Is the server's store mounted and whole? The last one: {lost.Message}", isTransient: false, inner: lost);
                }
                await output.WriteAsync(Task.FromResult(FetchedChunk.Lost(ids[done], lost.Message)), cancellationToken).ConfigureAwait(false);
                done++;
            }
            catch (Exception broken) when (broken is IOException or ChunkFrameException)
            {
                trouble = broken.Message;
            }
            breaks = done > before ? 0 : breaks + 1;
            if (done == before)
            {
                await PauseAsync(ids[done], breaks, trouble, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Fetches a few chunks. The caller disposes them.</summary>
    /// <exception cref="ArchiveServerException">They cannot be had.</exception>
    internal async Task<Dictionary<ChunkId, FetchedChunk>> FetchFewAsync(IReadOnlyList<ChunkId> ids, CancellationToken cancellationToken)
    {
        Channel<Task<FetchedChunk>> channel = Channel.CreateUnbounded<Task<FetchedChunk>>();
        await FetchAsync(ids, channel.Writer, cancellationToken).ConfigureAwait(false);
        Dictionary<ChunkId, FetchedChunk> chunks = [];
        while (channel.Reader.TryRead(out Task<FetchedChunk>? chunk))
        {
            FetchedChunk fetched = await chunk.ConfigureAwait(false);
            chunks.Add(fetched.Id, fetched);
        }
        return chunks;
    }

    private Task<FetchedChunk> Take(ChunkFrameReader reader, ChunkId wanted, CancellationToken cancellationToken)
    {
        if (reader.Header.Id != wanted)
        {
            throw new ArchiveServerException($"The server sent chunk {reader.Header.Id} instead of {wanted}; restart the server and try again.", isTransient: false);
        }
        int length = reader.Frame.Length;
        int plainLength = reader.Header.RawLength;
        byte[] frame = _buffers.Rent(length);
        reader.Frame.CopyTo(frame);
        Interlocked.Add(ref _receivedBytes, length);
        return Task.Run(
            async () =>
            {
                FetchedChunk? chunk = Decode(frame.AsSpan(0, length), plainLength, wanted, out _);
                _buffers.Return(frame);
                return chunk ?? await FetchCheckedAsync(wanted, cancellationToken).ConfigureAwait(false);
            },
            cancellationToken);
    }

    /// <summary>The server looks closely now: it says where the damage lies, or its second reading is sound.</summary>
    private async Task<FetchedChunk> FetchCheckedAsync(ChunkId wanted, CancellationToken cancellationToken)
    {
        ChunkFrameError why;
        try
        {
            Stream stream = await server.FetchCheckedChunkAsync(wanted, cancellationToken).ConfigureAwait(false);
            await using (stream.ConfigureAwait(false))
            {
                ChunkFrameReader reader = new(stream);
                why = await reader.ReadAsync(cancellationToken).ConfigureAwait(false) ? ChunkFrameError.None : ChunkFrameError.Truncated;
                if (why == ChunkFrameError.None && Decode(reader.Frame.Span, reader.Header.RawLength, wanted, out why) is { } chunk)
                {
                    return chunk;
                }
            }
        }
        catch (ArchiveServerException lost) when (lost.Code == ErrorCode.Corrupt)
        {
            return FetchedChunk.Lost(wanted, lost.Message);
        }
        catch (Exception broken) when (broken is IOException or ChunkFrameException)
        {
            throw new ArchiveServerException($"Chunk {wanted} came damaged, and asking for it again failed: {broken.Message}", isTransient: true, inner: broken);
        }
        throw new ArchiveServerException($"Chunk {wanted} came damaged twice ({why}) though the server holds it for sound; check this machine's memory.", isTransient: false);
    }

    /// <summary>The chunk; null when the frame is damaged.</summary>
    private FetchedChunk? Decode(ReadOnlySpan<byte> frame, int plainLength, ChunkId wanted, out ChunkFrameError why)
    {
        byte[] plain = _buffers.Rent(plainLength);
        ZstdCodec codec = codecs.Rent();
        bool sound = ChunkFrame.TryDecode(frame, codec, plain, out ChunkFrameHeader header, out why) && header.Id == wanted;
        codecs.Return(codec);
        if (!sound)
        {
            _buffers.Return(plain);
            return null;
        }
        return new FetchedChunk(wanted, _buffers, plain, plainLength);
    }

    private async Task PauseAsync(ChunkId next, int breaks, string trouble, CancellationToken cancellationToken)
    {
        if (breaks >= MaxBreaks)
        {
            throw new ArchiveServerException($"The server does not deliver chunk {next}: {trouble}", isTransient: true);
        }
        await Task.Delay(TimeSpan.FromSeconds(1 << breaks), clock, cancellationToken).ConfigureAwait(false);
    }

    private static ChunkId[] Rest(IReadOnlyList<ChunkId> ids, int done)
    {
        ChunkId[] rest = new ChunkId[ids.Count - done];
        for (int i = 0; i < rest.Length; i++)
        {
            rest[i] = ids[done + i];
        }
        return rest;
    }
}
