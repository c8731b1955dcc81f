using System;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Monitas.Agent.Interop;

/// <summary>Makes, renames and removes names in directories, and reads symbolic links.</summary>
internal static unsafe class LinuxDirectory
{
    /// <summary>RENAME_NOREPLACE.</summary>
    private const uint NoReplace = 1;

    private const int RemoveDirectory = 0x200;

    /// <summary>Makes a directory; false when the name is taken.</summary>
    /// <exception cref="LinuxException">It failed for another reason.</exception>
    internal static bool TryMake(in PathAt at, int mode)
    {
        byte* name = stackalloc byte[LinuxName.BufferBytes];
        CString.Write("make the directory", at.Name, new Span<byte>(name, LinuxName.BufferBytes));
        return MadeOrTaken(Libc.MkDirAt(at.Directory, name, (uint)mode), "make the directory", at.Shown);
    }

    /// <summary>Makes a device node, a fifo or an empty file; false when the name is taken.</summary>
    /// <param name="at">The name.</param>
    /// <param name="rawMode">Type and permission bits.</param>
    /// <param name="major">A device's major number.</param>
    /// <param name="minor">A device's minor number.</param>
    /// <exception cref="LinuxException">It failed for another reason.</exception>
    internal static bool TryMakeNode(in PathAt at, int rawMode, uint major, uint minor)
    {
        byte* name = stackalloc byte[LinuxName.BufferBytes];
        CString.Write("make the node", at.Name, new Span<byte>(name, LinuxName.BufferBytes));
        ulong device = DeviceNumber(major, minor);
        return MadeOrTaken(Libc.MkNodAt(at.Directory, name, (uint)rawMode, device), "make the node", at.Shown);
    }

    /// <summary>Makes a symbolic link; false when the name is taken.</summary>
    /// <exception cref="LinuxException">It failed for another reason.</exception>
    internal static bool TryMakeSymbolicLink(in PathAt at, ReadOnlySpan<byte> target)
    {
        const string Operation = "make the symbolic link";
        byte* name = stackalloc byte[LinuxName.BufferBytes];
        CString.Write(Operation, at.Name, new Span<byte>(name, LinuxName.BufferBytes));
        byte* targetText = stackalloc byte[CString.MaxBytes];
        CString.Write(Operation, target, new Span<byte>(targetText, CString.MaxBytes));
        return MadeOrTaken(Libc.SymLinkAt(targetText, at.Directory, name), Operation, at.Shown);
    }

    /// <summary>Makes a further hard link; false when the new name is taken. A symbolic link is not followed.</summary>
    /// <exception cref="LinuxException">It failed for another reason.</exception>
    internal static bool TryLink(in PathAt existing, in PathAt added)
    {
        const string Operation = "make the hard link";
        byte* oldName = stackalloc byte[LinuxName.BufferBytes];
        CString.Write(Operation, existing.Name, new Span<byte>(oldName, LinuxName.BufferBytes));
        byte* newName = stackalloc byte[LinuxName.BufferBytes];
        CString.Write(Operation, added.Name, new Span<byte>(newName, LinuxName.BufferBytes));
        return MadeOrTaken(Libc.LinkAt(existing.Directory, oldName, added.Directory, newName, 0), Operation, added.Shown);
    }

    /// <summary>Renames within one file system; a name in the way is replaced at once.</summary>
    /// <exception cref="LinuxException">It failed.</exception>
    internal static void Rename(in PathAt from, in PathAt to)
    {
        byte* oldName = stackalloc byte[LinuxName.BufferBytes];
        CString.Write("replace", from.Name, new Span<byte>(oldName, LinuxName.BufferBytes));
        byte* newName = stackalloc byte[LinuxName.BufferBytes];
        CString.Write("replace", to.Name, new Span<byte>(newName, LinuxName.BufferBytes));
        LinuxName.Check(Libc.RenameAt(from.Directory, oldName, to.Directory, newName), "replace", to.Shown);
    }

