using System;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Monitas.Agent.Interop;

/// <summary>Opens files and moves their bytes. Calls that a signal interrupts are made again.</summary>
internal static unsafe class LinuxFile
{
    private const int SeekData = 3;
    private const int SeekHole = 4;
    private const int ZeroBytes = 1024 * 1024;
    private const int AdviseSequential = 2;
    private const int AdviseNotNeeded = 4;
    private const int KeepSize = 1;
    private const int ZeroRange = 16;

    /// <summary>Opens a path that the caller chose (absolute, shorter than PATH_MAX).</summary>
    /// <param name="path">The path.</param>
    /// <param name="flags">How; close-on-exec is added.</param>
    /// <param name="mode">The bits of a new file, before the umask.</param>
    /// <exception cref="LinuxException">It failed.</exception>
    internal static SafeFileHandle Open(ReadOnlySpan<byte> path, OpenFlags flags, int mode = 0)
    {
        byte* text = stackalloc byte[CString.MaxBytes];
        CString.Write("open", path, new Span<byte>(text, CString.MaxBytes));
        while (true)
        {
            SafeFileHandle handle = Libc.Open(text, (int)(flags | OpenFlags.CloseOnExec), (uint)mode);
            if (!handle.IsInvalid)
            {
                return handle;
            }
            ThrowUnlessInterrupted("open", path);
        }
    }

    /// <summary>Opens a name in a directory; null when there is no such name.</summary>
    /// <param name="at">The name.</param>
    /// <param name="flags">How; close-on-exec is added.</param>
    /// <param name="mode">The bits of a new file, before the umask.</param>
    /// <exception cref="LinuxException">It failed for another reason.</exception>
    internal static SafeFileHandle? TryOpen(in PathAt at, OpenFlags flags, int mode = 0)
    {
        byte* name = stackalloc byte[LinuxName.BufferBytes];
        CString.Write("open", at.Name, new Span<byte>(name, LinuxName.BufferBytes));
        while (true)
        {
            SafeFileHandle handle = Libc.OpenAt(at.Directory, name, (int)(flags | OpenFlags.CloseOnExec), (uint)mode);
            if (!handle.IsInvalid)
            {
                return handle;
            }
            int errno = Marshal.GetLastPInvokeError();
            handle.Dispose();
            if (errno is Errno.NoEntry or Errno.Stale)
            {
                return null;
            }
            if (errno != Errno.Interrupted)
            {
                throw new LinuxException("open", at.Shown, errno);
            }
        }
    }

    /// <summary>Opens a name in a directory.</summary>
    /// <exception cref="LinuxException">It failed.</exception>
    internal static SafeFileHandle Open(in PathAt at, OpenFlags flags, int mode = 0) =>
        TryOpen(at, flags, mode) ?? throw new LinuxException("open", at.Shown, Errno.NoEntry);

    /// <summary>Reads at the file's own position; 0 at the end.</summary>
    /// <exception cref="LinuxException">It failed.</exception>
    internal static int Read(SafeFileHandle file, Span<byte> buffer, ReadOnlySpan<byte> shown)
    {
        fixed (byte* start = buffer)
        {
            while (true)
            {
                nint count = Libc.Read(file, start, buffer.Length);
                if (count >= 0)
                {
                    return (int)count;
                }
                ThrowUnlessInterrupted("read", shown);
            }
        }
    }

    /// <summary>Reads at an offset; 0 at the end.</summary>
    /// <exception cref="LinuxException">It failed.</exception>
    internal static int ReadAt(SafeFileHandle file, Span<byte> buffer, long offset, ReadOnlySpan<byte> shown)
    {
        fixed (byte* start = buffer)
        {
            while (true)
            {
                nint count = Libc.PRead(file, start, buffer.Length, offset);
                if (count >= 0)
                {
                    return (int)count;
                }
                ThrowUnlessInterrupted("read", shown);
            }
        }
    }

    /// <summary>Writes all of the bytes at an offset.</summary>
    /// <exception cref="LinuxException">It failed.</exception>
    internal static void WriteAt(SafeFileHandle file, ReadOnlySpan<byte> bytes, long offset, ReadOnlySpan<byte> shown)
    {
        fixed (byte* start = bytes)
        {
            int done = 0;
            while (done < bytes.Length)
            {
                nint count = Libc.PWrite(file, start + done, bytes.Length - done, offset + done);
                if (count < 0)
                {
                    ThrowUnlessInterrupted("write", shown);
                    continue;
                }
                done += (int)count;
            }
        }
    }

