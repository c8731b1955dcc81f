using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Monitas.Agent.Interop;

/// <summary>Reads and sets inode flags as chattr(1) does (ioctl_iflags(2)).</summary>
internal static unsafe class LinuxInodeFlags
{
    /// <summary>FS_IMMUTABLE_FL and FS_APPEND_FL: nothing more can be done to the file once they are set.</summary>
    internal const uint Locking = 0x10 | 0x20;

    /// <summary>FS_NOCOW_FL, FS_COMPR_FL and FS_NOCOMP_FL: they only work when set on an empty file, and a new file has those of its directory.</summary>
    internal const uint BeforeContent = 0x0080_0000 | 0x4 | 0x400;

    /// <summary>FS_CASEFOLD_FL: archives tell it; no restore sets it, since only an empty directory of a file system that was made for it takes it.</summary>
    internal const uint CaseFold = 0x4000_0000;

    /// <summary>
    /// The flags that a person sets and that are worth keeping: secrm, unrm, compr, sync, immutable, append, nodump, noatime,
    /// nocomp, journal-data, notail, dirsync, topdir and nocow. Flags that the file system sets by itself are not among them.
    /// </summary>
    internal const uint Kept = 0x1 | 0x2 | 0x4 | 0x8 | 0x10 | 0x20 | 0x40 | 0x80 | 0x400 | 0x4000 | 0x8000 | 0x1_0000 | 0x2_0000 | 0x80_0000;

    private static readonly (uint Flag, string Name)[] Names =
    [
        (0x1, "secrm"), (0x2, "unrm"), (0x4, "compress"), (0x8, "sync"), (0x10, "immutable"), (0x20, "append"), (0x40, "nodump"), (0x80, "noatime"),
        (0x400, "nocompress"), (0x4000, "journal-data"), (0x8000, "notail"), (0x1_0000, "dirsync"), (0x2_0000, "topdir"), (0x80_0000, "nocow"), (CaseFold, "casefold"),
    ];

    private const nuint GetRequest = 0x8008_6601;
    private const nuint SetRequest = 0x4008_6602;

    /// <summary>All flags of an open regular file or directory; null when the file system has none.</summary>
    internal static uint? TryGet(SafeFileHandle file)
    {
        // The kernel's type is int although the request number says long; room for a long is given all the same.
        ulong flags = 0;
        return Libc.IoCtl(file, GetRequest, &flags) == 0 ? unchecked((uint)flags) : null;
    }

    /// <summary>The flags in words, such as "immutable, nodump".</summary>
    internal static string Describe(uint flags)
    {
        List<string> words = [];
        foreach ((uint flag, string name) in Names)
        {
            if ((flags & flag) != 0)
            {
                words.Add(name);
            }
        }
        return string.Join(", ", words);
    }

    /// <summary>Sets the kept flags of an open regular file or directory and leaves the others as they are.</summary>
    /// <exception cref="LinuxException">The file system refuses.</exception>
    internal static void Set(SafeFileHandle file, uint kept, ReadOnlySpan<byte> shown)
    {
        uint? now = TryGet(file);
        if (now is null)
        {
            throw new LinuxException("set the flags of", shown, Marshal.GetLastPInvokeError());
        }
        ulong wanted = (now.Value & ~Kept) | (kept & Kept);
        if (wanted != now.Value)
        {
            LinuxName.Check(Libc.IoCtl(file, SetRequest, &wanted), "set the flags of", shown);
        }
    }
}
