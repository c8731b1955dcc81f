using System.Runtime.InteropServices;

namespace Monitas.BootServer.Interop;

internal static partial class Libc
{
    /// <summary>EPOLL_CLOEXEC.</summary>
    internal const int EpollCloseOnExec = 0x80000;

    /// <summary>epoll_create1(2).</summary>
    /// <returns>The new descriptor.</returns>
    [LibraryImport(Library, EntryPoint = "epoll_create1", SetLastError = true)]
    internal static partial int EpollCreate(int flags);
}
