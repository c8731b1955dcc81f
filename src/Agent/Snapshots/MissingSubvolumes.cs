using System;
using System.Collections.Generic;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Monitas.Agent.Files;
using Monitas.Agent.Interop;

namespace Monitas.Agent.Snapshots;

/// <summary>
/// Finds the subvolumes that a backup's tree does not hold: in the snapshot of what they lie in they are empty directories, and without a word
/// they would be in the archive as such.
/// </summary>
/// <param name="liveRoot">The tree in the running system.</param>
/// <param name="heldMounts">The numbers of the live mounts that are held.</param>
/// <param name="notes">Gets the warnings.</param>
internal sealed class MissingSubvolumes(string liveRoot, IReadOnlySet<ulong> heldMounts, IWalkNotes notes)
{
    /// <summary>Looks at one directory of the tree.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="directory">The open directory.</param>
    /// <param name="status">Its status.</param>
    /// <exception cref="LinuxException">Its file system does not answer.</exception>
    internal void Look(byte[] path, SafeFileHandle directory, FileStatus status)
    {
        if (status.Inode == LinuxBtrfs.EmptyInode && LinuxMount.FileSystemType(directory, path) == FileSystemMagic.Btrfs
            && !path.AsSpan(path.AsSpan().LastIndexOf((byte)'/') + 1).StartsWith(BtrfsTopLevel.NamePrefixBytes) && WhyMissing(path) is { } why)
        {
            notes.Warn(path, $"what is in it is left out: {why}");
        }
    }

    /// <summary>Null when the running system shows nothing there either: in a snapshot that somebody else made, or below a mount that is not held.</summary>
    private string? WhyMissing(byte[] path)
    {
        try
        {
            using DirectoryChain live = new(Encoding.UTF8.GetBytes(liveRoot));
            if (live.TryOpen(path) is { } directory)
            {
                FileStatus status = LinuxStatus.Get(directory, path);
                return status.Inode == LinuxBtrfs.EmptyInode || (status.MountId != 0 && !heldMounts.Contains(status.MountId))
                    ? null
                    : "it is a btrfs subvolume that has no snapshot";
            }
        }
        catch (LinuxException)
        {
            // Something else lies there by now.
        }
        return "it is a btrfs subvolume that was moved or removed while the snapshots were made";
    }
}
