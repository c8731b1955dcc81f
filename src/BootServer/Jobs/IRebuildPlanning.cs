using System.Collections.Generic;
using Monitas.Catalog.Records;
using Monitas.Contracts.Layouts;
using Monitas.Contracts.Machines;
using Monitas.Contracts.Plans;

namespace Monitas.BootServer.Jobs;

/// <summary>Makes plans for rebuilds. Pure: the same input gives the same plan, byte for byte.</summary>
internal interface IRebuildPlanning
{
    /// <summary>
    /// The exact steps that put <paramref name="archive"/> onto the disks in <paramref name="facts"/>. What stands against it is in the plan's refusals,
    /// not in an exception.
    /// </summary>
    /// <param name="machine">The machine to rebuild.</param>
    /// <param name="onto">The paired PC that takes its place; null for its own hardware.</param>
    /// <param name="archive">The archive to restore.</param>
    /// <param name="layout">The archive's layout.</param>
    /// <param name="facts">The PC to write to as it is now (or was when last seen, for a provisional plan).</param>
    /// <param name="disks">The sysadmin's choice of targets in the order of the layout's disks; empty to choose where only one choice is sensible.</param>
    RebuildPlan MakePlan(MachineRecord machine, MachineRecord? onto, ArchiveRecord archive, MachineLayout layout, MachineFacts facts, IReadOnlyList<DiskChoice> disks);
}