    /// <summary>Renames what is no directory within one file system; false when the new name is taken, which stays as it is then.</summary>
    /// <exception cref="LinuxException">It failed for another reason.</exception>
    internal static bool TryRename(in PathAt from, in PathAt to)
    {
        const string Operation = "put in place";
        byte* oldName = stackalloc byte[LinuxName.BufferBytes];
        CString.Write(Operation, from.Name, new Span<byte>(oldName, LinuxName.BufferBytes));
        byte* newName = stackalloc byte[LinuxName.BufferBytes];
        CString.Write(Operation, to.Name, new Span<byte>(newName, LinuxName.BufferBytes));
        if (Libc.RenameAt2(from.Directory, oldName, to.Directory, newName, NoReplace) == 0)
        {
            return true;
        }
        int errno = Marshal.GetLastPInvokeError();
        return errno switch
        {
            Errno.Exists => false,
            Errno.Invalid or Errno.NoSystemCall => TryRenameByLink(from, to),
            _ => throw new LinuxException(Operation, to.Shown, errno),
        };
    }

    /// <summary>
    /// The same for a file system or kernel without RENAME_NOREPLACE: link(2) replaces nothing either, and the old name goes afterwards. Where there
    /// are no hard links (some FUSE file systems), looking first is all that is left.
    /// </summary>
    /// <exception cref="LinuxException">It failed for another reason.</exception>
    internal static bool TryRenameByLink(in PathAt from, in PathAt to)
    {
        try
        {
            return TryLink(from, to) && Remove(from);
        }
        catch (LinuxException failure) when (failure.ErrorNumber is Errno.NotPermitted or Errno.NotSupported or Errno.NoSystemCall)
        {
            if (LinuxStatus.TryGet(to) is not null)
            {
                return false;
            }
            Rename(from, to);
            return true;
        }
    }

    /// <summary>Removes a name that is no directory; false when there is none.</summary>
    /// <exception cref="LinuxException">It failed.</exception>
    internal static bool Remove(in PathAt at) => Remove(at, 0);

    /// <summary>Removes an empty directory; false when there is none.</summary>
    /// <exception cref="LinuxException">It failed.</exception>
    internal static bool RemoveEmptyDirectory(in PathAt at) => Remove(at, RemoveDirectory);

    /// <summary>The target of a symbolic link; null when the link has gone.</summary>
    /// <exception cref="LinuxException">It failed.</exception>
    internal static byte[]? TryReadLink(in PathAt at)
    {
        byte* name = stackalloc byte[LinuxName.BufferBytes];
        CString.Write("read the link", at.Name, new Span<byte>(name, LinuxName.BufferBytes));
        byte* target = stackalloc byte[CString.MaxBytes];
        nint length = Libc.ReadLinkAt(at.Directory, name, target, CString.MaxBytes);
        if (length >= 0)
        {
            return new ReadOnlySpan<byte>(target, (int)length).ToArray();
        }
        int errno = Marshal.GetLastPInvokeError();
        return errno is Errno.NoEntry or Errno.Invalid ? null : throw new LinuxException("read the link", at.Shown, errno);
    }

    /// <summary>Fills the buffer with the next names of an open directory; 0 at the end. See <see cref="DirectoryRecord"/>.</summary>
    /// <exception cref="LinuxException">It failed.</exception>
    internal static int ReadRecords(SafeFileHandle directory, Span<byte> buffer, ReadOnlySpan<byte> shown)
    {
        fixed (byte* start = buffer)
        {
            nint count = Libc.GetDents64(directory, start, buffer.Length);
            return count >= 0 ? (int)count : throw LinuxException.Last("list", shown);
        }
    }

    private static bool Remove(in PathAt at, int flags)
    {
        byte* name = stackalloc byte[LinuxName.BufferBytes];
        CString.Write("remove", at.Name, new Span<byte>(name, LinuxName.BufferBytes));
        if (Libc.UnlinkAt(at.Directory, name, flags) == 0)
        {
            return true;
        }
        int errno = Marshal.GetLastPInvokeError();
        return errno == Errno.NoEntry ? false : throw new LinuxException("remove", at.Shown, errno);
    }

    private static bool MadeOrTaken(int result, string operation, ReadOnlySpan<byte> shown)
    {
        if (result == 0)
        {
            return true;
        }
        int errno = Marshal.GetLastPInvokeError();
        return errno == Errno.Exists ? false : throw new LinuxException(operation, shown, errno);
    }

    /// <summary>dev_t as glibc's gnu_dev_makedev puts it together.</summary>
    private static ulong DeviceNumber(uint major, uint minor) =>
        (minor & 0xFFul) | ((major & 0xFFFul) << 8) | ((minor & ~0xFFul) << 12) | ((major & ~0xFFFul) << 32);
}
