using System.Collections.Generic;
using Monitas.Contracts.Layouts;

namespace Monitas.BootServer.Rebuilds.Planning;

/// <summary>A layout disk's partitions placed on a disk of another size.</summary>
internal sealed record DiskFit
{
    /// <summary>The least size in bytes of a disk that can take this layout.</summary>
    public required long NeededBytes { get; init; }

    /// <summary>The logical sector size that the disk must have, since images of partitions are only good with their own; 0 for any.</summary>
    public int SectorBytes { get; init; }

    /// <summary>Does the target hold it? Only then are the other members filled.</summary>
    public required bool Fits { get; init; }

    /// <summary>The partitions in the target's logical sectors, in the order of their numbers.</summary>
    public IReadOnlyList<LayoutPartition> Partitions { get; init; } = [];

    /// <summary>What the sysadmin should know about the placing.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}
