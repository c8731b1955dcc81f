using System.Collections.Generic;

namespace Monitas.Contracts.Layouts;

/// <summary>One disk with its partition table.</summary>
public sealed record LayoutDisk
{
    /// <summary>The name inside the layout: "disk0".</summary>
    public required string Name { get; init; }

    /// <summary>The device node at backup time, for people.</summary>
    public string Path { get; init; } = "";

    /// <summary>Vendor and model, for people.</summary>
    public string Model { get; init; } = "";

    /// <summary>The serial number; empty when unknown.</summary>
    public string Serial { get; init; } = "";

    /// <summary>The World Wide Name; empty when unknown.</summary>
    public string Wwn { get; init; } = "";

    /// <summary>The size in bytes.</summary>
    public required long SizeBytes { get; init; }

    /// <summary>The logical sector size in bytes; partition numbers below count such sectors.</summary>
    public required int LogicalSectorBytes { get; init; }

    /// <summary>"gpt" or "dos", as sfdisk names partition tables; empty when the disk has none.</summary>
    public required string TableKind { get; init; }

    /// <summary>The disk GUID or the MBR's disk identifier, as sfdisk writes it.</summary>
    public string TableId { get; init; } = "";

    /// <summary>The partitions in the order of their numbers.</summary>
    public IReadOnlyList<LayoutPartition> Partitions { get; init; } = [];
}
