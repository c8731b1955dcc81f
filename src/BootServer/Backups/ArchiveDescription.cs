using System;
using System.Collections.Generic;
using Monitas.Contracts.Ids;

namespace Monitas.BootServer.Backups;

/// <summary>What VOLUME.JSON says of an archive besides its id, so that the catalog can be made anew from volumes alone.</summary>
internal sealed record ArchiveDescription
{
    /// <summary>The machine that was backed up.</summary>
    public required MachineId Machine { get; init; }

    /// <summary>Its name at that time.</summary>
    public required string MachineName { get; init; }

    /// <summary>The job that made the archive.</summary>
    public JobId? Job { get; init; }

    /// <summary>When the backup began.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>The earlier volumes that hold content of the archive too.</summary>
    public IReadOnlyList<VolumeId> EarlierVolumes { get; init; } = [];

    /// <summary>Figures by name.</summary>
    public IReadOnlyDictionary<string, long> Figures { get; init; } = new Dictionary<string, long>();

    /// <summary>What the sysadmin should know, one sentence each.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}
