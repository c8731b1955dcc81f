using System;
using Monitas.Contracts.Ids;

namespace Monitas.Catalog.Records;

/// <summary>
/// What is needed to look into an archive: a part of its <see cref="ArchiveRecord"/>, about a hundred bytes. Questions that go over a thousand archives use
/// these, since the whole records have the layouts of the machine's disks with them.
/// </summary>
public sealed record ArchiveSummary
{
    /// <summary>The id.</summary>
    public required ArchiveId Id { get; init; }

    /// <summary>The machine that was backed up.</summary>
    public required MachineId Machine { get; init; }

    /// <summary>The number among this machine's archives, from 1.</summary>
    public required int Number { get; init; }

    /// <summary>When the backup began.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>The volume that holds the manifest.</summary>
    public required VolumeId Volume { get; init; }
}
