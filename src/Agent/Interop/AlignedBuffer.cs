using System;
using System.Runtime.InteropServices;

namespace Monitas.Agent.Interop;

/// <summary>Memory for reading and writing past the page cache (O_DIRECT): it begins at a multiple of 4096. Not thread-safe.</summary>
internal sealed unsafe class AlignedBuffer : IDisposable
{
    private const int Alignment = 4096;

    private readonly int _length;
    private byte* _start;

    /// <summary>Takes the memory; what it holds at first is zeros.</summary>
    /// <param name="length">In bytes; above 0.</param>
    internal AlignedBuffer(int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(length);
        _length = length;
        _start = (byte*)NativeMemory.AlignedAlloc((nuint)length, Alignment);
        Bytes.Clear();
    }

    /// <summary>All of it.</summary>
    internal Span<byte> Bytes => _start is null ? throw new ObjectDisposedException(nameof(AlignedBuffer)) : new Span<byte>(_start, _length);

    /// <inheritdoc/>
    public void Dispose()
    {
        NativeMemory.AlignedFree(_start);
        _start = null;
    }
}
