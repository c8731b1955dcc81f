using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Threading;
using Monitas.BootServer.Tftp.Wire;

namespace Monitas.BootServer.Tftp;

/// <summary>
/// Files as netascii, made when the first client asks for one that way and shared by all; a copy lives as long as its file's bytes do.
/// Safe to call from any thread.
/// </summary>
internal sealed class NetasciiCopies
{
    private readonly Lock _lock = new();
    private readonly ConditionalWeakTable<byte[], byte[]> _copies = [];

    /// <summary>The file in its travelling form.</summary>
    public ReadOnlyMemory<byte> Of(ReadOnlyMemory<byte> content)
    {
        // A part of an array is not known by the array.
        if (!MemoryMarshal.TryGetArray(content, out ArraySegment<byte> segment) || segment.Count != segment.Array!.Length)
        {
            return Netascii.Encode(content.Span);
        }

        lock (_lock)
        {
            return _copies.GetValue(segment.Array, static bytes => Netascii.Encode(bytes));
        }
    }
}
