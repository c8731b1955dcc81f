using System;
using System.Collections.Generic;
using System.Linq;
using Monitas.BootServer.Backups;
using Monitas.BootServer.Configuration;
using Monitas.BootServer.Jobs;
using Monitas.BootServer.Schedules.Deciding;
using Monitas.Catalog;
using Monitas.Catalog.Records;
using Monitas.Contracts.Ids;
using Monitas.Contracts.Jobs;
using Monitas.Contracts.Machines;

namespace Monitas.BootServer.Schedules;

/// <summary>Gathers what a decision of the schedule is made of.</summary>
internal sealed class ScheduleMoments(ICatalog catalog, IAgentSessions sessions, ServerSettings settings, TimeProvider clock)
{
    /// <summary>All as it is now, for these lines.</summary>
    public ScheduleMoment Now(IReadOnlyList<ScheduleLine> lines)
    {
        IReadOnlyList<JobRecord> open = catalog.ListOpenJobs();
        bool asksForArchives = lines.Any(line => line.Who is not null && line.Kind is JobKind.Compare or JobKind.Verify);
        HashSet<MachineId> busy = [.. open.Where(job => !job.IsServers).SelectMany(job => new[] { job.Machine, job.Worker })];
        return new ScheduleMoment(
            clock.GetUtcNow(),
            clock.LocalTimeZone,
            lines,
            [.. catalog.ListMachines().Select(machine => View(machine, busy, asksForArchives))],
            catalog.ListScheduleMarks().ToDictionary(mark => (mark.Line, mark.Machine)),
            open.Where(job => job.Parameters.Schedule.Length > 0 && job.Machine != default).GroupBy(job => job.Parameters.Schedule).ToDictionary(jobs => jobs.Key, jobs => jobs.Count()),
            settings.ScheduleAtOnce);
    }

    /// <summary>The newest archive of a machine whose files are all there; null when there is none.</summary>
    public ArchiveRecord? NewestWhole(MachineId machine) => catalog.FindNewestArchive(machine) is { } newest && ArchiveMarks.IsWhole(newest)
        ? newest
        : catalog.ListArchives(machine).LastOrDefault(ArchiveMarks.IsWhole);

    /// <summary>The newest of these that holds files, with which a machine can be compared; null when there is none.</summary>
    public ArchiveRecord? NewestOfFiles(MachineId machine) => NewestWhole(machine) is { } newest && newest.Layout is not { IsOfImages: true }
        ? newest
        : catalog.ListArchives(machine).LastOrDefault(archive => ArchiveMarks.IsWhole(archive) && archive.Layout is not { IsOfImages: true });

    private ScheduledMachine View(MachineRecord machine, HashSet<MachineId> busy, bool asksForArchives) => new(machine.Id, machine.Name, machine.Group)
    {
        IsEnrolled = machine.Credential is not null,
        IsConnected = sessions.IsConnected(machine.Id, AgentEnvironment.Live),
        IsBusy = busy.Contains(machine.Id),
        HasArchive = asksForArchives && NewestWhole(machine.Id) is not null,
    };
}
