using System;
using Microsoft.Win32.SafeHandles;
using Monitas.Agent.Interop;

namespace Monitas.Agent.Files;

/// <summary>Reads the data of regular files in order of offset; holes are jumped over. Its buffer serves one file after the other.</summary>
internal sealed class ContentReader
{
    /// <summary>What is read with one call, in bytes; a shorter file comes as one piece.</summary>
    internal const int BufferBytes = 1024 * 1024;

    private readonly byte[] _buffer = GC.AllocateUninitializedArray<byte>(BufferBytes);

    /// <summary>Takes a piece of a file; it is valid during the call only.</summary>
    /// <param name="offset">Where it begins in the file.</param>
    /// <param name="data">The bytes.</param>
    internal delegate void PieceTaker(long offset, ReadOnlySpan<byte> data);

    /// <summary>Reads all data between the file's begin and the size that its status gives.</summary>
    /// <param name="file">The open file.</param>
    /// <param name="status">Its status; a longer file is read up to this size only.</param>
    /// <param name="take">Gets the pieces.</param>
    /// <param name="shown">The path for messages.</param>
    /// <returns>The offset behind the last byte that was there: below the status's size when the file has become shorter.</returns>
    /// <exception cref="LinuxException">It cannot be read; what was taken before is sound.</exception>
    internal long Read(SafeFileHandle file, FileStatus status, PieceTaker take, ReadOnlySpan<byte> shown)
    {
        long size = status.SizeBytes;
        bool mayHaveHoles = status.AllocatedBytes < size;
        long at = 0;
        while (at < size)
        {
            long end = size;
            if (mayHaveHoles)
            {
                if (LinuxFile.NextData(file, at, shown) is not { } data || data >= size)
                {
                    return size;
                }
                at = data;
                end = Math.Min(size, LinuxFile.NextHole(file, at, size, shown));
            }
            long reached = ReadRun(file, at, Math.Max(end, at + 1), take, shown);
            if (reached < end)
            {
                return reached;
            }
            at = end;
        }
        return size;
    }

    /// <summary>Reads a swap file, which is archived as its first page only; false when it is none (yet), and nothing was taken.</summary>
    /// <param name="file">The open file.</param>
    /// <param name="take">Gets the first page.</param>
    /// <param name="shown">The path for messages.</param>
    /// <exception cref="LinuxException">It cannot be read.</exception>
    internal bool TryReadSwapHeader(SafeFileHandle file, PieceTaker take, ReadOnlySpan<byte> shown)
    {
        Span<byte> page = _buffer.AsSpan(0, SwapHeader.PageBytes);
        if (LinuxFile.ReadAt(file, page, 0, shown) != page.Length || !SwapHeader.IsHeader(page))
        {
            return false;
        }
        take(0, page);
        return true;
    }

    /// <summary>Reads from one offset up to another and returns where the file's bytes ended.</summary>
    private long ReadRun(SafeFileHandle file, long at, long end, PieceTaker take, ReadOnlySpan<byte> shown)
    {
        if (end - at > BufferBytes)
        {
            LinuxFile.AdviseSequentialRead(file);
        }
        while (at < end)
        {
            int wanted = (int)Math.Min(BufferBytes, end - at);
            int got = LinuxFile.ReadAt(file, _buffer.AsSpan(0, wanted), at, shown);
            if (got == 0)
            {
                return at;
            }
            take(at, _buffer.AsSpan(0, got));
            at += got;
        }
        return end;
    }
}
