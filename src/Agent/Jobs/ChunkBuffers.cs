using System;
using System.Collections.Generic;
using System.Threading;

namespace Monitas.Agent.Jobs;

/// <summary>
/// Buffers for chunks and their frames, which one job uses over and over. The shared pool of the framework would round their lengths up to a
/// power of two and keep dozens of each for every core, which is most of the memory that an agent may take; this one makes a new buffer only
/// when none that is idle fits, and gives idle ones up for it beyond <see cref="MaxBytes"/>. Thread safe.
/// </summary>
internal sealed class ChunkBuffers
{
    /// <summary>The most bytes in all buffers together, unless so many are in use.</summary>
    internal const int MaxBytes = 40 * 1024 * 1024;

    /// <summary>Lengths are rounded up to a multiple of this, so that a buffer fits others too.</summary>
    internal const int StepBytes = 128 * 1024;

    private readonly Lock _lock = new();
    private readonly List<byte[]> _idle = [];
    private long _bytes;

    /// <summary>How many bytes all buffers have together, in use or idle.</summary>
    internal long Bytes
    {
        get
        {
            lock (_lock)
            {
                return _bytes;
            }
        }
    }

    /// <summary>A buffer of at least so many bytes, and at most half as many again or a step more; what is in it is not defined.</summary>
    internal byte[] Rent(int bytes)
    {
        int length = (bytes + StepBytes - 1) / StepBytes * StepBytes;
        lock (_lock)
        {
            if (FindIdle(length) is { } index)
            {
                return TakeAt(index);
            }
            while (_idle.Count > 0 && _bytes + length > MaxBytes)
            {
                _bytes -= TakeAt(0).Length;
            }
            _bytes += length;
        }
        return GC.AllocateUninitializedArray<byte>(length);
    }

    /// <summary>Takes a buffer back that nobody uses any more. It must be of these.</summary>
    internal void Return(byte[] buffer)
    {
        lock (_lock)
        {
            _idle.Add(buffer);
        }
    }

    /// <summary>The shortest that is long enough and not much too long.</summary>
    private int? FindIdle(int length)
    {
        int? best = null;
        int limit = length + Math.Max(length / 2, StepBytes);
        for (int i = 0; i < _idle.Count; i++)
        {
            if (_idle[i].Length >= length && _idle[i].Length <= limit)
            {
                best = i;
                limit = _idle[i].Length - 1;
            }
        }
        return best;
    }

    /// <summary>Takes an idle one out of the list.</summary>
    private byte[] TakeAt(int index)
    {
        byte[] buffer = _idle[index];
        _idle.RemoveAt(index);
        return buffer;
    }
}
