using System.Collections.Generic;

namespace Monitas.Catalog.Records;

/// <summary>What volumes alone say of the catalog.</summary>
public sealed record RebuiltCatalog
{
    /// <summary>The machines, without what volumes do not tell (credentials among it).</summary>
    public IReadOnlyList<MachineRecord> Machines { get; init; } = [];

    /// <summary>The archives; one without a number gets one, in the order of the list.</summary>
    public IReadOnlyList<ArchiveRecord> Archives { get; init; } = [];

    /// <summary>The volumes.</summary>
    public IReadOnlyList<VolumeRecord> Volumes { get; init; } = [];

    /// <summary>The archives that are removed though their manifests are there.</summary>
    public IReadOnlyList<RemovedArchiveRecord> Removed { get; init; } = [];
}
