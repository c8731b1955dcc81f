using System.Collections.Generic;
using Monitas.Catalog.Records;
using Monitas.Contracts.Layouts;
using Monitas.Contracts.Machines;
using Monitas.Contracts.Plans;

namespace Monitas.BootServer.Jobs;

/// <summary>Makes plans for rebuilds and preps. Pure: the same input gives the same plan, byte for byte.</summary>
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

    /// <summary>The exact steps that give the disks in <paramref name="facts"/> what a prep file says, or an archive's own layout, and put the archive onto them.</summary>
    /// <param name="machine">The machine whose disks they are.</param>
    /// <param name="archive">The archive; null for none.</param>
    /// <param name="archiveOf">The name of the machine that it is from; empty for none.</param>
    /// <param name="facts">The machine as it is now (or was when last seen, for a provisional plan).</param>
    /// <param name="parameters">Prep file, host name and choice of disks.</param>
    RebuildPlan MakePrepPlan(MachineRecord machine, ArchiveRecord? archive, string archiveOf, MachineFacts facts, JobParameters parameters);
}
