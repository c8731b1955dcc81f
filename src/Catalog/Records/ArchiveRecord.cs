using System;
using System.Collections.Generic;
using Monitas.Contracts.Ids;
using Monitas.Contracts.Layouts;

namespace Monitas.Catalog.Records;

/// <summary>One archive that is complete and durable in the store.</summary>
public sealed record ArchiveRecord
{
    /// <summary>The id.</summary>
    public required ArchiveId Id { get; init; }

    /// <summary>The machine that was backed up.</summary>
    public required MachineId Machine { get; init; }

    /// <summary>The number among this machine's archives, from 1. 0 before <see cref="ICatalog.CommitArchive"/> has given it one.</summary>
    public int Number { get; init; }

    /// <summary>When the backup began.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>The job that made it; null when the catalog was made anew from volumes.</summary>
    public JobId? Job { get; init; }

    /// <summary>The volume that holds the manifest.</summary>
    public required VolumeId Volume { get; init; }

    /// <summary>All volumes that hold content of this archive, the manifest's among them.</summary>
    public required IReadOnlyList<VolumeId> Volumes { get; init; }

    /// <summary>Figures by name, such as "files", "bytes", "newBytes", "storedBytes".</summary>
    public IReadOnlyDictionary<string, long> Figures { get; init; } = new Dictionary<string, long>();

    /// <summary>What the sysadmin should know of this archive, one sentence each.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>The machine's disks at backup time; null when they could not be recorded (no rebuild from this archive then).</summary>
    public MachineLayout? Layout { get; init; }
}
