using System;
using System.Collections.Generic;
using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Monitas.Agent.Interop;

/// <summary>
/// Reads and sets extended attributes of any kind of file, symbolic links and device nodes included, without opening it: the
/// l-calls take the path /proc/self/fd/DIRECTORY/NAME.
/// </summary>
internal static unsafe class LinuxExtendedAttributes
{
    private const string Operation = "read the extended attributes of";
    private const string SetOperation = "set an extended attribute of";
    private const int PathBytes = 320;
    private const int FirstBytes = 1024;

    /// <summary>All names and values; empty when the file has none, has gone, or its file system has no such thing.</summary>
    /// <exception cref="LinuxException">It failed.</exception>
    internal static List<KeyValuePair<byte[], byte[]>> Get(in PathAt at)
    {
        byte* path = stackalloc byte[PathBytes];
        WritePath(at, new Span<byte>(path, PathBytes));
        List<KeyValuePair<byte[], byte[]>> found = [];
        ReadOnlySpan<byte> names = List(path, at.Shown, stackalloc byte[FirstBytes]);
        while (!names.IsEmpty)
        {
            int end = names.IndexOf((byte)0);
            ReadOnlySpan<byte> name = end < 0 ? names : names[..end];
            if (TryGetValue(path, name, at.Shown) is { } value)
            {
                found.Add(new(name.ToArray(), value));
            }
            names = names[Math.Min(names.Length, name.Length + 1)..];
        }
        return found;
    }

    /// <summary>Sets one attribute of a name; a symbolic link gets it itself.</summary>
    /// <exception cref="LinuxException">It failed.</exception>
    internal static void Set(in PathAt at, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        byte* path = stackalloc byte[PathBytes];
        WritePath(at, new Span<byte>(path, PathBytes));
        byte* nameText = stackalloc byte[LinuxName.BufferBytes];
        CString.Write(SetOperation, name, new Span<byte>(nameText, LinuxName.BufferBytes));
        fixed (byte* start = value)
        {
            LinuxName.Check(Libc.LSetXAttr(path, nameText, start, value.Length, 0), SetOperation, at.Shown);
        }
    }

    /// <summary>Sets one attribute of an open file.</summary>
    /// <exception cref="LinuxException">It failed.</exception>
    internal static void Set(SafeFileHandle file, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, ReadOnlySpan<byte> shown)
    {
        byte* nameText = stackalloc byte[LinuxName.BufferBytes];
        CString.Write(SetOperation, name, new Span<byte>(nameText, LinuxName.BufferBytes));
        fixed (byte* start = value)
        {
            LinuxName.Check(Libc.FSetXAttr(file, nameText, start, value.Length, 0), SetOperation, shown);
        }
    }

    /// <summary>Removes one attribute of an open file; one that is not there is fine.</summary>
    /// <exception cref="LinuxException">It failed.</exception>
    internal static void Remove(SafeFileHandle file, ReadOnlySpan<byte> name, ReadOnlySpan<byte> shown)
    {
        byte* nameText = stackalloc byte[LinuxName.BufferBytes];
        CString.Write(SetOperation, name, new Span<byte>(nameText, LinuxName.BufferBytes));
        if (Libc.FRemoveXAttr(file, nameText) != 0 && Marshal.GetLastPInvokeError() != Errno.NoData)
        {
            throw LinuxException.Last(SetOperation, shown);
        }
    }

    private static ReadOnlySpan<byte> List(byte* path, ReadOnlySpan<byte> shown, Span<byte> buffer)
    {
        while (true)
        {
            fixed (byte* start = buffer)
            {
                nint length = Libc.LListXAttr(path, start, buffer.Length);
                if (length >= 0)
                {
                    return buffer[..(int)length].ToArray();
                }
                int errno = Marshal.GetLastPInvokeError();
                if (errno is Errno.NotSupported or Errno.NoEntry or Errno.NotDirectory)
                {
                    return [];
                }
                if (errno != Errno.Range)
                {
                    throw new LinuxException(Operation, shown, errno);
                }
            }
            buffer = new byte[checked(buffer.Length * 4)];
        }
    }

    private static byte[]? TryGetValue(byte* path, ReadOnlySpan<byte> name, ReadOnlySpan<byte> shown)
    {
        byte* nameText = stackalloc byte[LinuxName.BufferBytes];
        CString.Write(Operation, name, new Span<byte>(nameText, LinuxName.BufferBytes));
        Span<byte> buffer = stackalloc byte[FirstBytes];
        while (true)
        {
            fixed (byte* start = buffer)
            {
                nint length = Libc.LGetXAttr(path, nameText, start, buffer.Length);
                if (length >= 0)
                {
                    return buffer[..(int)length].ToArray();
                }
                int errno = Marshal.GetLastPInvokeError();
                if (errno is Errno.NoData or Errno.NotSupported or Errno.NoEntry)
                {
                    return null;
                }
                if (errno != Errno.Range)
                {
                    throw new LinuxException(Operation, shown, errno);
                }
            }
            buffer = new byte[checked(buffer.Length * 4)];
        }
    }

    private static void WritePath(in PathAt at, Span<byte> path)
    {
        "/proc/self/fd/"u8.CopyTo(path);
        int length = 14;
        ((int)at.Directory.DangerousGetHandle()).TryFormat(path[length..], out int digits, default, CultureInfo.InvariantCulture);
        length += digits;
        path[length++] = (byte)'/';
        CString.Write(Operation, at.Name, path[length..]);
    }
}
