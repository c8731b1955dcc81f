using System.Collections.Generic;

namespace Monitas.Contracts.Layouts;

/// <summary>
/// A software RAID of Linux (MD). In a plan the sizes are those that the new array gets, and <see cref="Members"/> are empty
/// partitions, disks or LUKS devices made by earlier steps.
/// </summary>
public sealed record LayoutArray
{
    /// <summary>The name inside the layout: "md0".</summary>
    public required string Name { get; init; }

    /// <summary>The device node at backup time, such as "/dev/md127", for people.</summary>
    public string Path { get; init; } = "";

    /// <summary>The level as mdadm takes it: "linear", "raid0", "raid1", "raid4", "raid5", "raid6" or "raid10".</summary>
    public required string Level { get; init; }

    /// <summary>The version of the superblock: "0.90", "1.0", "1.1" or "1.2". Where it lies decides whether firmware can read a member.</summary>
    public required string Metadata { get; init; }

    /// <summary>The UUID as mdadm writes it, such as "5a6ba0d1:0dc3b0ba:8bd04cc7:80e5b6e7". /etc/mdadm/mdadm.conf names the array by it.</summary>
    public required string Uuid { get; init; }

    /// <summary>
    /// The name in the superblock, with the home host where it has one: "pc1:root". Empty with 0.90, which has no names. For mdadm
    /// --create it is parted at the first ':' into --homehost and --name.
    /// </summary>
    public string SetName { get; init; } = "";

    /// <summary>How many members the array is made for (--raid-devices), more than <see cref="Members"/> has where some were missing.</summary>
    public required int RaidDevices { get; init; }

    /// <summary>
    /// The members by layout name, in the order of their slots, without spares. When there are fewer than
    /// <see cref="RaidDevices"/> the array is degraded: mdadm --create takes the word "missing" for each that is not there.
    /// </summary>
    public required IReadOnlyList<string> Members { get; init; }

    /// <summary>The spares by layout name.</summary>
    public IReadOnlyList<string> Spares { get; init; } = [];

    /// <summary>The chunk in bytes; 0 where the level has none (raid1).</summary>
    public long ChunkBytes { get; init; }

    /// <summary>The layout as mdadm --layout takes it, such as "left-symmetric" or "f2"; empty where the level has none.</summary>
    public string Layout { get; init; } = "";

    /// <summary>Does it have a write-intent bitmap inside its superblocks (--bitmap=internal)? Else --bitmap=none.</summary>
    public bool Bitmap { get; init; }

    /// <summary>
    /// Where the data begins on each member, in bytes (--data-offset, counted in KiB there); 0 leaves it to mdadm, as it must be with
    /// metadata 0.90 and 1.0, whose data begin at 0.
    /// </summary>
    public long DataOffsetBytes { get; init; }

    /// <summary>
    /// What the array takes of each member, in bytes, a whole number of KiB (--size, counted in KiB there); 0 with "raid0" and "linear",
    /// which take all of each member.
    /// </summary>
    public long ComponentBytes { get; init; }

    /// <summary>The size of the array in bytes. In a plan it is at least this large: what lies on it was fitted into that.</summary>
    public required long SizeBytes { get; init; }
}
