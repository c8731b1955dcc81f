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
    private readonly SnapshotJournal _journal = new(settings.JournalFile);
    private readonly SnapshotPlace _place = new(settings, new SnapshotJournal(settings.JournalFile));
    private readonly SnapshotCleaner _cleaner = new(settings);
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
            HashSet<ulong> mounts = [];
            foreach (HeldMount mount in held)
            {
                mounts.Add(mount.Mount.Id);
                if (mount.Snapshot is { } snapshot)
                {
                    snapshots.Add(snapshot);
                }
            }
            string view = snapshots.Count == 0 ? root : await AssembleAsync(held, root, cancellationToken).ConfigureAwait(false);
            await hooks.AfterSnapshotAsync(cancellationToken).ConfigureAwait(false);
            return view == root
                ? new SnapshotView(root, [], null, _cleaner, notes.Warn)
                : new SnapshotView(view, snapshots, new MissingSubvolumes(root, mounts, notes).Look, _cleaner, notes.Warn);
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
            _place.Make(mounts.FindAll(IsBtrfs));
        }
        using FrozenFileSystems frozen = FrozenFileSystems.Freeze(settings, _journal, notes.Warn, clock);
        await hooks.AtSnapshotAsync(cancellationToken).ConfigureAwait(false);
        BtrfsTaker btrfs = new(_place, _journal, excludes, notes, _id);
        List<HeldMount> held = [];
        foreach (MountEntry mount in mounts)
        {
            int rootLength = Encoding.UTF8.GetByteCount(root);
            byte[] path = mount.MountPoint.Length <= rootLength ? "/"u8.ToArray() : HeldMount.Join("/"u8, mount.MountPoint.AsSpan(root.Length == 1 ? 0 : rootLength));
            held.AddRange(await TakeOneAsync(mount, path, btrfs, volumes, cancellationToken).ConfigureAwait(false));
        }
        return held;
    }

    private async Task<List<HeldMount>> TakeOneAsync(
        MountEntry mount, byte[] path, BtrfsTaker btrfs, List<LogicalVolume> volumes, CancellationToken cancellationToken)
    {
        LogicalVolume? volume = volumes.Find(one => one.Device == mount.Device);
        try
        {
            if (IsBtrfs(mount))
            {
                return btrfs.Take(mount, path);
            }
            if (volume is { MayBeOrigin: true } && mount.RootPath.Length == 1)
            {
                _place.Require();
                LvmSnapshot snapshot = await LvmSnapshot.CreateAsync(mount, volume, $"monitas-{_id}-{_count++}", settings.LvmSize, _journal, cancellationToken).ConfigureAwait(false);
                notes.Tell($"{ShownPath.Of(mount.MountPoint)} is read from an LVM snapshot of {volume.FullName}.");
                return [new HeldMount(path, mount, snapshot)];
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
        return [new HeldMount(path, mount, null)];
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

    private bool IsBtrfs(MountEntry mount) => mount.FileSystem == "btrfs" && settings.Kind is SnapshotKind.Auto or SnapshotKind.Btrfs;

    /// <summary>The tree from all parts; the live one when that does not work out.</summary>
    private async Task<string> AssembleAsync(List<HeldMount> held, string root, CancellationToken cancellationToken)
    {
        try
        {
            string view = _place.MakeView();
            new SnapshotAssembly(view, notes).Build(held);
            return view;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            notes.Warn($"The live file systems are read, since the snapshots cannot be put together: {failure.Message}");
            await _cleaner.RunAsync(notes.Warn, cancellationToken).ConfigureAwait(false);
            return root;
        }
    }
}
