using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Monitas.BootServer.Interop;

internal static partial class Libc
{
    /// <summary>EPOLL_CTL_ADD.</summary>
    internal const int EpollAdd = 1;

    /// <summary>EPOLL_CTL_MOD.</summary>
    internal const int EpollModify = 3;

    /// <summary>epoll_ctl(2). A descriptor that is closed leaves the set by itself.</summary>
    [LibraryImport(Library, EntryPoint = "epoll_ctl", SetLastError = true)]
    internal static partial int EpollControl(SafeFileHandle epoll, int operation, int descriptor, in EpollEvent wanted);
}
