using System;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Monitas.Agent.Interop;

namespace Monitas.Agent.Wiping;

/// <summary>
/// A whole disk, read and written past the page cache: what is read comes from the disk, not from memory that remembers what was written.
/// Open for this object alone: a disk of which any part is mounted or taken cannot be opened. Not thread-safe.
/// </summary>
internal sealed class RawDisk : IDisposable
{
    /// <summary>The most bytes of one call.</summary>
    public const int MaxBytes = 4 << 20;

    private readonly byte[] _path;
    private readonly SafeFileHandle _handle;
    private readonly AlignedBuffer _buffer = new(MaxBytes);

    private RawDisk(byte[] path, SafeFileHandle handle)
    {
        _path = path;
        _handle = handle;
    }

    /// <summary>Opens a disk.</summary>
    /// <param name="path">Its node, such as /dev/sda.</param>
    /// <exception cref="LinuxException">It cannot be opened, or something has taken it.</exception>
    public static RawDisk Open(string path)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(path);
        return new RawDisk(bytes, LinuxFile.Open(bytes, OpenFlags.ReadWrite | OpenFlags.Exclusive | OpenFlags.Direct));
    }

    /// <summary>Reads bytes; offset and length are multiples of the logical sector size.</summary>
    /// <exception cref="LinuxException">The disk cannot read there.</exception>
    public byte[] Read(long offset, int length)
    {
        Span<byte> buffer = _buffer.Bytes[..length];
        int count = LinuxFile.ReadAt(_handle, buffer, offset, _path);
        return count == length
            ? buffer.ToArray()
            : throw new WipeException($"Of {length} bytes at {offset} the disk gave {count}: it is shorter than it was.");
    }

    /// <summary>Writes what <paramref name="fill"/> puts into the buffer; offset and length are multiples of the logical sector size.</summary>
    /// <exception cref="LinuxException">The disk cannot write there.</exception>
    public void Write(long offset, int length, IWipePattern fill)
    {
        Span<byte> buffer = _buffer.Bytes[..length];
        fill.Fill(buffer, offset);
        LinuxFile.WriteAt(_handle, buffer, offset, _path);
    }

    /// <summary>Has the disk write down what it still holds in its own cache.</summary>
    /// <exception cref="LinuxException">It failed.</exception>
    public void Flush() => LinuxFile.Flush(_handle, _path);

    /// <inheritdoc/>
    public void Dispose()
    {
        _handle.Dispose();
        _buffer.Dispose();
    }
}
