using System;
using Monitas.Contracts.Ids;

namespace Monitas.Catalog.Records;

/// <summary>Up to which time a line of the schedule is dealt with for a machine.</summary>
public sealed record ScheduleMarkRecord
{
    /// <summary>What and when, as the schedule's line says it, such as "backup daily 02:00".</summary>
    public required string Line { get; init; }

    /// <summary>The machine; `default` for a line about the store.</summary>
    public required MachineId Machine { get; init; }

    /// <summary>All its times up to and with this one are dealt with: done, left out, or before the line was new.</summary>
    public required DateTimeOffset Handled { get; init; }

    /// <summary>The time for which the machine was woken last; null when never.</summary>
    public DateTimeOffset? WokenFor { get; init; }
}
