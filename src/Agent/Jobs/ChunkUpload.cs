using System;
using System.Buffers;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Channels;
using System.Threading.Tasks;
using Monitas.Contracts.Ids;
using Monitas.Imaging.Chunking;
using Monitas.Imaging.Compression;
using Monitas.Imaging.Packs;

namespace Monitas.Agent.Jobs;

/// <summary>
/// Hashes chunks, asks the server which it lacks, compresses those and sends them, in the order of the content stream. Hashing and
/// compression run on all cores; the memory is bounded by <see cref="MaxUnits"/>.
/// </summary>
internal sealed class ChunkUpload : IDisposable
{
    /// <summary>Buffers are counted in units of this many bytes; there are two sizes of them, one unit and as long as the longest chunk.</summary>
    private const int UnitBytes = ContentCutter.MaxSharedBytes;

    private const int LargeUnits = ChunkFrameHeader.MaxRawLength / UnitBytes;

    /// <summary>The most units in use: 24 MiB. What is idle is kept, so that as much again may be held in buffers of the other size.</summary>
    private const int MaxUnits = 48;

    /// <summary>The server is asked about chunks that take so many units together: a question for each would cost more than it saves.</summary>
    private const int AskedUnits = 12;

    private const int MaxSentBytes = 4 * 1024 * 1024;

    private readonly IArchiveServer _server;
    private readonly CodecPool _codecsOfShared = new(ZstdCodec.DefaultLevel);
    private readonly CodecPool _codecsOfOwn = new(ZstdCodec.FastLevel);
    private readonly SemaphoreSlim _units = new(MaxUnits);
    private readonly ConcurrentBag<byte[]> _idleSmall = [];
    private readonly ConcurrentBag<byte[]> _idleLarge = [];
    private readonly ConcurrentBag<byte[]> _idleOutputs = [];
    private readonly Channel<ChunkCell> _hashed = Channel.CreateUnbounded<ChunkCell>();
    private readonly Channel<Task<Frame>> _frames = Channel.CreateUnbounded<Task<Frame>>();
    private readonly HashSet<ChunkId> _known = [];
    private readonly CancellationToken _stop;
    private long _newBytes;
    private long _sentBytes;

    /// <summary>Adds its parts to the group; they end after <see cref="Complete"/>.</summary>
    internal ChunkUpload(IArchiveServer server, TaskGroup group)
    {
        _server = server;
        _stop = group.Token;
        group.Run(AskAsync);
        group.Run(SendAsync);
    }

    /// <summary>Plain bytes of chunks that the server lacked.</summary>
    internal long NewBytes => Interlocked.Read(ref _newBytes);

    /// <summary>Bytes of frames that were sent.</summary>
    internal long SentBytes => Interlocked.Read(ref _sentBytes);

    /// <summary>A buffer that holds a chunk of so many bytes; waits until there is room for it. For one thread only.</summary>
    internal byte[] Rent(int bytes)
    {
        int units = bytes <= UnitBytes ? 1 : LargeUnits;
        for (int i = 0; i < units; i++)
        {
            _units.Wait(_stop);
        }
        return (units == 1 ? _idleSmall : _idleLarge).TryTake(out byte[]? buffer) ? buffer : GC.AllocateUninitializedArray<byte>(units * UnitBytes);
    }

    /// <summary>Takes a complete chunk over.</summary>
    internal void Add(ChunkCell cell)
    {
        ThreadPool.UnsafeQueueUserWorkItem(static one => one.SetId(ChunkId.Of(one.Buffer.AsSpan(0, one.Length))), cell, preferLocal: false);
        _hashed.Writer.TryWrite(cell);
    }

    /// <summary>No further chunk will come.</summary>
    internal void Complete() => _hashed.Writer.TryComplete();

    /// <summary>Frees the codecs; only after the group has ended.</summary>
    public void Dispose()
    {
        _codecsOfShared.Dispose();
        _codecsOfOwn.Dispose();
        _units.Dispose();
    }

