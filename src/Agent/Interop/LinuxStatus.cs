using System;
using Microsoft.Win32.SafeHandles;

namespace Monitas.Agent.Interop;

/// <summary>Asks and sets what an inode says about a file.</summary>
internal static unsafe class LinuxStatus
{
    private const int NoFollow = 0x100;
    private const int NoAutomount = 0x800;
    private const int EmptyPath = 0x1000;

    /// <summary>STATX_BASIC_STATS, STATX_BTIME and STATX_MNT_ID.</summary>
    private const uint WantedMask = 0x7FF | BirthMask | MountIdMask;
    private const uint BirthMask = 0x800;
    private const uint MountIdMask = 0x1000;
    private const long NanosecondsPerSecond = 1_000_000_000;

    /// <summary>The status of a name, a symbolic link not followed; null when there is no such name.</summary>
    /// <exception cref="LinuxException">Another failure.</exception>
    internal static FileStatus? TryGet(in PathAt at)
    {
        byte* name = stackalloc byte[LinuxName.BufferBytes];
        CString.Write("stat", at.Name, new Span<byte>(name, LinuxName.BufferBytes));
        StatxBuffer buffer;
        if (Libc.StatX(at.Directory, name, NoFollow | NoAutomount, WantedMask, &buffer) == 0)
        {
            return Convert(buffer);
        }
        LinuxException failure = LinuxException.Last("stat", at.Shown);
        return failure.ErrorNumber is Errno.NoEntry or Errno.NotDirectory or Errno.Stale ? null : throw failure;
    }

    /// <summary>The status of an open file.</summary>
    /// <exception cref="LinuxException">It failed.</exception>
    internal static FileStatus Get(SafeFileHandle file, ReadOnlySpan<byte> shown)
    {
        byte empty = 0;
        StatxBuffer buffer;
        return Libc.StatX(file, &empty, EmptyPath, WantedMask, &buffer) == 0 ? Convert(buffer) : throw LinuxException.Last("stat", shown);
    }

    /// <summary>Sets permission, set-id and sticky bits of an open file.</summary>
    /// <exception cref="LinuxException">It failed.</exception>
    internal static void SetMode(SafeFileHandle file, int mode, ReadOnlySpan<byte> shown) =>
        LinuxName.Check(Libc.FChMod(file, (uint)mode), "set the mode of", shown);

    /// <summary>Sets the bits of a name; one that has become a symbolic link is refused, not followed.</summary>
    /// <exception cref="LinuxException">It failed.</exception>
    internal static void SetMode(in PathAt at, int mode)
    {
        byte* name = stackalloc byte[LinuxName.BufferBytes];
        CString.Write("set the mode of", at.Name, new Span<byte>(name, LinuxName.BufferBytes));
        LinuxName.Check(Libc.FChModAt(at.Directory, name, (uint)mode, NoFollow), "set the mode of", at.Shown);
    }

    /// <summary>Sets owner and group of an open file.</summary>
    /// <exception cref="LinuxException">It failed.</exception>
    internal static void SetOwner(SafeFileHandle file, uint uid, uint gid, ReadOnlySpan<byte> shown) =>
        LinuxName.Check(Libc.FChOwn(file, uid, gid), "set the owner of", shown);

    /// <summary>Sets owner and group of a name; a symbolic link gets them itself.</summary>
    /// <exception cref="LinuxException">It failed.</exception>
    internal static void SetOwner(in PathAt at, uint uid, uint gid)
    {
        byte* name = stackalloc byte[LinuxName.BufferBytes];
        CString.Write("set the owner of", at.Name, new Span<byte>(name, LinuxName.BufferBytes));
        LinuxName.Check(Libc.FChOwnAt(at.Directory, name, uid, gid, NoFollow), "set the owner of", at.Shown);
    }

    /// <summary>Sets the time of last change of an open file; the time of last access stays.</summary>
    /// <exception cref="LinuxException">It failed.</exception>
    internal static void SetMtime(SafeFileHandle file, long mtimeNs, ReadOnlySpan<byte> shown)
    {
        TimeSpec* times = stackalloc TimeSpec[2];
        Fill(times, mtimeNs);
        LinuxName.Check(Libc.FUTimeNs(file, times), "set the time of", shown);
    }

    /// <summary>Sets the time of last change of a name; a symbolic link gets it itself.</summary>
    /// <exception cref="LinuxException">It failed.</exception>
    internal static void SetMtime(in PathAt at, long mtimeNs)
    {
        byte* name = stackalloc byte[LinuxName.BufferBytes];
        CString.Write("set the time of", at.Name, new Span<byte>(name, LinuxName.BufferBytes));
        TimeSpec* times = stackalloc TimeSpec[2];
        Fill(times, mtimeNs);
        LinuxName.Check(Libc.UTimeNsAt(at.Directory, name, times, NoFollow), "set the time of", at.Shown);
    }

    private static void Fill(TimeSpec* times, long mtimeNs)
    {
        (long seconds, long nanoseconds) = Math.DivRem(mtimeNs, NanosecondsPerSecond);
        if (nanoseconds < 0)
        {
            (seconds, nanoseconds) = (seconds - 1, nanoseconds + NanosecondsPerSecond);
        }
        times[0] = new TimeSpec { Nanoseconds = TimeSpec.Omit };
        times[1] = new TimeSpec { Seconds = seconds, Nanoseconds = nanoseconds };
    }

    private static FileStatus Convert(in StatxBuffer raw) => new()
    {
        RawMode = raw.Mode,
        Uid = raw.Uid,
        Gid = raw.Gid,
        Links = raw.Links,
        SizeBytes = unchecked((long)raw.Size),
        AllocatedBytes = unchecked((long)(raw.Blocks * 512)),
        MtimeNs = Nanoseconds(raw.Modification),
        CtimeNs = Nanoseconds(raw.Change),
        BirthNs = (raw.Mask & BirthMask) != 0 ? Nanoseconds(raw.Birth) : 0,
        Device = ((ulong)raw.DeviceMajor << 32) | raw.DeviceMinor,
        Inode = raw.Inode,
        NodeMajor = raw.NodeMajor,
        NodeMinor = raw.NodeMinor,
        Attributes = raw.Attributes,
        MountId = (raw.Mask & MountIdMask) != 0 ? raw.MountId : 0,
    };

    /// <summary>Times beyond the years 1677 to 2262 become the nearest that 64 bits of nanoseconds can hold.</summary>
    private static long Nanoseconds(StatxTime time)
    {
        Int128 exact = ((Int128)time.Seconds * NanosecondsPerSecond) + time.Nanoseconds;
        return (long)Int128.Clamp(exact, long.MinValue, long.MaxValue);
    }
}
