using System;
using System.Collections.Generic;
using Monitas.Catalog.Records;
using Monitas.Contracts.Ids;

namespace Monitas.BootServer.Schedules.Deciding;

/// <summary>All that a decision is made of.</summary>
/// <param name="Now">The time.</param>
/// <param name="Zone">The zone in which the schedule is meant.</param>
/// <param name="Lines">The schedule.</param>
/// <param name="Machines">All machines.</param>
/// <param name="Marks">Up to which times lines are dealt with, by their <see cref="ScheduleLine.Key"/> and the machine.</param>
/// <param name="OpenJobs">How many machines' jobs that the schedule has ordered are not over, by their line's key.</param>
/// <param name="AtOnce">How many of these there may be, of all lines together.</param>
internal sealed record ScheduleMoment(
    DateTimeOffset Now, TimeZoneInfo Zone, IReadOnlyList<ScheduleLine> Lines, IReadOnlyList<ScheduledMachine> Machines,
    IReadOnlyDictionary<(string Line, MachineId Machine), ScheduleMarkRecord> Marks, IReadOnlyDictionary<string, int> OpenJobs, int AtOnce);
