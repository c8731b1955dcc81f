using System;
using System.IO;
using System.Runtime.InteropServices;
using Monitas.Agent.Files;

namespace Monitas.Agent.Interop;

/// <summary>A system call failed. The message names the call, the path (made printable) and the reason.</summary>
internal sealed class LinuxException : IOException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="operation">The call in words that fit before a path, such as "open".</param>
    /// <param name="path">The path's bytes; empty when the call has none.</param>
    /// <param name="errno">The error number.</param>
    internal LinuxException(string operation, ReadOnlySpan<byte> path, int errno)
        : base($"Cannot {operation} {ShownPath.Of(path)}".TrimEnd() + ": " + Reason(errno) + ".")
    {
        Operation = operation;
        Path = path.ToArray();
        ErrorNumber = errno;
    }

    /// <summary>The call.</summary>
    internal string Operation { get; }

    /// <summary>The path's bytes.</summary>
    internal byte[] Path { get; }

    /// <summary>errno.</summary>
    internal int ErrorNumber { get; }

    /// <summary>Is the medium or its quota full?</summary>
    internal bool IsFull => ErrorNumber is Errno.NoSpace or Errno.QuotaExceeded;

    /// <summary>Is the whole medium in trouble (full, failing, read-only), so that it makes no sense to go on with the next file?</summary>
    internal bool IsFatalForWriting => IsFull || ErrorNumber is Errno.InputOutput or Errno.ReadOnlyFileSystem;

    /// <summary>The error number in words, such as "Permission denied".</summary>
    internal static string Reason(int errno) => Marshal.GetPInvokeErrorMessage(errno);

    /// <summary>The failure of the call that was made last on this thread.</summary>
    internal static LinuxException Last(string operation, ReadOnlySpan<byte> path) => new(operation, path, Marshal.GetLastPInvokeError());
}
