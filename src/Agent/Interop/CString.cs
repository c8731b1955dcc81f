using System;

namespace Monitas.Agent.Interop;

/// <summary>Puts the NUL behind a name, which the C library wants.</summary>
internal static class CString
{
    /// <summary>PATH_MAX: a buffer of this length holds every path that the kernel takes in one call, with its NUL.</summary>
    internal const int MaxBytes = 4096;

    /// <summary>Copies the text and a NUL into the buffer.</summary>
    /// <exception cref="LinuxException">The text holds a NUL, or does not fit.</exception>
    internal static void Write(string operation, ReadOnlySpan<byte> text, Span<byte> buffer)
    {
        if (text.Length >= buffer.Length)
        {
            throw new LinuxException(operation, text, Errno.NameTooLong);
        }
        if (text.Contains((byte)0))
        {
            throw new LinuxException(operation, text, Errno.Invalid);
        }
        text.CopyTo(buffer);
        buffer[text.Length] = 0;
    }
}
