using System;

namespace Monitas.BootServer.Interop;

/// <summary>EPOLL* (epoll_ctl(2)).</summary>
[Flags]
internal enum EpollEvents : uint
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>EPOLLIN: something can be read.</summary>
    Readable = 1,

    /// <summary>EPOLLOUT: there is room to send.</summary>
    Writable = 4,

    /// <summary>EPOLLERR: an error waits, such as "connection refused" by ICMP. Comes unasked.</summary>
    Error = 8,
}
