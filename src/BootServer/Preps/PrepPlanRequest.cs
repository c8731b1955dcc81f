using System.Collections.Generic;
using Monitas.BootServer.Preps.Files;
using Monitas.Catalog.Records;
using Monitas.Contracts.Machines;

namespace Monitas.BootServer.Preps;

/// <summary>All that the plan of a prep is made from.</summary>
internal sealed record PrepPlanRequest
{
    /// <summary>The machine whose disks are written.</summary>
    public required MachineRecord Machine { get; init; }

    /// <summary>Its disks.</summary>
    public required MachineFacts Target { get; init; }

    /// <summary>The prep file; null to make the archive's own layout.</summary>
    public required PrepFile? File { get; init; }

    /// <summary>The prep file's text; empty without one.</summary>
    public required string Text { get; init; }

    /// <summary>The archive that is put onto the disks; null for none.</summary>
    public required ArchiveRecord? Archive { get; init; }

    /// <summary>The name of the machine that the archive is from; empty without one.</summary>
    public required string ArchiveOf { get; init; }

    /// <summary>The host name of a clone.</summary>
    public required string HostName { get; init; }

    /// <summary>The sysadmin's choice of targets for the archive's own layout, in the order of its disks.</summary>
    public IReadOnlyList<DiskChoice> Disks { get; init; } = [];
}
