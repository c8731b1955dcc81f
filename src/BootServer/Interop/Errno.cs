namespace Monitas.BootServer.Interop;

/// <summary>Error numbers of Linux (errno(3)) that decide what is done next.</summary>
internal static class Errno
{
    /// <summary>EINTR.</summary>
    public const int Interrupted = 4;

    /// <summary>EIO: among others, a card that cannot cut one long datagram into segments.</summary>
    public const int InputOutput = 5;

    /// <summary>EAGAIN.</summary>
    public const int TryAgain = 11;

    /// <summary>ENOMEM.</summary>
    public const int NoMemory = 12;

    /// <summary>EINVAL: among others, segments that are longer than the route's MTU.</summary>
    public const int InvalidArgument = 22;

    /// <summary>EMSGSIZE.</summary>
    public const int MessageTooLong = 90;

    /// <summary>ENOBUFS.</summary>
    public const int NoBuffers = 105;

    /// <summary>ECONNREFUSED: the other side's ICMP "port unreachable".</summary>
    public const int ConnectionRefused = 111;
}
