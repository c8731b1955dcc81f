using System;
using Monitas.Catalog.Records;
using Monitas.Contracts.Machines;
using Monitas.Contracts.Plans;

namespace Monitas.BootServer.Jobs;

/// <content>Plans of preps.</content>
internal sealed partial class JobEngine
{
    private JobEvent PlanPrep(JobRecord job, MachineFacts facts)
    {
        MachineRecord? machine = catalog.FindMachine(job.Machine);
        ArchiveRecord? archive = job.Parameters.Archive is { } id ? catalog.FindArchive(id) : null;
        if (machine is null || (archive is null && job.Parameters.Archive is not null))
        {
            return new JobEvent.PlanImpossible($"The {(machine is null ? "machine" : "archive")} of this job is no longer in the catalog: order the prep anew.");
        }
        try
        {
            string from = archive is null ? "" : catalog.FindMachine(archive.Machine)?.Name ?? archive.Machine.ToString();
            RebuildPlan plan = planning.MakePrepPlan(machine, archive, from, facts, job.Parameters);
            return new JobEvent.PlanMade(plan, facts.BootId);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // The edge of one job, as for a rebuild.
            JobMessages.PlanFailed(logger, job.Id, job.MachineName, e);
            return new JobEvent.PlanImpossible($"The server could not make a plan because of a fault of its own ({e.Message}); its log says more.");
        }
    }
}
