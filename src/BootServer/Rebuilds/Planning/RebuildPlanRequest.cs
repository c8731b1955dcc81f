using System;
using System.Collections.Generic;
using Monitas.Contracts.Ids;
using Monitas.Contracts.Layouts;
using Monitas.Contracts.Machines;

namespace Monitas.BootServer.Rebuilds.Planning;

/// <summary>All that a plan is made from.</summary>
internal sealed record RebuildPlanRequest
{
    /// <summary>The machine that is rebuilt.</summary>
    public required MachineId Machine { get; init; }

    /// <summary>Its name, for people.</summary>
    public required string MachineName { get; init; }

    /// <summary>The name of the PC that takes its place; null for its own hardware.</summary>
    public string? Onto { get; init; }

    /// <summary>The archive that is restored.</summary>
    public required ArchiveId Archive { get; init; }

    /// <summary>When that archive was made.</summary>
    public required DateTimeOffset ArchiveTime { get; init; }

    /// <summary>What is known to be wrong with the archive, one sentence each, such as "3 files cannot be restored ..."; empty for a whole one.</summary>
    public IReadOnlyList<string> ArchiveDamage { get; init; } = [];

    /// <summary>Is nothing of the archive left to restore?</summary>
    public bool IsArchiveLost { get; init; }

    /// <summary>The archive's number among the machine's archives, for people.</summary>
    public int ArchiveNumber { get; init; }

    /// <summary>The layout that the archive holds.</summary>
    public required MachineLayout Layout { get; init; }

    /// <summary>The machine as its agent in the boot image sees it.</summary>
    public required MachineFacts Target { get; init; }

    /// <summary>The disks that the sysadmin named; empty lets the planner choose where there is no choice.</summary>
    public IReadOnlyList<DiskChoice> Disks { get; init; } = [];

    /// <summary>The mount point of the file system that grows on larger disks; on a machine without it, the root file system does.</summary>
    public string Grow { get; init; } = "/";

    /// <summary>The time of planning: an old archive is worth a warning.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>The layout was written by hand, not recorded: nothing on it was ever backed up.</summary>
    public bool IsWritten { get; init; }

    /// <summary>The disks are only prepared: no files come, and nothing starts from them.</summary>
    public bool IsEmpty { get; init; }
}
