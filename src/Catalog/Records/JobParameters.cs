using System.Collections.Generic;
using Monitas.Contracts.Ids;
using Monitas.Contracts.Jobs;
using Monitas.Contracts.Messages;
using Monitas.Contracts.Wiping;

namespace Monitas.Catalog.Records;

/// <summary>What was ordered. Which members count depends on the job's kind.</summary>
public sealed record JobParameters
{
    /// <summary>Restore, compare, rebuild, prep: the archive; a prep may have none. Verify: the one that is to be read; null for volumes. Null for other kinds.</summary>
    public ArchiveId? Archive { get; init; }

    /// <summary>The line of the schedule that ordered it, by <see cref="ScheduleMarkRecord.Line"/>; empty when a person did, or the server by itself.</summary>
    public string Schedule { get; init; } = "";

    /// <summary>Verify: the one volume that is to be read; null for all of them, or for an archive.</summary>
    public VolumeId? Volume { get; init; }

    /// <summary>Verify: those volumes that are due by [verify], slowly, as the server does it by itself.</summary>
    public bool Background { get; init; }

    /// <summary>Restore: the absolute paths as bytes.</summary>
    public IReadOnlyList<byte[]> Paths { get; init; } = [];

    /// <summary>Restore: the directory to restore below; empty for in place.</summary>
    public string ToDirectory { get; init; } = "";

    /// <summary>Restore: owners by name, not by number.</summary>
    public bool OwnersByName { get; init; }

    /// <summary>Restore: lines that say who becomes who.</summary>
    public IReadOnlyList<string> OwnerRules { get; init; } = [];

    /// <summary>Restore: what to do where something is already.</summary>
    public ConflictMode OnConflict { get; init; }

    /// <summary>Compare: how files of equal length are compared.</summary>
    public CompareBy By { get; init; }

    /// <summary>Backup: patterns and rules to leave out by, besides the machine's own.</summary>
    public IReadOnlyList<string> Excludes { get; init; } = [];

    /// <summary>Backup: make no archive, only tell what it would hold and leave out.</summary>
    public bool DryRun { get; init; }

    /// <summary>Backup: keep the disks as images, from the boot image.</summary>
    public bool Cold { get; init; }

    /// <summary>Rebuild, prep without a file: the target disks in the order of the layout's disks; empty to let the planner choose where it is plain.</summary>
    public IReadOnlyList<DiskChoice> Disks { get; init; } = [];

    /// <summary>Prep: the text of the prep file; empty to make the archive's own layout.</summary>
    public string PrepFile { get; init; } = "";

    /// <summary>Prep with another machine's archive: the host name that the machine gets; else empty.</summary>
    public string HostName { get; init; } = "";

    /// <summary>Rebuild, wipe, prep: the sysadmin has approved in advance any plan that has no refusal (--yes).</summary>
    public bool PreApproved { get; init; }

    /// <summary>
    /// Rebuild: what the plan comes to that the sysadmin read and approved before it was ordered, as a hash; a plan that comes to the same needs no other
    /// approval. Empty when none was.
    /// </summary>
    public string ReadPlan { get; init; } = "";

    /// <summary>Rebuild: who approved <see cref="ReadPlan"/>; empty when nobody did.</summary>
    public string ReadBy { get; init; } = "";

    /// <summary>Rebuild, wipe, cold backup: take a machine whose own system runs into the boot image in this way (--restart); null: nothing restarts it.</summary>
    public RestartWay? Restart { get; init; }

    /// <summary>Wipe: how the disks are to be erased. Which ones, is in <see cref="Disks"/>; empty for all that are built in.</summary>
    public WipeMethod Method { get; init; }
}
