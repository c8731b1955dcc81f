using System;
using System.Collections.Generic;
using System.Linq;
using Monitas.BootServer.Backups;
using Monitas.BootServer.Configuration;
using Monitas.BootServer.Jobs;
using Monitas.BootServer.Preps;
using Monitas.BootServer.Preps.Files;
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
/// <param name="settings">What grows on larger disks.</param>
internal sealed class RebuildPlanning(ServerSettings settings) : IRebuildPlanning
{
    /// <inheritdoc/>
    public RebuildPlan MakePlan(
        MachineRecord machine, MachineRecord? onto, ArchiveRecord archive, MachineLayout layout, MachineFacts facts, IReadOnlyList<Catalog.Records.DiskChoice> disks) =>
        RebuildPlanner.MakePlan(WithDamage(new RebuildPlanRequest
        {
            Machine = machine.Id,
            MachineName = machine.Name,
            Onto = onto?.Name,
            Archive = archive.Id,
            ArchiveTime = archive.Time,
            Layout = layout,
            Target = facts,
            Disks = Planning.DiskChoice.InOrder(disks, layout),
            Grow = settings.Rebuild.Grow,
            Now = archive.Time,
        }, archive));

    /// <inheritdoc/>
    public RebuildPlan MakePrepPlan(MachineRecord machine, ArchiveRecord? archive, string archiveOf, MachineFacts facts, JobParameters parameters)
    {
        PrepFile? file = null;
        List<string> errors = [];
        if (parameters.PrepFile.Length > 0 && !PrepFileReader.TryParse(parameters.PrepFile, "prep file", out file, errors))
        {
            throw new FormatException($"The job's prep file, which was sound when it was ordered, cannot be read: {string.Join(' ', errors)}");
        }
        return PrepPlanner.MakePlan(new PrepPlanRequest
        {
            Machine = machine,
            Target = facts,
            File = file,
            Text = parameters.PrepFile,
            Archive = archive,
            ArchiveOf = archiveOf,
            HostName = parameters.HostName,
            Disks = parameters.Disks,
        });
    }

    /// <summary>What the server knows to be damaged or lost of the archive, as the sysadmin should know before approving.</summary>
    internal static RebuildPlanRequest WithDamage(RebuildPlanRequest request, ArchiveRecord archive) => request with
    {
        ArchiveDamage = [.. archive.Warnings.Where(ArchiveMarks.IsMark).Select(mark => mark[(mark.IndexOf(": ", StringComparison.Ordinal) + 2)..])],
        IsArchiveLost = archive.Warnings.Any(warning => warning.StartsWith(ArchiveMarks.Lost, StringComparison.Ordinal)),
        ArchiveNumber = archive.Number,
    };
}
