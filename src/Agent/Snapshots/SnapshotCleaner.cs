using System;
using System.Collections.Generic;
using System.IO;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Win32.SafeHandles;
using Monitas.Agent.Disks;
using Monitas.Agent.Interop;
using Monitas.Agent.Snapshots.Wire;

namespace Monitas.Agent.Snapshots;

/// <summary>Removes what the journal tells of: at the end of each backup, and at the agent's start what a crash has left.</summary>
/// <param name="settings">Where.</param>
internal sealed class SnapshotCleaner(SnapshotSettings settings)
{
    private readonly SnapshotJournal _journal = new(settings.JournalFile);

    /// <summary>Removes all of it; what cannot be removed stays in the journal for the next time.</summary>
    /// <param name="warn">Gets a sentence about each that stays.</param>
    /// <param name="cancellationToken">Stops between two.</param>
    internal async Task RunAsync(Action<string> warn, CancellationToken cancellationToken)
    {
        List<SnapshotLeftover> leftovers = _journal.Read();
        List<SnapshotLeftover> kept = [];
        foreach (SnapshotLeftover leftover in leftovers)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                await RemoveAsync(leftover, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or InvalidDataException)
            {
                kept.Add(leftover);
                warn($"A snapshot is not removed yet ({leftover.Kind} {leftover.Name}); it is tried again at the next backup. {failure.Message}");
            }
        }
        if (leftovers.Count > 0)
        {
            _journal.Replace(kept);
        }
    }

    private async Task RemoveAsync(SnapshotLeftover leftover, CancellationToken cancellationToken)
    {
        switch (leftover.Kind)
        {
            case SnapshotLeftover.Freeze:
                Thaw(leftover.Name);
                break;
            case SnapshotLeftover.Mount when leftover.Name == settings.Directory || Path.GetDirectoryName(leftover.Name) == settings.Directory:
                Unmount(leftover.Name);
                break;
            case SnapshotLeftover.Lvm:
                await RemoveVolumeAsync(leftover.Name, cancellationToken).ConfigureAwait(false);
                break;
            case SnapshotLeftover.Btrfs when leftover.Name.LastIndexOf(' ') is > 0 and int space:
                RemoveSubvolume(leftover.Name[..space], leftover.Name[(space + 1)..]);
                break;
            default:
                break;
        }
    }

    private static void Thaw(string mountPoint)
    {
        using SafeFileHandle directory = LinuxFile.Open(Encoding.UTF8.GetBytes(mountPoint), OpenFlags.ReadOnly | OpenFlags.Directory);
        LinuxFreeze.Thaw(directory, mountPoint);
    }

    /// <summary>
    /// Until nothing is mounted there any more. A mount that somebody looks into just now, or that holds others, goes out of sight at once with all
    /// that is mounted in it: what lies below the place itself is never named, since users may move it.
    /// </summary>
    private static void Unmount(string place)
    {
        while (Directory.Exists(place) && MountTable.At(place) is not null)
        {
            try
            {
                LinuxMount.Unmount(place);
            }
            catch (LinuxException busy) when (busy.ErrorNumber == Errno.Busy)
            {
                LinuxMount.Unmount(place, UnmountFlags.Detach | UnmountFlags.NoFollow);
            }
        }
    }

    /// <summary>
    /// Only a volume that carries our tag: a name alone might have become somebody else's. One is gone when lvs lists all volumes without
    /// trouble and it is not among them; an lvs that fails says nothing.
    /// </summary>
    private static async Task RemoveVolumeAsync(string fullName, CancellationToken cancellationToken)
    {
        ToolResult all = await ExternalTool.RunAsync("lvs", LvsReport.Arguments, cancellationToken).ConfigureAwait(false);
        if (!LvsReport.Parse(all.Output).Exists(one => one.FullName == fullName))
        {
            return;
        }
        ToolResult tags = await ExternalTool.RunAsync("lvs", ["--noheadings", "-o", "lv_tags", fullName], cancellationToken).ConfigureAwait(false);
        if (tags.Output.Contains(LvsReport.Tag, StringComparison.Ordinal))
        {
            await ExternalTool.RunAsync("lvremove", LvsReport.RemoveArguments(fullName), cancellationToken).ConfigureAwait(false);
        }
    }

    private void RemoveSubvolume(string device, string name)
    {
        string place = Path.Join(settings.Directory, "remove");
        Directory.CreateDirectory(place, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        LinuxMount.Mount(device, place, "btrfs", MountFlags.NoAccessTime, BtrfsTopLevel.MountOptions);
        try
        {
            BtrfsTopLevel.Remove(place, name);
        }
        finally
        {
            Unmount(place);
        }
    }
}
