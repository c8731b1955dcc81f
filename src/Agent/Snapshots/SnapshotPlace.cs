using System;
using System.Collections.Generic;
using System.IO;
using System.Text;
using Monitas.Agent.Files;
using Monitas.Agent.Interop;

namespace Monitas.Agent.Snapshots;

/// <summary>The private place where snapshots are mounted, with the top levels of the btrfs file systems. What fails is told to who needs it.</summary>
/// <param name="settings">Where.</param>
/// <param name="journal">Is told first.</param>
internal sealed class SnapshotPlace(SnapshotSettings settings, SnapshotJournal journal)
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly Dictionary<string, string> _topLevels = [];
    private readonly Dictionary<string, string> _troubles = [];
    private string? _trouble;

    /// <summary>Makes it, before anything is frozen or held.</summary>
    /// <param name="btrfs">The mounts whose top levels will be needed.</param>
    internal void Make(IEnumerable<MountEntry> btrfs)
    {
        _trouble = Try(MakePrivate);
        foreach (MountEntry mount in btrfs)
        {
            if (_trouble is null && !_topLevels.ContainsKey(mount.Device) && !_troubles.ContainsKey(mount.Device)
                && Try(() => MountTopLevel(mount)) is { } trouble)
            {
                _troubles.Add(mount.Device, trouble);
            }
        }
    }

    /// <summary>Returns when snapshots can be mounted here.</summary>
    /// <exception cref="SnapshotException">They cannot; says why.</exception>
    internal void Require()
    {
        if (_trouble is not null)
        {
            throw new SnapshotException(_trouble);
        }
    }

    /// <summary>Where the top level of a mount's file system can be seen.</summary>
    /// <exception cref="SnapshotException">Nowhere; says why.</exception>
    internal string TopLevelOf(MountEntry mount)
    {
        Require();
        return _topLevels.TryGetValue(mount.Device, out string? place) ? place : throw new SnapshotException(_troubles.GetValueOrDefault(mount.Device, "its top level is not mounted"));
    }

    /// <summary>The empty directory where the tree is to be put together.</summary>
    /// <exception cref="IOException">It cannot be made.</exception>
    internal string MakeView()
    {
        string view = Path.Join(settings.Directory, "root");
        Directory.CreateDirectory(view, Private);
        journal.Add(new SnapshotLeftover(SnapshotLeftover.Mount, view));
        return view;
    }

    /// <summary>A place whose mounts nobody else gets to see, lest a container that is started meanwhile keeps them.</summary>
    private void MakePrivate()
    {
        Directory.CreateDirectory(settings.Directory, Private);
        journal.Add(new SnapshotLeftover(SnapshotLeftover.Mount, settings.Directory));
        LinuxMount.Mount(settings.Directory, settings.Directory, "", MountFlags.Bind);
        LinuxMount.Mount("", settings.Directory, "", MountFlags.Private);
    }

    private void MountTopLevel(MountEntry mount)
    {
        string place = Path.Join(settings.Directory, $"top-{_topLevels.Count}");
        Directory.CreateDirectory(place, Private);
        journal.Add(new SnapshotLeftover(SnapshotLeftover.Mount, place));
        LinuxMount.Mount(Encoding.UTF8.GetString(mount.Source), place, "btrfs", MountFlags.NoAccessTime, BtrfsTopLevel.MountOptions);
        _topLevels.Add(mount.Device, place);
    }

    private static string? Try(Action work)
    {
        try
        {
            work();
            return null;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return failure.Message;
        }
    }
}
