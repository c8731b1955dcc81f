using System;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Monitas.BootServer.Interop;

internal static partial class Libc
{
    /// <summary>epoll_wait(2).</summary>
    /// <param name="epoll">The set.</param>
    /// <param name="events">Takes what is ready.</param>
    /// <param name="maximum">The length of <paramref name="events"/>.</param>
    /// <param name="timeoutMs">How long to wait; -1: without end.</param>
    /// <returns>How many are ready.</returns>
    [LibraryImport(Library, EntryPoint = "epoll_wait", SetLastError = true)]
    internal static partial int EpollWait(SafeFileHandle epoll, Span<EpollEvent> events, int maximum, int timeoutMs);
}
