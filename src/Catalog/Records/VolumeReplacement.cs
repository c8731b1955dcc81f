using System;
using System.Collections.Generic;
using Monitas.Contracts.Ids;

namespace Monitas.Catalog.Records;

/// <summary>What changes when volumes take the place of others: one step of <see cref="ICatalog.ReplaceVolumes"/>.</summary>
public sealed record VolumeReplacement
{
    /// <summary>When.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>The volumes that hold nothing that counts any more.</summary>
    public IReadOnlyList<VolumeId> Dropped { get; init; } = [];

    /// <summary>The volumes that are new; sealed and durable.</summary>
    public IReadOnlyList<VolumeRecord> Added { get; init; } = [];

    /// <summary>Where archives lie from now on.</summary>
    public IReadOnlyDictionary<ArchiveId, ArchivePlace> Places { get; init; } = new Dictionary<ArchiveId, ArchivePlace>();

    /// <summary>The volumes that say from now on that these archives are removed.</summary>
    public IReadOnlyDictionary<ArchiveId, VolumeId> Tombstones { get; init; } = new Dictionary<ArchiveId, VolumeId>();

    /// <summary>Removed archives of which no volume holds a trace any more.</summary>
    public IReadOnlyList<ArchiveId> Forgotten { get; init; } = [];
}

/// <summary>Where an archive lies.</summary>
/// <param name="Volume">The volume that holds its manifest.</param>
/// <param name="Volumes">All volumes that hold content of it, that one among them.</param>
public sealed record ArchivePlace(VolumeId Volume, IReadOnlyList<VolumeId> Volumes);
