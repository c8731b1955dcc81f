using System.Collections.Generic;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Monitas.Agent.Files;
using Monitas.Agent.Interop;
using Monitas.Agent.Jobs;
using Monitas.Imaging.Manifests;

namespace Monitas.Agent.Snapshots;

/// <summary>
/// Mounts all parts of a backup's tree, read-only. Their places lie in directories that users own, so each is reached name by name and mounted on
/// as the open directory that it is: a path with a symbolic link in it would lead the mount out into the running system.
/// </summary>
/// <param name="view">An empty directory that only root can come to.</param>
/// <param name="notes">Is told of what has no place.</param>
internal sealed class SnapshotAssembly(string view, JobNotes notes)
{
    /// <summary>Mounts them.</summary>
    /// <exception cref="LinuxException">One cannot be mounted.</exception>
    /// <exception cref="SnapshotException">A mount point is not there.</exception>
    internal void Build(List<HeldMount> held)
    {
        held.Sort((left, right) => BytePath.Compare(left.Path, right.Path));
        foreach (HeldMount mount in held)
        {
            if (TryMount(mount))
            {
                // Opened anew: what is there now is what was mounted.
                using DirectoryChain chain = new(Encoding.UTF8.GetBytes(view));
                SafeFileHandle mounted = chain.TryOpen(mount.Path) ?? throw new LinuxException("open", mount.Path, Errno.NoEntry);
                LinuxMount.Mount("", mounted, "", MountFlags.Bind | MountFlags.Remount | MountFlags.ReadOnly, mount.Path);
            }
        }
    }

    private bool TryMount(HeldMount held)
    {
        using DirectoryChain chain = new(Encoding.UTF8.GetBytes(view));
        if (FindPlace(chain, held) is not { } place)
        {
            return false;
        }
        if (held.Snapshot is { } snapshot)
        {
            snapshot.Mount(place, held.Path);
        }
        else
        {
            BindLive(held, place);
        }
        return true;
    }

    /// <summary>The open directory; null for a subvolume that has none in the snapshot of what it lies in.</summary>
    private SafeFileHandle? FindPlace(DirectoryChain chain, HeldMount held)
    {
        try
        {
            SafeFileHandle? place = chain.TryOpen(held.Path);
            if (place is not null && held.IsNested && LinuxStatus.Get(place, held.Path).Inode != LinuxBtrfs.EmptyInode)
            {
                throw new LinuxException("mount on", held.Path, Errno.NotDirectory);
            }
            if (place is not null || !held.IsNested)
            {
                return place ?? throw new SnapshotException($"{ShownPath.Of(held.Path)} is not in the snapshot of what it is mounted on");
            }
            notes.Note(held.Path, "left out: this subvolume was made or moved here after the snapshot of what it lies in");
        }
        catch (LinuxException) when (held.IsNested)
        {
            notes.Warn(held.Path, "the subvolume that is here now is left out: there was something else when the snapshot was made");
        }
        return null;
    }

    private static void BindLive(HeldMount held, SafeFileHandle place)
    {
        using SafeFileHandle live = LinuxFile.Open(held.Mount.MountPoint, OpenFlags.PathOnly | OpenFlags.Directory);
        ulong id = LinuxStatus.Get(live, held.Mount.MountPoint).MountId;
        if (id != 0 && id != held.Mount.Id)
        {
            throw new SnapshotException($"{ShownPath.Of(held.Mount.MountPoint)} was moved meanwhile");
        }
        LinuxMount.Mount(LinuxMount.PathOf(live), place, "", MountFlags.Bind, held.Path);
    }
}
