using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Monitas.Agent.Interop;

/// <summary>Snapshots and subvolumes of btrfs (ioctls of linux/btrfs.h; every argument here is 4096 bytes long unless said otherwise).</summary>
internal static unsafe class LinuxBtrfs
{
    /// <summary>The inode number of every subvolume's root.</summary>
    internal const ulong RootInode = 256;

    /// <summary>The inode number of the empty directory that a snapshot shows where the subvolume that it was made of holds another one.</summary>
    internal const ulong EmptyInode = 2;

    private const int ArgumentBytes = 4096;

    /// <summary>BTRFS_IOC_SNAP_CREATE_V2: fd 8, transaction 8, flags 8, unused 32, name 4040.</summary>
    private const nuint CreateSnapshotRequest = 0x5000_9417;

    /// <summary>BTRFS_IOC_SNAP_DESTROY: fd 8, name 4088.</summary>
    private const nuint DestroyRequest = 0x5000_940F;

    /// <summary>BTRFS_IOC_GET_SUBVOL_ROOTREF: least tree 8, 255 times (tree 8, directory 8), count 1.</summary>
    private const nuint SubvolumesRequest = 0xD000_943D;

    /// <summary>BTRFS_IOC_INO_LOOKUP_USER: directory 8, tree 8, name 256, path 3824.</summary>
    private const nuint LookUpRequest = 0xD000_943E;

    /// <summary>BTRFS_IOC_FS_INFO: 1024 bytes with the file system's UUID at 16.</summary>
    private const nuint InfoRequest = 0x8400_941F;

    private const ulong ReadOnlyFlag = 2;

    /// <summary>Makes a read-only snapshot of an open subvolume root.</summary>
    /// <param name="subvolume">What.</param>
    /// <param name="directory">Where, in the same file system.</param>
    /// <param name="name">Its name.</param>
    /// <param name="shown">The subvolume's path for messages.</param>
    /// <exception cref="LinuxException">It failed.</exception>
    internal static void CreateSnapshot(SafeFileHandle subvolume, SafeFileHandle directory, string name, ReadOnlySpan<byte> shown)
    {
        byte[] argument = new byte[ArgumentBytes];
        BinaryPrimitives.WriteInt64LittleEndian(argument, subvolume.DangerousGetHandle());
        BinaryPrimitives.WriteUInt64LittleEndian(argument.AsSpan(16), ReadOnlyFlag);
        Encoding.ASCII.GetBytes(name, argument.AsSpan(56, LinuxName.BufferBytes - 1));
        Call(directory, CreateSnapshotRequest, argument, "make a snapshot of", shown);
    }

    /// <summary>Removes a subvolume with all that is in it; false when there is none.</summary>
    /// <exception cref="LinuxException">It failed.</exception>
    internal static bool Destroy(SafeFileHandle directory, string name)
    {
        byte[] argument = new byte[ArgumentBytes];
        Encoding.ASCII.GetBytes(name, argument.AsSpan(8, LinuxName.BufferBytes - 1));
        try
        {
            Call(directory, DestroyRequest, argument, "remove the snapshot", Encoding.ASCII.GetBytes(name));
            return true;
        }
        catch (LinuxException failure) when (failure.ErrorNumber == Errno.NoEntry)
        {
            return false;
        }
    }

    /// <summary>The file system's UUID.</summary>
    /// <exception cref="LinuxException">It failed.</exception>
    internal static Guid FileSystemId(SafeFileHandle file, ReadOnlySpan<byte> shown)
    {
        byte[] argument = new byte[1024];
        Call(file, InfoRequest, argument, "ask btrfs about", shown);
        return new Guid(argument.AsSpan(16, 16), bigEndian: true);
    }

    /// <summary>The paths of the subvolumes right below an open subvolume root, as "dir/name".</summary>
    /// <exception cref="LinuxException">It failed.</exception>
    internal static List<byte[]> Subvolumes(SafeFileHandle subvolume, ReadOnlySpan<byte> shown)
    {
        List<byte[]> paths = [];
        byte[] argument = new byte[ArgumentBytes];
        while (true)
        {
            bool more = !TryCall(subvolume, SubvolumesRequest, argument, out int errno) && errno == Errno.Overflow;
            if (errno != 0 && !more)
            {
                throw new LinuxException("list the subvolumes of", shown, errno);
            }
            int count = argument[8 + (255 * 16)];
            for (int i = 0; i < count; i++)
            {
                if (TryLookUp(subvolume, argument.AsSpan(8 + (i * 16), 16), shown) is { } path)
                {
                    paths.Add(path);
                }
            }
            if (!more)
            {
                return paths;
            }
        }
    }

    /// <summary>The path of one of them; null when it was removed meanwhile.</summary>
    private static byte[]? TryLookUp(SafeFileHandle subvolume, ReadOnlySpan<byte> reference, ReadOnlySpan<byte> shown)
    {
        byte[] argument = new byte[ArgumentBytes];
        reference[8..].CopyTo(argument);
        reference[..8].CopyTo(argument.AsSpan(8));
        if (TryCall(subvolume, LookUpRequest, argument, out int errno))
        {
            return [.. Text(argument.AsSpan(16 + LinuxName.BufferBytes)), .. Text(argument.AsSpan(16, LinuxName.BufferBytes))];
        }
        return errno == Errno.NoEntry ? null : throw new LinuxException("find a subvolume below", shown, errno);
    }

    private static ReadOnlySpan<byte> Text(ReadOnlySpan<byte> field)
    {
        int end = field.IndexOf((byte)0);
        return end < 0 ? field : field[..end];
    }

    private static void Call(SafeFileHandle file, nuint request, byte[] argument, string operation, ReadOnlySpan<byte> shown)
    {
        if (!TryCall(file, request, argument, out int errno))
        {
            throw new LinuxException(operation, shown, errno);
        }
    }

    private static bool TryCall(SafeFileHandle file, nuint request, byte[] argument, out int errno)
    {
        fixed (byte* start = argument)
        {
            bool done = Libc.IoCtl(file, request, start) >= 0;
            errno = done ? 0 : Marshal.GetLastPInvokeError();
            return done;
        }
    }
}
