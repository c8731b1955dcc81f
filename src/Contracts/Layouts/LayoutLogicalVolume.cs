using System.Text.Json.Serialization;

namespace Monitas.Contracts.Layouts;

/// <summary>A logical volume: one that holds data, or a pool of thin volumes. All sizes are whole numbers of extents of its group.</summary>
public sealed record LayoutLogicalVolume
{
    /// <summary>The name inside its group, such as "root".</summary>
    public required string Name { get; init; }

    /// <summary>
    /// The type as lvcreate --type takes it: "linear", "striped", "mirror", "raid0", "raid1", "raid4", "raid5", "raid6", "raid10",
    /// "thin-pool" or "thin".
    /// </summary>
    public required string Type { get; init; }

    /// <summary>The size in bytes (lvcreate --size): of a thin volume the virtual one (--virtualsize), of a pool that of its data.</summary>
    public required long SizeBytes { get; init; }

    /// <summary>How many stripes hold data (--stripes), without parity and copies; 0 for types that are not striped. A pool's data may be striped.</summary>
    public int Stripes { get; init; }

    /// <summary>The size of a stripe in bytes (--stripesize); 0 for types that are not striped.</summary>
    public long StripeBytes { get; init; }

    /// <summary>How many copies there are besides the first (--mirrors): "mirror", "raid1" and "raid10" only, else 0.</summary>
    public int Mirrors { get; init; }

    /// <summary>Thin: the name of its pool in the same group; else null.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Pool { get; init; }

    /// <summary>Pool: the details; else null.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public LayoutThinPool? ThinPool { get; init; }
}

/// <summary>What makes a thin pool besides the size of its data.</summary>
public sealed record LayoutThinPool
{
    /// <summary>The size of its metadata in bytes (--poolmetadatasize). LVM keeps as much again as a spare, once in a group for its largest pool.</summary>
    public required long MetadataBytes { get; init; }

    /// <summary>The size of a block in bytes (--chunksize).</summary>
    public required long ChunkBytes { get; init; }

    /// <summary>Are new blocks filled with zeros (--zero y or n)?</summary>
    public bool Zero { get; init; } = true;

    /// <summary>What becomes of discards (--discards): "passdown", "nopassdown" or "ignore"; empty for LVM's own choice.</summary>
    public string Discards { get; init; } = "";
}
