namespace Monitas.Agent.Interop;

/// <summary>The error numbers of x86-64 Linux that decisions here depend on (errno(3)).</summary>
internal static class Errno
{
    /// <summary>EPERM: operation not permitted.</summary>
    internal const int NotPermitted = 1;

    /// <summary>ENOENT: no such file or directory.</summary>
    internal const int NoEntry = 2;

    /// <summary>EINTR: interrupted call.</summary>
    internal const int Interrupted = 4;

    /// <summary>EIO: input/output error.</summary>
    internal const int InputOutput = 5;

    /// <summary>ENXIO: past the last data, for SEEK_DATA.</summary>
    internal const int NoDeviceOrAddress = 6;

    /// <summary>EACCES: permission denied.</summary>
    internal const int AccessDenied = 13;

    /// <summary>EBUSY: in use.</summary>
    internal const int Busy = 16;

    /// <summary>EEXIST: there is one already.</summary>
    internal const int Exists = 17;

    /// <summary>ENOTDIR: not a directory.</summary>
    internal const int NotDirectory = 20;

    /// <summary>EISDIR: is a directory.</summary>
    internal const int IsDirectory = 21;

    /// <summary>EINVAL: invalid argument.</summary>
    internal const int Invalid = 22;

    /// <summary>ENOTTY: the file system does not know this ioctl.</summary>
    internal const int NotTypewriter = 25;

    /// <summary>ENOSPC: no space left.</summary>
    internal const int NoSpace = 28;

    /// <summary>EROFS: the file system is mounted read-only.</summary>
    internal const int ReadOnlyFileSystem = 30;

    /// <summary>ERANGE: the buffer is too small.</summary>
    internal const int Range = 34;

    /// <summary>ENAMETOOLONG: a name or path is too long.</summary>
    internal const int NameTooLong = 36;

    /// <summary>ENOSYS: the kernel does not know this call.</summary>
    internal const int NoSystemCall = 38;

    /// <summary>ENOTEMPTY: the directory holds something.</summary>
    internal const int NotEmpty = 39;

    /// <summary>ELOOP: a symbolic link where none is allowed.</summary>
    internal const int Loop = 40;

    /// <summary>ENODATA: no such extended attribute.</summary>
    internal const int NoData = 61;

    /// <summary>EOVERFLOW: there is more than the answer holds.</summary>
    internal const int Overflow = 75;

    /// <summary>EOPNOTSUPP: the file system cannot do this.</summary>
    internal const int NotSupported = 95;

    /// <summary>ESTALE: the handle's file is gone.</summary>
    internal const int Stale = 116;

    /// <summary>EDQUOT: the quota is used up.</summary>
    internal const int QuotaExceeded = 122;
}
