using System;
using Monitas.Contracts.Ids;

namespace Monitas.Catalog.Records;

/// <summary>
/// An archive that was removed while its manifest still lies in some volume, so that it does not come back when the catalog is made anew.
/// </summary>
public sealed record RemovedArchiveRecord
{
    /// <summary>The archive.</summary>
    public required ArchiveId Archive { get; init; }

    /// <summary>The machine that it was of.</summary>
    public required MachineId Machine { get; init; }

    /// <summary>The number that it had among the machine's archives; 0 when it is not known.</summary>
    public int Number { get; init; }

    /// <summary>When it was removed.</summary>
    public required DateTimeOffset Removed { get; init; }

    /// <summary>The volume whose VOLUME.JSON says that it is removed; null before there is one.</summary>
    public VolumeId? Tombstone { get; init; }
}
