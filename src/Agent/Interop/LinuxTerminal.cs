using System;
using Microsoft.Win32.SafeHandles;

namespace Monitas.Agent.Interop;

/// <summary>Questions to a terminal.</summary>
internal static class LinuxTerminal
{
    private const nuint GetWindowSize = 0x5413;

    /// <summary>The size in characters (TIOCGWINSZ, ioctl_tty(2)); null when the terminal does not tell.</summary>
    internal static unsafe (int Columns, int Rows)? Size(SafeFileHandle terminal)
    {
        // struct winsize: rows, columns, and two sizes in pixels, 16 bits each.
        Span<ushort> size = stackalloc ushort[4];
        fixed (ushort* pointer = size)
        {
            return Libc.IoCtl(terminal, GetWindowSize, pointer) == 0 && size[0] > 0 && size[1] > 0 ? (size[1], size[0]) : null;
        }
    }
}
