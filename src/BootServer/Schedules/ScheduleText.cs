using System.Collections.Generic;

namespace Monitas.BootServer.Schedules;

/// <summary>A schedule as it was read.</summary>
/// <param name="Lines">The lines that make sense, in their order.</param>
/// <param name="Errors">What is wrong, in order of the lines; such a schedule does not count.</param>
internal sealed record ScheduleText(IReadOnlyList<ScheduleLine> Lines, IReadOnlyList<ScheduleError> Errors)
{
    /// <summary>A schedule that says nothing.</summary>
    public static readonly ScheduleText Empty = new([], []);
}

/// <summary>What is wrong in a schedule.</summary>
/// <param name="Line">In which line, from 1; 0 when it is about the file as a whole.</param>
/// <param name="Reason">Why, and what to write instead; one sentence.</param>
internal sealed record ScheduleError(int Line, string Reason)
{
    /// <inheritdoc/>
    public override string ToString() => Line > 0 ? $"line {Line}: {Reason}" : Reason;
}
