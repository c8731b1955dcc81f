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
        HashSet<JobKind> readers = [.. lines.Where(line => line.Who is not null && line.Kind is JobKind.Compare or JobKind.Verify).Select(line => line.Kind)];
        HashSet<MachineId> busy = [.. open.Where(job => !job.IsServers).SelectMany(job => new[] { job.Machine, job.Worker })];
        return new ScheduleMoment(
            clock.GetUtcNow(),
            clock.LocalTimeZone,
            lines,
            [.. catalog.ListMachines().Select(machine => View(machine, busy, readers))],
            catalog.ListScheduleMarks().ToDictionary(mark => (mark.Line, mark.Machine)),
            open.Where(job => job.Parameters.Schedule.Length > 0 && job.Machine != default).GroupBy(job => job.Parameters.Schedule).ToDictionary(jobs => jobs.Key, jobs => jobs.Count()),
            settings.ScheduleAtOnce);
    }

    /// <summary>The newest archive of a machine that is all there and serves for this: a comparison takes one of files, not of images. Null when there is none.</summary>
    public ArchiveRecord? ArchiveFor(JobKind kind, MachineId machine)
    {
        return catalog.FindNewestArchive(machine) is { } newest && Serves(newest) ? newest : catalog.ListArchives(machine).LastOrDefault(Serves);

        bool Serves(ArchiveRecord archive) => ArchiveMarks.IsWhole(archive) && (kind != JobKind.Compare || archive.Layout is not { IsOfImages: true });
    }

    private ScheduledMachine View(MachineRecord machine, HashSet<MachineId> busy, HashSet<JobKind> readers) => new(machine.Id, machine.Name, machine.Group)
    {
        IsEnrolled = machine.Credential is not null,
        IsConnected = sessions.IsConnected(machine.Id, AgentEnvironment.Live),
        IsBusy = busy.Contains(machine.Id),
        Readable = [.. readers.Where(kind => ArchiveFor(kind, machine.Id) is not null)],
    };
}
