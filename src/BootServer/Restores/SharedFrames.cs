using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Contracts.Ids;

namespace Monitas.BootServer.Restores;

/// <summary>
/// Frames that several jobs want at the same time, as when one archive is cloned onto many machines: each is read from the store once for all of them. Who
/// asks while it is read waits for that very read; who comes a little later finds it among the last <see cref="MaxBytes"/>. A reader that falls further
/// behind has it read again. A read that fails is remembered by nobody. Thread-safe.
/// </summary>
internal sealed class SharedFrames
{
    /// <summary>The most bytes of frames that are kept: some seconds of the fastest network, little beside a server's memory.</summary>
    public const long MaxBytes = 64L << 20;

    private readonly Lock _lock = new();
    private readonly Dictionary<ChunkId, Task<byte[]>> _frames = [];
    private readonly Queue<(ChunkId Id, Task<byte[]> Frame)> _kept = [];
    private long _keptBytes;

    /// <summary>The frame of a chunk; nobody may change its bytes.</summary>
    /// <param name="id">The chunk.</param>
    /// <param name="read">Reads it; not cancelled by who gives up waiting, since others may wait too.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public Task<byte[]> ReadAsync(ChunkId id, Func<Task<byte[]>> read, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (!_frames.TryGetValue(id, out Task<byte[]>? frame))
            {
                frame = Task.Run(read, CancellationToken.None);
                _frames.Add(id, frame);
                _ = frame.ContinueWith(done => Keep(id, done), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            }

            return frame.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Gives the memory back: nobody shares anything any more.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            while (_kept.Count > 0)
            {
                DropOldest();
            }
        }
    }

    private void Keep(ChunkId id, Task<byte[]> frame)
    {
        lock (_lock)
        {
            if (!frame.IsCompletedSuccessfully)
            {
                _frames.Remove(id);
                return;
            }

            _kept.Enqueue((id, frame));
            _keptBytes += frame.Result.Length;
            while (_keptBytes > MaxBytes)
            {
                DropOldest();
            }
        }
    }

    private void DropOldest()
    {
        (ChunkId id, Task<byte[]> frame) = _kept.Dequeue();
        _frames.Remove(id);
        _keptBytes -= frame.Result.Length;
    }
}
