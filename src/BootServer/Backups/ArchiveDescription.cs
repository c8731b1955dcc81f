using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using Monitas.Catalog.Records;
using Monitas.Contracts.Ids;

namespace Monitas.BootServer.Backups;

/// <summary>What VOLUME.JSON says of an archive besides its id, so that the catalog can be made anew from volumes alone.</summary>
internal sealed record ArchiveDescription
{
    /// <summary>The machine that was backed up.</summary>
    public required MachineId Machine { get; init; }

    /// <summary>Its name at that time.</summary>
    public required string MachineName { get; init; }

    /// <summary>The number among the machine's archives; 0 when it is not known.</summary>
    public int Number { get; init; }

    /// <summary>The job that made the archive.</summary>
    public JobId? Job { get; init; }

    /// <summary>When the backup began.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>The other volumes that hold content of the archive too.</summary>
    public IReadOnlyList<VolumeId> EarlierVolumes { get; init; } = [];

    /// <summary>Figures by name.</summary>
    public IReadOnlyDictionary<string, long> Figures { get; init; } = new Dictionary<string, long>();

    /// <summary>What the sysadmin should know, one sentence each.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>By what the machine is known when it starts from the network, and its group; null when the machine is not known any more.</summary>
    public DescribedMachine? Known { get; init; }

    /// <summary>What is said of an archive; its volumes are the others than the one that says it.</summary>
    public static ArchiveDescription Of(ArchiveRecord archive, string machineName, MachineRecord? machine) => new()
    {
        Machine = archive.Machine,
        MachineName = machineName,
        Number = archive.Number,
        Job = archive.Job,
        Time = archive.Time,
        EarlierVolumes = archive.Volumes,
        Figures = archive.Figures,
        Warnings = [.. archive.Warnings.Where(warning => !ArchiveMarks.IsMark(warning))],
        Known = machine is null ? null : new DescribedMachine(machine.Created, machine.MacAddresses, machine.SmbiosUuid, machine.SerialNumber, machine.Group),
    };

    /// <summary>The description as JSON.</summary>
    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, BackupJson.Default.ArchiveDescription);
}

/// <summary>What volumes say of a machine.</summary>
/// <param name="Created">When it was added.</param>
/// <param name="MacAddresses">Its network cards.</param>
/// <param name="SmbiosUuid">The SMBIOS UUID; empty when unknown.</param>
/// <param name="SerialNumber">The serial number; empty when unknown.</param>
/// <param name="Group">Its group; empty when none.</param>
internal sealed record DescribedMachine(DateTimeOffset Created, IReadOnlyList<string> MacAddresses, string SmbiosUuid, string SerialNumber, string Group);
