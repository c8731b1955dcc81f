using System;
using System.Collections.Generic;

namespace Monitas.Agent.Snapshots;

/// <summary>How a backup holds the file systems still.</summary>
internal sealed record SnapshotSettings
{
    /// <summary>Which kind of snapshots.</summary>
    public SnapshotKind Kind { get; init; }

    /// <summary>Where snapshots are mounted; only root may come there. Not below the run directory, which systemd empties when the agent ends.</summary>
    public string Directory { get; init; } = "/run/monitas-agent-snapshots";

    /// <summary>Holds what was made, so that what a crash leaves behind is removed at the next start.</summary>
    public string JournalFile { get; init; } = "/var/lib/monitas-agent/snapshots";

    /// <summary>How much may change on an LVM volume while its snapshot lasts.</summary>
    public SnapshotSize LvmSize { get; init; } = new(Percent: 10, Bytes: 0);

    /// <summary>Mount points of file systems that are frozen while the snapshots are made.</summary>
    public IReadOnlyList<string> Freeze { get; init; } = [];

    /// <summary>They are thawed after this time, whatever has come of the snapshots.</summary>
    public TimeSpan FreezeLimit { get; init; } = TimeSpan.FromSeconds(10);
}
