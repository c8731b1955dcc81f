using System;
using System.Buffers;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Channels;
using System.Threading.Tasks;
using Monitas.Contracts.Ids;
using Monitas.Imaging.Packs;

namespace Monitas.Agent.Jobs;

/// <summary>
/// Hashes chunks, asks the server which it lacks, compresses those and sends them, in the order of the content stream. Hashing and
/// compression run on all cores; the memory is bounded by <see cref="MaxBuffers"/>.
/// </summary>
internal sealed class ChunkUpload : IDisposable
{
    private const int MaxBuffers = 12;
    private const int MaxAsked = 32;
    private const int MaxSentBytes = 8 * 1024 * 1024;

    private readonly IArchiveServer _server;
    private readonly CodecPool _codecs = new();
    private readonly SemaphoreSlim _buffers = new(MaxBuffers);
    private readonly ConcurrentBag<byte[]> _idle = [];
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

    /// <summary>A buffer that holds the longest chunk; waits until one is free.</summary>
    internal byte[] Rent()
    {
        _buffers.Wait(_stop);
        return _idle.TryTake(out byte[]? buffer) ? buffer : GC.AllocateUninitializedArray<byte>(ChunkFrameHeader.MaxRawLength);
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
        _codecs.Dispose();
        _buffers.Dispose();
    }

    private async Task AskAsync(CancellationToken stop)
    {
        List<ChunkCell> asked = [];
        List<ChunkId> ids = [];
        while (await _hashed.Reader.WaitToReadAsync(stop).ConfigureAwait(false))
        {
            asked.Clear();
            ids.Clear();
            while (asked.Count < MaxAsked && _hashed.Reader.TryRead(out ChunkCell? cell))
            {
                ChunkId id = await cell.Id.WaitAsync(stop).ConfigureAwait(false);
                if (_known.Add(id))
                {
                    asked.Add(cell);
                    ids.Add(id);
                }
                else
                {
                    Release(cell);
                }
            }
            if (asked.Count > 0)
            {
                await SortOutAsync(asked, ids, stop).ConfigureAwait(false);
            }
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
        var codec = _codecs.Rent();
        byte[] bytes = ArrayPool<byte>.Shared.Rent(ChunkFrame.MaxLength(cell.Length));
        int length = ChunkFrame.Encode(id, cell.Buffer.AsSpan(0, cell.Length), codec, bytes);
        _codecs.Return(codec);
        return new Frame(bytes, length, cell);
    }

    private async Task SendAsync(CancellationToken stop)
    {
        List<Frame> batch = [];
        int batchBytes = 0;
        await foreach (Task<Frame> task in _frames.Reader.ReadAllAsync(stop).ConfigureAwait(false))
        {
            Frame frame = await task.ConfigureAwait(false);
            Release(frame.Cell);
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

    private void Release(ChunkCell cell)
    {
        _idle.Add(cell.Buffer!);
        cell.Buffer = null;
        _buffers.Release();
    }

    private sealed record Frame(byte[] Bytes, int Length, ChunkCell Cell);
}
