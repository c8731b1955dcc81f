using System;
using System.Collections.Generic;
using System.Linq;
using Monitas.BootServer.Backups;
using Monitas.BootServer.Jobs;
using Monitas.BootServer.Rebuilds.Planning;
using Monitas.Catalog.Records;
using Monitas.Contracts.Layouts;
using Monitas.Contracts.Machines;
using Monitas.Contracts.Plans;

namespace Monitas.BootServer.Rebuilds;

/// <summary>
/// Hands the job engine's question to the planner. The time of planning is always that of the archive: a plan that was approved
/// yesterday must have the same hash today.
/// </summary>
internal sealed class RebuildPlanning : IRebuildPlanning
{
    /// <inheritdoc/>
    public RebuildPlan MakePlan(
        MachineRecord machine, MachineRecord? onto, ArchiveRecord archive, MachineLayout layout, MachineFacts facts, IReadOnlyList<Catalog.Records.DiskChoice> disks) =>
        RebuildPlanner.MakePlan(new RebuildPlanRequest
        {
            Machine = machine.Id,
            MachineName = machine.Name,
            Onto = onto?.Name,
            Archive = archive.Id,
            ArchiveTime = archive.Time,
            ArchiveDamage = [.. archive.Warnings.Where(ArchiveMarks.IsMark).Select(mark => mark[(mark.IndexOf(": ", StringComparison.Ordinal) + 2)..])],
            IsArchiveLost = archive.Warnings.Any(warning => warning.StartsWith(ArchiveMarks.Lost, StringComparison.Ordinal)),
            ArchiveNumber = archive.Number,
            Layout = layout,
            Target = facts,
            Disks = [.. disks.Zip(layout.Disks, (choice, disk) => new Planning.DiskChoice(disk.Name, choice.Value))],
            Now = archive.Time,
        });
}
