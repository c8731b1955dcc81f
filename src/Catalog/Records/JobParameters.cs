using System.Collections.Generic;
using Monitas.Contracts.Ids;

namespace Monitas.Catalog.Records;

/// <summary>What was ordered. Which members count depends on the job's kind.</summary>
public sealed record JobParameters
{
    /// <summary>Restore, compare, rebuild: the archive; null for a backup.</summary>
    public ArchiveId? Archive { get; init; }

    /// <summary>Restore: the absolute paths as bytes.</summary>
    public IReadOnlyList<byte[]> Paths { get; init; } = [];

    /// <summary>Restore: the directory to restore below; empty for in place.</summary>
    public string ToDirectory { get; init; } = "";

    /// <summary>Backup: patterns to leave out besides the machine's own.</summary>
    public IReadOnlyList<string> Excludes { get; init; } = [];

    /// <summary>Rebuild: the target disks in the order of the layout's disks; empty to let the planner choose where it is plain.</summary>
    public IReadOnlyList<DiskChoice> Disks { get; init; } = [];

    /// <summary>Rebuild: the sysadmin has approved in advance any plan that has no refusal (--yes).</summary>
    public bool PreApproved { get; init; }
}
