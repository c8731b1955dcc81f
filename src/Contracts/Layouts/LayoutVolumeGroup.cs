using System.Collections.Generic;

namespace Monitas.Contracts.Layouts;

/// <summary>A volume group of LVM2 with all that is in it.</summary>
public sealed record LayoutVolumeGroup
{
    /// <summary>The name, such as "vg0"; it stands in the names of its volumes, "vg0/root".</summary>
    public required string Name { get; init; }

    /// <summary>The UUID in LVM's form, for people: vgcreate cannot be told one, and nothing on a machine names a group by it.</summary>
    public string Uuid { get; init; } = "";

    /// <summary>The size of an extent in bytes (vgcreate --physicalextentsize).</summary>
    public required long ExtentBytes { get; init; }

    /// <summary>The physical volumes.</summary>
    public required IReadOnlyList<LayoutPhysicalVolume> PhysicalVolumes { get; init; }

    /// <summary>
    /// The volumes that can be seen, those that others need before them: a pool stands before its thin volumes. What a cache held is
    /// not listed: a volume that was cached is described without its cache, and a snapshot is not described at all.
    /// </summary>
    public required IReadOnlyList<LayoutLogicalVolume> Volumes { get; init; }
}

/// <summary>A physical volume of LVM2.</summary>
public sealed record LayoutPhysicalVolume
{
    /// <summary>What it lies on, by layout name: "disk0.3", "md1", "luks0".</summary>
    public required string Device { get; init; }

    /// <summary>The UUID in LVM's form (pvcreate --uuid with --norestorefile).</summary>
    public required string Uuid { get; init; }

    /// <summary>Where the extents begin, in bytes (pvcreate --dataalignment); LVM's own choice is 1 MiB.</summary>
    public required long DataStartBytes { get; init; }

    /// <summary>The number of its extents. In a plan it has at least as many.</summary>
    public required long Extents { get; init; }
}
