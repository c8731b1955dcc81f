using System;
using System.Collections.Generic;
using Monitas.Contracts.Ids;

namespace Monitas.Imaging.Manifests;

/// <summary>What a manifest says about its archive as a whole.</summary>
public sealed record ManifestHeader
{
    /// <summary>The archive.</summary>
    public required ArchiveId Archive { get; init; }

    /// <summary>The machine that was backed up.</summary>
    public required MachineId Machine { get; init; }

    /// <summary>The machine's name at that time.</summary>
    public required string MachineName { get; init; }

    /// <summary>When the backup began; kept to 100 ns, always as UTC.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>The directories that were walked, as bytes.</summary>
    public IReadOnlyList<byte[]> Roots { get; init; } = ["/"u8.ToArray()];

    /// <summary>The patterns that were left out.</summary>
    public IReadOnlyList<string> Excludes { get; init; } = [];

    /// <summary>The version of the agent that wrote it.</summary>
    public string AgentVersion { get; init; } = "";
}
