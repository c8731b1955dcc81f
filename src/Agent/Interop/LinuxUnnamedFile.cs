using System;
using System.Collections.Generic;
using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Monitas.Agent.Interop;

/// <summary>
/// Files that have no name yet (O_TMPFILE): whatever happens before they get one, the kernel removes them, so that a process that is
/// killed leaves nothing behind.
/// </summary>
internal static unsafe class LinuxUnnamedFile
{
    /// <summary>__O_TMPFILE | O_DIRECTORY.</summary>
    private const OpenFlags Unnamed = (OpenFlags)0x400000 | OpenFlags.Directory;
    private const int FollowLink = 0x400;
    private const int PathBytes = 32;
    private const int ListBytes = 64 * 1024;

    /// <summary>Makes one in a directory, to be read and written; null when its file system knows no such thing.</summary>
    /// <exception cref="LinuxException">It failed for another reason.</exception>
    internal static SafeFileHandle? TryMake(SafeFileHandle directory, int mode, ReadOnlySpan<byte> shown)
    {
        try
        {
            return LinuxFile.TryOpen(new PathAt(directory, "."u8, shown), OpenFlags.ReadWrite | Unnamed, mode);
        }
        catch (LinuxException failure) when (failure.ErrorNumber is Errno.NotSupported or Errno.IsDirectory or Errno.Invalid)
        {
            return null;
        }
    }

    /// <summary>Gives it a name; false when that is taken.</summary>
    /// <exception cref="LinuxException">It failed for another reason.</exception>
    internal static bool TryName(SafeFileHandle file, in PathAt at)
    {
        const string Operation = "name";
        byte* name = stackalloc byte[LinuxName.BufferBytes];
        CString.Write(Operation, at.Name, new Span<byte>(name, LinuxName.BufferBytes));
        byte* path = stackalloc byte[PathBytes];
        Span<byte> text = new(path, PathBytes);
        "/proc/self/fd/"u8.CopyTo(text);
        ((int)file.DangerousGetHandle()).TryFormat(text[14..], out int digits, default, CultureInfo.InvariantCulture);
        text[14 + digits] = 0;
        if (Libc.LinkAt(at.Directory, path, at.Directory, name, FollowLink) == 0)
        {
            return true;
        }
        int errno = Marshal.GetLastPInvokeError();
        return errno == Errno.Exists ? false : throw new LinuxException(Operation, at.Shown, errno);
    }

    /// <summary>The names of an open file's extended attributes; empty when its file system has no such thing.</summary>
    /// <exception cref="LinuxException">It failed.</exception>
    internal static List<byte[]> AttributeNames(SafeFileHandle file, ReadOnlySpan<byte> shown)
    {
        // XATTR_LIST_MAX: no list is longer.
        byte* list = stackalloc byte[ListBytes];
        nint length = Libc.FListXAttr(file, list, ListBytes);
        if (length < 0)
        {
            int errno = Marshal.GetLastPInvokeError();
            return errno == Errno.NotSupported ? [] : throw new LinuxException("read the extended attributes of", shown, errno);
        }
        List<byte[]> names = [];
        ReadOnlySpan<byte> rest = new(list, (int)length);
        while (!rest.IsEmpty)
        {
            int end = rest.IndexOf((byte)0);
            ReadOnlySpan<byte> name = end < 0 ? rest : rest[..end];
            names.Add(name.ToArray());
            rest = rest[Math.Min(rest.Length, name.Length + 1)..];
        }
        return names;
    }

    /// <summary>Does syncfs(2) tell of writes that failed? It does since Linux 5.8; before, only fsync(2) of each file does.</summary>
    internal static bool FlushTellsOfFailures(Version kernel) => kernel >= new Version(5, 8);

    /// <summary>
    /// Makes everything durable that was written to the file's file system, whoever wrote it. Tells of writes that failed since the
    /// file was opened where <see cref="FlushTellsOfFailures"/>.
    /// </summary>
    /// <exception cref="LinuxException">It failed.</exception>
    internal static void FlushFileSystem(SafeFileHandle file, ReadOnlySpan<byte> shown) => LinuxName.Check(Libc.SyncFs(file), "flush the file system of", shown);
}
