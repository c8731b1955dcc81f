using System;
using System.Collections.Generic;
using System.IO;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Win32.SafeHandles;
using Monitas.Agent.Disks;
using Monitas.Agent.Files;
using Monitas.Agent.Hooks;
using Monitas.Agent.Interop;
using Monitas.Agent.Jobs;
using Monitas.Agent.Snapshots.Wire;
using Monitas.Imaging.Manifests;

namespace Monitas.Agent.Snapshots;

/// <summary>
/// Makes the snapshots of one backup, all at one moment as far as that goes, and puts them together to one tree at a private place, with the
/// live file systems where there is no snapshot. Serves one backup.
/// </summary>
/// <param name="settings">How.</param>
/// <param name="excludes">Subvolumes that are left out get no snapshot.</param>
/// <param name="hooks">Run while file systems hold still, and when the live ones are needed no more.</param>
/// <param name="notes">Gets the troubles.</param>
/// <param name="clock">The time.</param>
internal sealed class SnapshotTaker(SnapshotSettings settings, ExcludeList excludes, BackupHooks hooks, JobNotes notes, TimeProvider clock)
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly SnapshotJournal _journal = new(settings.JournalFile);
    private readonly SnapshotCleaner _cleaner = new(settings);
    private readonly Dictionary<string, string> _topLevels = [];
    private readonly string _id = Guid.NewGuid().ToString("N")[..12];
    private int _count;

    /// <summary>Does it.</summary>
    /// <param name="root">The live tree.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="HookException">A hook failed, and the settings say that this stops the job.</exception>
    /// <exception cref="LinuxException">The root cannot be read, or the snapshots cannot be mounted.</exception>
    internal async Task<SnapshotView> TakeAsync(string root, CancellationToken cancellationToken)
    {
        await _cleaner.RunAsync(notes.Warn, cancellationToken).ConfigureAwait(false);
        try
        {
            List<HeldMount> held = await MakeAsync(root, cancellationToken).ConfigureAwait(false);
            List<ISnapshot> snapshots = [];
            foreach (HeldMount mount in held)
            {
                if (mount.Snapshot is { } snapshot)
                {
                    snapshots.Add(snapshot);
                }
            }
            string view = snapshots.Count == 0 ? root : await AssembleAsync(held, root, cancellationToken).ConfigureAwait(false);
            if (view == root)
            {
                snapshots.Clear();
            }
            await hooks.AfterSnapshotAsync(cancellationToken).ConfigureAwait(false);
            return new SnapshotView(view, snapshots, _cleaner, notes.Warn);
        }
        catch
        {
            await _cleaner.RunAsync(notes.Warn, CancellationToken.None).ConfigureAwait(false);
            throw;
        }
    }

    private async Task<List<HeldMount>> MakeAsync(string root, CancellationToken cancellationToken)
    {
        List<MountEntry> mounts = HeldMounts(root);
        List<LogicalVolume> volumes = settings.Kind is SnapshotKind.Auto or SnapshotKind.Lvm ? await ListVolumesAsync(cancellationToken).ConfigureAwait(false) : [];
        if (mounts.Exists(mount => IsBtrfs(mount) || volumes.Exists(one => one.Device == mount.Device)))
        {
            MakePlace();
            MountTopLevels(mounts);
        }
        using FrozenFileSystems frozen = FrozenFileSystems.Freeze(settings, _journal, notes.Warn, clock);
        await hooks.AtSnapshotAsync(cancellationToken).ConfigureAwait(false);
        List<HeldMount> held = [];
        foreach (MountEntry mount in mounts)
        {
            string live = Encoding.UTF8.GetString(mount.MountPoint);
            string path = live.Length <= root.Length ? "/" : live[root.AsSpan().TrimEnd('/').Length..];
            held.AddRange(await TakeOneAsync(mount, path, live, volumes, cancellationToken).ConfigureAwait(false));
        }
        return held;
    }

    private async Task<List<HeldMount>> TakeOneAsync(
        MountEntry mount, string path, string live, List<LogicalVolume> volumes, CancellationToken cancellationToken)
    {
        LogicalVolume? volume = volumes.Find(one => one.Device == mount.Device);
        try
        {
            if (IsBtrfs(mount))
            {
                return TakeBtrfs(mount, path, live);
            }
            if (volume is { MayBeOrigin: true } && mount.RootPath.Length == 1)
            {
                LvmSnapshot snapshot = await LvmSnapshot.CreateAsync(mount, volume, $"monitas-{_id}-{_count++}", settings.LvmSize, _journal, cancellationToken).ConfigureAwait(false);
                notes.Tell($"{live} is read from an LVM snapshot of {volume.FullName}.");
                return [new HeldMount(path, live, mount, snapshot)];
            }
            if (settings.Kind is SnapshotKind.Lvm or SnapshotKind.Btrfs && path.Length == 1)
            {
                notes.Warn(mount.MountPoint, $"the live file system is read, since it does not lie on {(settings.Kind == SnapshotKind.Lvm ? "an LVM volume" : "btrfs")}");
            }
        }
        catch (IOException failure)
        {
            string sentence = $"the live file system is read, since no snapshot can be made: {failure.Message.TrimEnd('.')}";
            if (settings.Kind == SnapshotKind.Auto)
            {
                notes.Note(mount.MountPoint, sentence);
            }
            else
            {
                notes.Warn(mount.MountPoint, sentence);
            }
        }
        return [new HeldMount(path, live, mount, null)];
    }

    /// <summary>A subvolume, and those in it that are not left out: a snapshot of one does not hold the others.</summary>
    private List<HeldMount> TakeBtrfs(MountEntry mount, string path, string live)
    {
        List<HeldMount> taken = [];
        Stack<(string Path, string Live)> rest = new([(path, live)]);
        while (rest.TryPop(out (string Path, string Live) next))
        {
            byte[] bytes = Encoding.UTF8.GetBytes(next.Live);
            using SafeFileHandle directory = LinuxFile.Open(bytes, OpenFlags.ReadOnly | OpenFlags.Directory | OpenFlags.NoFollow);
            if (LinuxStatus.Get(directory, bytes).Inode != LinuxBtrfs.RootInode)
            {
                throw new SnapshotException($"{next.Live} is no subvolume");
            }
            foreach (byte[] below in LinuxBtrfs.Subvolumes(directory, bytes))
            {
                string name = Encoding.UTF8.GetString(below);
                string place = Path.Join(next.Path, name);
                if (!name.StartsWith(BtrfsTopLevel.NamePrefix, StringComparison.Ordinal) && !excludes.ExcludesAnywhere(Encoding.UTF8.GetBytes(place), isDirectory: true)
                    && IsOnSameMount(Path.Join(next.Live, name), mount))
                {
                    rest.Push((place, Path.Join(next.Live, name)));
                }
            }
            taken.Add(new HeldMount(next.Path, next.Live, mount, MakeBtrfs(mount, directory, bytes)));
        }
        notes.Tell(taken.Count == 1 ? $"{live} is read from a btrfs snapshot." : $"{live} is read from {taken.Count} btrfs snapshots, one for each subvolume.");
        return taken;
    }

    private BtrfsSnapshot MakeBtrfs(MountEntry mount, SafeFileHandle subvolume, byte[] shown)
    {
        string name = $"{BtrfsTopLevel.NamePrefix}{_id}-{_count++}";
        _journal.Add(new SnapshotLeftover(SnapshotLeftover.Btrfs, $"{Encoding.UTF8.GetString(mount.Source)} {name}"));
        string top = _topLevels[mount.Device];
        BtrfsTopLevel.Create(subvolume, top, name, shown);
        return new BtrfsSnapshot(top, name);
    }

    /// <summary>A subvolume that lies below another mount, or cannot be seen, is not this mount's to hold.</summary>
    private static bool IsOnSameMount(string path, MountEntry mount)
    {
        try
        {
            byte[] bytes = Encoding.UTF8.GetBytes(path);
            using SafeFileHandle directory = LinuxFile.Open(bytes, OpenFlags.PathOnly | OpenFlags.NoFollow);
            return LinuxStatus.Get(directory, bytes).MountId is ulong id && (id == 0 || id == mount.Id);
        }
        catch (LinuxException)
        {
            return false;
        }
    }

    private static List<MountEntry> HeldMounts(string root)
    {
        byte[] path = Encoding.UTF8.GetBytes(root);
        using SafeFileHandle directory = LinuxFile.Open(path, OpenFlags.ReadOnly | OpenFlags.Directory);
        FileSystemChoice choice = FileSystemChoice.Decide([.. MountTable.Read()], path, LinuxStatus.Get(directory, path).MountId);
        List<MountEntry> held = [.. choice.Held];
        held.Sort((left, right) => BytePath.Compare(left.MountPoint, right.MountPoint));
        return held;
    }

    private async Task<List<LogicalVolume>> ListVolumesAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await LvmSnapshot.ListAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (IOException failure)
        {
            notes.Tell($"There are no LVM snapshots: {failure.Message}");
            return [];
        }
    }

    /// <summary>A place whose mounts nobody else gets to see, lest a container that is started meanwhile keeps them.</summary>
    private void MakePlace()
    {
        Directory.CreateDirectory(settings.Directory, Private);
        _journal.Add(new SnapshotLeftover(SnapshotLeftover.Mount, settings.Directory));
        LinuxMount.Mount(settings.Directory, settings.Directory, "", MountFlags.Bind);
        LinuxMount.Mount("", settings.Directory, "", MountFlags.Private);
    }

    private void MountTopLevels(List<MountEntry> mounts)
    {
        foreach (MountEntry mount in mounts)
        {
            if (IsBtrfs(mount) && !_topLevels.ContainsKey(mount.Device))
            {
                string place = Path.Join(settings.Directory, $"top-{_topLevels.Count}");
                Directory.CreateDirectory(place, Private);
                _journal.Add(new SnapshotLeftover(SnapshotLeftover.Mount, place));
                LinuxMount.Mount(Encoding.UTF8.GetString(mount.Source), place, "btrfs", MountFlags.NoAccessTime, BtrfsTopLevel.MountOptions);
                _topLevels.Add(mount.Device, place);
            }
        }
    }

    private bool IsBtrfs(MountEntry mount) => mount.FileSystem == "btrfs" && settings.Kind is SnapshotKind.Auto or SnapshotKind.Btrfs;

    /// <summary>The tree from all parts; the live one when that does not work out.</summary>
    private async Task<string> AssembleAsync(List<HeldMount> held, string root, CancellationToken cancellationToken)
    {
        try
        {
            return Assemble(held);
        }
        catch (LinuxException failure)
        {
            notes.Warn($"The live file systems are read, since the snapshots cannot be put together: {failure.Message}");
            await _cleaner.RunAsync(notes.Warn, cancellationToken).ConfigureAwait(false);
            return root;
        }
    }

    private string Assemble(List<HeldMount> held)
    {
        string view = Path.Join(settings.Directory, "root");
        Directory.CreateDirectory(view, Private);
        held.Sort((left, right) => string.CompareOrdinal(left.Path, right.Path));
        foreach (HeldMount mount in held)
        {
            string place = mount.Path.Length == 1 ? view : view + mount.Path;
            _journal.Add(new SnapshotLeftover(SnapshotLeftover.Mount, place));
            if (mount.Snapshot is { } snapshot)
            {
                snapshot.Mount(place);
            }
            else
            {
                LinuxMount.Mount(mount.Live, place, "", MountFlags.Bind);
            }
            LinuxMount.Mount("", place, "", MountFlags.Bind | MountFlags.Remount | MountFlags.ReadOnly);
        }
        return view;
    }
}
