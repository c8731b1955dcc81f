using System;
using System.Collections.Frozen;
using System.Collections.Generic;
using Monitas.Imaging.Manifests;

namespace Monitas.Agent.Files;

/// <summary>
/// Which mounted file systems an archive holds: the one with the source's root, and every other local disk file system below it.
/// Virtual, network and removable-by-FUSE file systems are left out, and so is a second mount of what is held already (a bind
/// mount). A pure decision over the mount table.
/// </summary>
internal sealed class FileSystemChoice
{
    private static readonly FrozenSet<string> DiskTypes =
        new[] { "ext2", "ext3", "ext4", "xfs", "btrfs", "vfat", "exfat", "f2fs", "jfs", "reiserfs", "nilfs2", "bcachefs", "ntfs3" }.ToFrozenSet();

    private readonly HashSet<ulong> _held = [];

    /// <summary>The mounts that are held, that of the root first.</summary>
    internal IReadOnlyList<MountEntry> Held { get; }

    /// <summary>The visible mounts below the root that are not held, without those that lie below another of them.</summary>
    internal IReadOnlyList<MountEntry> LeftOut { get; }

    private FileSystemChoice(List<MountEntry> held, List<MountEntry> leftOut)
    {
        Held = held;
        LeftOut = leftOut;
        foreach (MountEntry mount in held)
        {
            _held.Add(mount.Id);
        }
    }

    /// <summary>Decides.</summary>
    /// <param name="mounts">The mount table in its own order.</param>
    /// <param name="root">The source's root as an absolute path.</param>
    /// <param name="rootMountId">The mount that the source's root lies on.</param>
    internal static FileSystemChoice Decide(IReadOnlyList<MountEntry> mounts, ReadOnlySpan<byte> root, ulong rootMountId)
    {
        List<MountEntry> held = [];
        foreach (MountEntry mount in mounts)
        {
            if (mount.Id == rootMountId)
            {
                held.Add(mount);
            }
        }
        List<MountEntry> leftOut = [];
        foreach (MountEntry mount in Visible(mounts))
        {
            bool local = DiskTypes.Contains(mount.FileSystem) && mount.Source.AsSpan().StartsWith("/dev/"u8);
            if (local && mount.Id != rootMountId && BytePath.IsBelow(mount.MountPoint, root) && !IsCovered(mount, held))
            {
                held.Add(mount);
            }
            else if (mount.Id != rootMountId && BytePath.IsBelow(mount.MountPoint, root) && !leftOut.Exists(one => BytePath.IsBelow(mount.MountPoint, one.MountPoint)))
            {
                leftOut.Add(mount);
            }
        }
        return new FileSystemChoice(held, leftOut);
    }

    /// <summary>Is what lies on this mount part of the archive? A kernel that does not tell mounts apart (0) says yes.</summary>
    internal bool Holds(ulong mountId) => mountId == 0 || _held.Contains(mountId);

    /// <summary>Of several mounts on one mount point only the last can be seen.</summary>
    private static List<MountEntry> Visible(IReadOnlyList<MountEntry> mounts)
    {
        List<MountEntry> visible = [];
        for (int i = 0; i < mounts.Count; i++)
        {
            bool hidden = false;
            for (int later = i + 1; later < mounts.Count && !hidden; later++)
            {
                hidden = mounts[later].MountPoint.AsSpan().SequenceEqual(mounts[i].MountPoint);
            }
            if (!hidden)
            {
                visible.Add(mounts[i]);
            }
        }
        return visible;
    }

    /// <summary>
    /// Does the archive hold the same directory at another path already? A mount of a directory onto itself, as service managers
    /// make it, is not covered: it hides what it shows.
    /// </summary>
    private static bool IsCovered(MountEntry mount, List<MountEntry> held)
    {
        foreach (MountEntry other in held)
        {
            bool contains = other.RootPath.AsSpan().SequenceEqual(mount.RootPath) || BytePath.IsBelow(mount.RootPath, other.RootPath);
            if (other.Device == mount.Device && contains && !PathIn(other, mount.RootPath).AsSpan().SequenceEqual(mount.MountPoint))
            {
                return true;
            }
        }
        return false;
    }

    /// <summary>Where a directory of the file system can be seen through a mount that contains it.</summary>
    private static byte[] PathIn(MountEntry mount, byte[] directory)
    {
        ReadOnlySpan<byte> rest = mount.RootPath.Length == 1 ? directory : directory.AsSpan(mount.RootPath.Length);
        ReadOnlySpan<byte> point = mount.MountPoint.Length == 1 ? default : mount.MountPoint;
        byte[] path = [.. point, .. rest];
        return path.Length == 0 ? mount.MountPoint : path.Length > 1 && path[^1] == '/' ? path[..^1] : path;
    }
}
