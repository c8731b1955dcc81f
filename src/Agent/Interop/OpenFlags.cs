using System;

namespace Monitas.Agent.Interop;

/// <summary>Flags of open(2) on x86-64.</summary>
[Flags]
internal enum OpenFlags
{
    /// <summary>O_RDONLY.</summary>
    ReadOnly = 0,

    /// <summary>O_WRONLY.</summary>
    WriteOnly = 1,

    /// <summary>O_RDWR.</summary>
    ReadWrite = 2,

    /// <summary>O_CREAT.</summary>
    Create = 0x40,

    /// <summary>O_EXCL. Of a block device: fails when it, or a part of it, is mounted or otherwise taken.</summary>
    Exclusive = 0x80,

    /// <summary>O_TRUNC.</summary>
    Truncate = 0x200,

    /// <summary>O_NONBLOCK: never waits for a fifo's other end.</summary>
    NonBlock = 0x800,

    /// <summary>O_DIRECT: past the page cache; buffer, offset and length must be multiples of the sector size.</summary>
    Direct = 0x4000,

    /// <summary>O_DIRECTORY.</summary>
    Directory = 0x10000,

    /// <summary>O_NOFOLLOW.</summary>
    NoFollow = 0x20000,

    /// <summary>O_NOATIME: only for the owner or root.</summary>
    NoAccessTime = 0x40000,

    /// <summary>O_CLOEXEC.</summary>
    CloseOnExec = 0x80000,

    /// <summary>O_PATH: names a file without opening it.</summary>
    PathOnly = 0x200000,
}