    private async Task AskAsync(CancellationToken stop)
    {
        List<ChunkCell> asked = [];
        List<ChunkId> ids = [];
        int units = 0;
        await foreach (ChunkCell cell in _hashed.Reader.ReadAllAsync(stop).ConfigureAwait(false))
        {
            ChunkId id = await cell.Id.WaitAsync(stop).ConfigureAwait(false);
            if (!_known.Add(id))
            {
                Release(cell);
                continue;
            }
            asked.Add(cell);
            ids.Add(id);
            units += cell.Buffer!.Length / UnitBytes;
            if (units >= AskedUnits)
            {
                await SortOutAsync(asked, ids, stop).ConfigureAwait(false);
                asked.Clear();
                ids.Clear();
                units = 0;
            }
        }
        if (asked.Count > 0)
        {
            await SortOutAsync(asked, ids, stop).ConfigureAwait(false);
        }
        _frames.Writer.TryComplete();
    }

    private async Task SortOutAsync(List<ChunkCell> asked, List<ChunkId> ids, CancellationToken stop)
    {
        bool[] missing = await _server.MissingAsync(ids, stop).ConfigureAwait(false);
        for (int i = 0; i < asked.Count; i++)
        {
            if (missing[i])
            {
                ChunkCell cell = asked[i];
                ChunkId id = ids[i];
                Interlocked.Add(ref _newBytes, cell.Length);
                _frames.Writer.TryWrite(Task.Run(() => Compress(cell, id), stop));
            }
            else
            {
                Release(asked[i]);
            }
        }
    }

    private Frame Compress(ChunkCell cell, ChunkId id)
    {
        CodecPool codecs = cell.IsShared ? _codecsOfShared : _codecsOfOwn;
        ZstdCodec codec = codecs.Rent();
        byte[] output = _idleOutputs.TryTake(out byte[]? idle) ? idle : GC.AllocateUninitializedArray<byte>(ChunkFrame.MaxLength(ChunkFrameHeader.MaxRawLength));
        int length = ChunkFrame.Encode(id, cell.Buffer.AsSpan(0, cell.Length), codec, output);
        // What waits to be sent takes no more than its own length: mostly a third of what it could have become.
        byte[] bytes = ArrayPool<byte>.Shared.Rent(length);
        output.AsSpan(0, length).CopyTo(bytes);
        _idleOutputs.Add(output);
        codecs.Return(codec);
        return new Frame(bytes, length, TakeBuffer(cell));
    }

    private async Task SendAsync(CancellationToken stop)
    {
        List<Frame> batch = [];
        int batchBytes = 0;
        await foreach (Task<Frame> task in _frames.Reader.ReadAllAsync(stop).ConfigureAwait(false))
        {
            Frame frame = await task.ConfigureAwait(false);
            _units.Release(frame.Units);
            batch.Add(frame);
            batchBytes += frame.Length;
            if (batchBytes >= MaxSentBytes)
            {
                await SendBatchAsync(batch, stop).ConfigureAwait(false);
                batchBytes = 0;
            }
        }
        await SendBatchAsync(batch, stop).ConfigureAwait(false);
    }

    private async Task SendBatchAsync(List<Frame> batch, CancellationToken stop)
    {
        if (batch.Count == 0)
        {
            return;
        }
        await _server.SendChunksAsync(batch.ConvertAll(frame => (ReadOnlyMemory<byte>)frame.Bytes.AsMemory(0, frame.Length)), stop).ConfigureAwait(false);
        foreach (Frame frame in batch)
        {
            Interlocked.Add(ref _sentBytes, frame.Length);
            ArrayPool<byte>.Shared.Return(frame.Bytes);
        }
        batch.Clear();
    }

    private void Release(ChunkCell cell) => _units.Release(TakeBuffer(cell));

    /// <summary>Takes the buffer back; returns the units that are to be released for it.</summary>
    private int TakeBuffer(ChunkCell cell)
    {
        byte[] buffer = cell.Buffer!;
        cell.Buffer = null;
        (buffer.Length == UnitBytes ? _idleSmall : _idleLarge).Add(buffer);
        return buffer.Length / UnitBytes;
    }

    /// <param name="Bytes">Rented.</param>
    /// <param name="Length">How many of the bytes count.</param>
    /// <param name="Units">What the chunk has in use until it is sent: so the reader waits for a slow network.</param>
    private sealed record Frame(byte[] Bytes, int Length, int Units);
}