    /// <summary>The begin of the next data at or after an offset; null when only a hole follows.</summary>
    /// <exception cref="LinuxException">It failed.</exception>
    internal static long? NextData(SafeFileHandle file, long offset, ReadOnlySpan<byte> shown)
    {
        long found = Libc.LSeek(file, offset, SeekData);
        if (found >= 0)
        {
            return found;
        }
        int errno = Marshal.GetLastPInvokeError();
        return errno switch
        {
            Errno.NoDeviceOrAddress => null,
            Errno.Invalid => offset,
            _ => throw new LinuxException("look for data in", shown, errno),
        };
    }

    /// <summary>The begin of the next hole at or after an offset; the file's end counts as one.</summary>
    /// <param name="file">The file.</param>
    /// <param name="offset">Where to begin; inside the file.</param>
    /// <param name="sizeBytes">The answer for a file system that knows no holes.</param>
    /// <param name="shown">The path for messages.</param>
    /// <exception cref="LinuxException">It failed.</exception>
    internal static long NextHole(SafeFileHandle file, long offset, long sizeBytes, ReadOnlySpan<byte> shown)
    {
        long found = Libc.LSeek(file, offset, SeekHole);
        if (found >= 0)
        {
            return found;
        }
        int errno = Marshal.GetLastPInvokeError();
        return errno is Errno.NoDeviceOrAddress or Errno.Invalid ? sizeBytes : throw new LinuxException("look for holes in", shown, errno);
    }

    /// <summary>Sets the length; what is added is a hole.</summary>
    /// <exception cref="LinuxException">It failed.</exception>
    internal static void SetLength(SafeFileHandle file, long sizeBytes, ReadOnlySpan<byte> shown) =>
        LinuxName.Check(Libc.FTruncate(file, sizeBytes), "set the length of", shown);

    /// <summary>Gives the file its length, without holes: what is added reads as zeros and has its place on the disk.</summary>
    /// <exception cref="LinuxException">It failed, most likely because there is no room.</exception>
    internal static void Allocate(SafeFileHandle file, long fromBytes, long sizeBytes, ReadOnlySpan<byte> shown)
    {
        int result;
        do
        {
            result = Libc.FAllocate(file, 0, 0, sizeBytes);
        }
        while (result < 0 && Marshal.GetLastPInvokeError() == Errno.Interrupted);
        if (result < 0 && Marshal.GetLastPInvokeError() == Errno.NotSupported)
        {
            // Such as ext3: then by hand.
            byte[] zeros = new byte[ZeroBytes];
            for (long at = fromBytes; at < sizeBytes; at += zeros.Length)
            {
                WriteAt(file, zeros.AsSpan(0, (int)Math.Min(zeros.Length, sizeBytes - at)), at, shown);
            }
            return;
        }
        LinuxName.Check(result, "allocate", shown);
    }

    /// <summary>Tells the kernel to read ahead far. Only advice: a refusal does no harm.</summary>
    internal static void AdviseSequentialRead(SafeFileHandle file) => Libc.PosixFAdvise(file, 0, 0, AdviseSequential);

    /// <summary>Lets the kernel drop what it holds of the file in memory, as far as that is on the disk: what is read next comes from there.</summary>
    internal static void ForgetCached(SafeFileHandle file) => Libc.PosixFAdvise(file, 0, 0, AdviseNotNeeded);

    /// <summary>Makes a run of bytes zeros, without sending them where the disk or file system can do it by itself. On a disk the run is whole sectors.</summary>
    /// <exception cref="LinuxException">It failed.</exception>
    internal static void MakeZeros(SafeFileHandle file, long offset, long length, ReadOnlySpan<byte> shown)
    {
        int result;
        do
        {
            result = Libc.FAllocate(file, ZeroRange | KeepSize, offset, length);
        }
        while (result < 0 && Marshal.GetLastPInvokeError() == Errno.Interrupted);
        LinuxName.Check(result, "make zeros in", shown);
    }

    /// <summary>Makes the file's bytes and metadata durable.</summary>
    /// <exception cref="LinuxException">It failed.</exception>
    internal static void Flush(SafeFileHandle file, ReadOnlySpan<byte> shown) => LinuxName.Check(Libc.FSync(file), "flush", shown);

    private static void ThrowUnlessInterrupted(string operation, ReadOnlySpan<byte> shown)
    {
        int errno = Marshal.GetLastPInvokeError();
        if (errno != Errno.Interrupted)
        {
            throw new LinuxException(operation, shown, errno);
        }
    }
}
