using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Monitas.BootServer.Rebuilds;
using Monitas.BootServer.Rebuilds.Planning;
using Monitas.Contracts.Layouts;
using Monitas.Contracts.Machines;
using Monitas.Contracts.Plans;
using DiskChoice = Monitas.BootServer.Rebuilds.Planning.DiskChoice;

namespace Monitas.BootServer.Preps;

/// <summary>
/// (prep file, archive, machine) -> the plan of a prep. It is the plan of a rebuild whose layout was written by hand, and the planner of rebuilds makes
/// it; added is what makes a clone another machine, left out is what needs an archive when there is none. Pure.
/// </summary>
internal static class PrepPlanner
{
    /// <summary>Makes the plan; what stands against it is in its refusals.</summary>
    public static RebuildPlan MakePlan(PrepPlanRequest request)
    {
        List<string> refusals = [];
        MachineLayout? layout = Layout(request, refusals, out IReadOnlyList<DiskChoice> disks);
        if (request.Archive is not null && layout is not null && request.File is not null && refusals.Count == 0)
        {
            refusals.AddRange(PrepArchiveCheck.Refusals(layout, request.Archive.Layout!));
        }

        RebuildPlan plan = layout is null || refusals.Count > 0 ? Refused(request, refusals) : RebuildPlanner.MakePlan(PlanRequest(request, layout, disks));
        return plan with { Version = RebuildPlan.PrepVersion, PrepFrom = request.ArchiveOf, Steps = PrepStepList.Of(request, layout, plan.Steps) };
    }

    private static RebuildPlanRequest PlanRequest(PrepPlanRequest request, MachineLayout layout, IReadOnlyList<DiskChoice> disks)
    {
        RebuildPlanRequest plan = new()
        {
            Machine = request.Machine.Id,
            MachineName = request.Machine.Name,
            Archive = request.Archive?.Id ?? default,
            ArchiveTime = request.Archive?.Time ?? default,
            Layout = layout,
            Target = request.Target,
            Disks = disks,
            Now = request.Archive?.Time ?? default,
            IsWritten = request.File is not null,
            IsEmpty = request.Archive is null,
        };
        return request.Archive is null ? plan : RebuildPlanning.WithDamage(plan, request.Archive);
    }

    /// <summary>The layout to make, and the sysadmin's or the prep file's word on each of its disks; null when there is none, and then there is a refusal.</summary>
    private static MachineLayout? Layout(PrepPlanRequest request, List<string> refusals, out IReadOnlyList<DiskChoice> disks)
    {
        MachineLayout? recorded = request.Archive?.Layout;
        if (request.Archive is not null && recorded is null)
        {
            refusals.Add($"Archive {request.Archive.Number} of {request.ArchiveOf} says nothing about its disks, so nobody can tell how it starts: choose another archive.");
        }

        if (recorded is { IsOfImages: true })
        {
            refusals.Add($"Archive {request.Archive!.Number} of {request.ArchiveOf} holds images of partitions, of which no clone can be made: choose an archive of files.");
            disks = [];
            return null;
        }

        if (request.File is null)
        {
            disks = recorded is null ? [] : DiskChoice.InOrder(request.Disks, recorded);
            return recorded;
        }

        IReadOnlyList<DiskFacts> chosen = PrepDisks.Choose(request.File, request.Target.Disks, refusals);
        disks = [.. chosen.Index().Select(d => new DiskChoice($"disk{d.Index}", Identity(d.Item)))];
        return refusals.Count > 0 ? null : PrepLayout.Make(request.File, chosen, request.Target.Firmware, new PrepIds(request.Machine.Id, request.Text), recorded, refusals);
    }

    private static string Identity(DiskFacts disk) => disk.Serial.Length > 0 ? disk.Serial : disk.Wwn.Length > 0 ? disk.Wwn : disk.SizeBytes.ToString(CultureInfo.InvariantCulture);

    private static RebuildPlan Refused(PrepPlanRequest request, IReadOnlyList<string> refusals) => new()
    {
        Machine = request.Machine.Id,
        MachineName = request.Machine.Name,
        Archive = request.Archive?.Id ?? default,
        ArchiveTime = request.Archive?.Time ?? default,
        Firmware = request.Target.Firmware,
        Targets = [],
        Steps = [],
        Refusals = refusals,
    };
}
