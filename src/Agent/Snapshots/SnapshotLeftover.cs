namespace Monitas.Agent.Snapshots;

/// <summary>One thing that must be gone after a backup.</summary>
/// <param name="Kind">One of the words here.</param>
/// <param name="Name">What: a path, "group/volume", or "device name" of a btrfs snapshot.</param>
internal readonly record struct SnapshotLeftover(string Kind, string Name)
{
    /// <summary>A mount point; what is mounted on it is unmounted.</summary>
    internal const string Mount = "mount";

    /// <summary>An LVM snapshot as "group/name".</summary>
    internal const string Lvm = "lvm";

    /// <summary>A btrfs snapshot as "device name".</summary>
    internal const string Btrfs = "btrfs";

    /// <summary>A mount point whose file system may be frozen.</summary>
    internal const string Freeze = "freeze";
}
