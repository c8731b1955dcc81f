using System;
using System.Collections.Generic;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Monitas.Agent.Files;
using Monitas.Agent.Interop;
using Monitas.Agent.Jobs;

namespace Monitas.Agent.Snapshots;

/// <summary>
/// Makes the snapshots of a btrfs: one of what is mounted, and one of each subvolume in it that is not left out, since a snapshot of one does not
/// hold the others. Whoever owns a directory may make, move and remove subvolumes at any time: nothing here follows a symbolic link.
/// </summary>
/// <param name="place">Where the top levels are.</param>
/// <param name="journal">Is told first.</param>
/// <param name="excludes">Subvolumes that are left out get no snapshot.</param>
/// <param name="notes">Is told how many there are.</param>
/// <param name="id">Makes their names ones of their own.</param>
internal sealed class BtrfsTaker(SnapshotPlace place, SnapshotJournal journal, ExcludeList excludes, JobNotes notes, string id)
{
    private int _count;

    /// <summary>Makes them.</summary>
    /// <param name="mount">Of what.</param>
    /// <param name="path">Where the mount belongs in the tree.</param>
    /// <exception cref="SnapshotException">What is mounted is no subvolume, or the top level cannot be had.</exception>
    /// <exception cref="LinuxException">One cannot be made.</exception>
    internal List<HeldMount> Take(MountEntry mount, byte[] path)
    {
        string top = place.TopLevelOf(mount);
        using DirectoryChain live = new(mount.MountPoint);
        List<HeldMount> taken = [];
        Stack<byte[]> rest = new(["/"u8.ToArray()]);
        while (rest.TryPop(out byte[]? inside))
        {
            byte[] shown = HeldMount.Join(mount.MountPoint, inside);
            if (TryOpen(live, inside, mount) is { } subvolume)
            {
                taken.Add(new HeldMount(HeldMount.Join(path, inside), mount, Make(mount, top, subvolume, shown), IsNested: inside.Length > 1));
                // Asked after its snapshot was made: a subvolume that is in the snapshot as an empty directory cannot be missed.
                foreach (byte[] below in LinuxBtrfs.Subvolumes(subvolume, shown))
                {
                    byte[] next = HeldMount.Join(inside, below);
                    if (!below.AsSpan().StartsWith(BtrfsTopLevel.NamePrefixBytes) && !excludes.ExcludesAnywhere(HeldMount.Join(path, next), isDirectory: true))
                    {
                        rest.Push(next);
                    }
                }
            }
            else if (inside.Length == 1)
            {
                throw new SnapshotException($"{ShownPath.Of(shown)} is no subvolume");
            }
        }
        string name = ShownPath.Of(mount.MountPoint);
        notes.Tell(taken.Count == 1 ? $"{name} is read from a btrfs snapshot." : $"{name} is read from {taken.Count} btrfs snapshots, one for each subvolume.");
        return taken;
    }

    private BtrfsSnapshot Make(MountEntry mount, string top, SafeFileHandle subvolume, byte[] shown)
    {
        string name = $"{BtrfsTopLevel.NamePrefix}{id}-{_count++}";
        journal.Add(new SnapshotLeftover(SnapshotLeftover.Btrfs, $"{Encoding.UTF8.GetString(mount.Source)} {name}"));
        BtrfsTopLevel.Create(subvolume, top, name, shown);
        return new BtrfsSnapshot(top, name);
    }

    /// <summary>
    /// A subvolume of this mount; null when it is gone, hidden by another mount, or something else by now. Who misses its content in the end
    /// is told by <see cref="MissingSubvolumes"/>.
    /// </summary>
    private static SafeFileHandle? TryOpen(DirectoryChain live, byte[] inside, MountEntry mount)
    {
        try
        {
            SafeFileHandle? directory = live.TryOpen(inside);
            return directory is not null && LinuxStatus.Get(directory, inside) is { Inode: LinuxBtrfs.RootInode } status && (status.MountId == 0 || status.MountId == mount.Id)
                ? directory
                : null;
        }
        catch (LinuxException) when (inside.Length > 1)
        {
            return null;
        }
    }
}
