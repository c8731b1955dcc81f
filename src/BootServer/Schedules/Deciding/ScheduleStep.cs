using System;
using Monitas.Catalog.Records;

namespace Monitas.BootServer.Schedules.Deciding;

/// <summary>One thing that is to be done now.</summary>
/// <param name="Line">The line.</param>
/// <param name="Machine">The machine, or the store.</param>
/// <param name="Mark">The mark to be kept once it is done.</param>
internal abstract record ScheduleStep(ScheduleLine Line, ScheduledMachine Machine, ScheduleMarkRecord Mark)
{
    /// <summary>The line is new to the machine, or its mark lies ahead of a clock that was put back: only a mark is made.</summary>
    internal sealed record Begin(ScheduleLine Line, ScheduledMachine Machine, ScheduleMarkRecord Mark) : ScheduleStep(Line, Machine, Mark);

    /// <summary>The machine is off and is to be woken.</summary>
    internal sealed record Wake(ScheduleLine Line, ScheduledMachine Machine, ScheduleMarkRecord Mark) : ScheduleStep(Line, Machine, Mark);

    /// <summary>A job is to be ordered.</summary>
    /// <param name="Line">The line.</param>
    /// <param name="Machine">The machine, or the store.</param>
    /// <param name="Mark">The mark to be kept once the job is there.</param>
    /// <param name="Due">When the machine's turn was.</param>
    internal sealed record Order(ScheduleLine Line, ScheduledMachine Machine, ScheduleMarkRecord Mark, DateTimeOffset Due) : ScheduleStep(Line, Machine, Mark);

    /// <summary>It is left out.</summary>
    /// <param name="Line">The line.</param>
    /// <param name="Machine">The machine, or the store.</param>
    /// <param name="Mark">The mark to be kept.</param>
    /// <param name="Due">When the machine's turn was.</param>
    /// <param name="Why">Why, in words.</param>
    internal sealed record LeaveOut(ScheduleLine Line, ScheduledMachine Machine, ScheduleMarkRecord Mark, DateTimeOffset Due, string Why) : ScheduleStep(Line, Machine, Mark);
}
