namespace Monitas.Agent.Snapshots;

/// <summary>Of what kind the snapshots are that a backup reads from.</summary>
internal enum SnapshotKind
{
    /// <summary>None: the live file systems are read.</summary>
    None,

    /// <summary>What each file system lies on; where it cannot be had, the live file system is read, which is no reason to worry.</summary>
    Auto,

    /// <summary>LVM snapshots only; where one cannot be had, that is a warning.</summary>
    Lvm,

    /// <summary>btrfs snapshots only; where one cannot be had, that is a warning.</summary>
    Btrfs,
}
