using System;
using System.Collections.Concurrent;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Imaging.Compression;
using Monitas.Imaging.Packs;

namespace Monitas.BootServer.Backups;

/// <summary>
/// Checks chunk frames against their ids: unpacks and hashes, as many at a time as there are processors, all requests together.
/// Its memory is one codec and one chunk for each processor. Thread-safe.
/// </summary>
internal sealed class FrameVerifier : IDisposable
{
    private readonly SemaphoreSlim _slots = new(Environment.ProcessorCount);
    private readonly ConcurrentBag<Worker> _idle = [];

    /// <summary>Checks one frame; the memory must not change until the task is over.</summary>
    public async Task<ChunkFrameError> VerifyAsync(ReadOnlyMemory<byte> frame, CancellationToken cancellationToken)
    {
        await _slots.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await Task.Run(() => Verify(frame.Span), CancellationToken.None).ConfigureAwait(false);
        }
        finally
        {
            _slots.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        while (_idle.TryTake(out Worker? worker))
        {
            worker.Codec.Dispose();
        }
        _slots.Dispose();
    }

    private ChunkFrameError Verify(ReadOnlySpan<byte> frame)
    {
        Worker worker = _idle.TryTake(out Worker? idle) ? idle : new Worker(new ZstdCodec(), new byte[ChunkFrameHeader.MaxRawLength]);
        try
        {
            ChunkFrame.TryDecode(frame, worker.Codec, worker.Raw, out _, out ChunkFrameError why);
            return why;
        }
        finally
        {
            _idle.Add(worker);
        }
    }

    private sealed record Worker(ZstdCodec Codec, byte[] Raw);
}
