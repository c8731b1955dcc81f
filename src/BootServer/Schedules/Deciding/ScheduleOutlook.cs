using System;
using System.Collections.Generic;
using System.Linq;
using Monitas.Catalog.Records;

namespace Monitas.BootServer.Schedules.Deciding;

/// <summary>What comes when, for people. Pure.</summary>
internal static class ScheduleOutlook
{
    /// <summary>Each line with each machine that it means: what is due already first, then what comes next, by time.</summary>
    internal static IReadOnlyList<ScheduleTurn> Of(ScheduleMoment moment)
    {
        List<ScheduleTurn> turns = [];
        foreach ((ScheduleLine line, ScheduledMachine machine) in ScheduleDecision.Pairs(moment))
        {
            DateTimeOffset handled = moment.Marks.TryGetValue((line.Key, machine.Id), out ScheduleMarkRecord? mark) && mark.Handled <= moment.Now ? mark.Handled : moment.Now;
            MachineTurn turn = MachineTurn.Of(line, machine, handled, moment.Now, moment.Zone);
            if (turn.Due is { } due && !turn.IsOver(line, moment.Now, moment.Zone))
            {
                string obstacle = ScheduleDecision.Obstacle(line, machine, moment, moment.OpenJobs);
                turns.Add(new ScheduleTurn(line.Number, line.Text, machine.Name, due, IsDue: true, obstacle.Length > 0 ? obstacle : "begins at once"));
            }
            else if (turn.Next is { } next)
            {
                turns.Add(new ScheduleTurn(line.Number, line.Text, machine.Name, next, IsDue: false, ""));
            }
        }
        return [.. turns.OrderByDescending(turn => turn.IsDue).ThenBy(turn => turn.At).ThenBy(turn => turn.Machine, StringComparer.OrdinalIgnoreCase).ThenBy(turn => turn.Line)];
    }
}

/// <summary>A machine's turn of a line.</summary>
/// <param name="Line">The line's number.</param>
/// <param name="Text">The line.</param>
/// <param name="Machine">The machine's name, or "the store".</param>
/// <param name="At">When it comes, or when it was due.</param>
/// <param name="IsDue">Is it due already?</param>
/// <param name="Why">What a turn that is due waits for; else empty.</param>
internal sealed record ScheduleTurn(int Line, string Text, string Machine, DateTimeOffset At, bool IsDue, string Why);
