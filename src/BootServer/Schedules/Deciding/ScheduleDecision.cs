using System;
using System.Collections.Generic;
using System.Linq;
using Monitas.Catalog.Records;
using Monitas.Contracts.Jobs;

namespace Monitas.BootServer.Schedules.Deciding;

/// <summary>Says what the schedule wants done now. Pure.</summary>
internal static class ScheduleDecision
{
    /// <summary>A mark that lies further ahead was made by a clock that was wrong.</summary>
    private static readonly TimeSpan ClockTolerance = TimeSpan.FromHours(1);

    /// <summary>All steps of now: who has waited longest comes first.</summary>
    internal static IReadOnlyList<ScheduleStep> Decide(ScheduleMoment moment)
    {
        List<ScheduleStep> steps = [];
        List<(ScheduleLine Line, ScheduledMachine Machine, ScheduleMarkRecord Mark, MachineTurn Turn)> due = [];
        foreach ((ScheduleLine line, ScheduledMachine machine) in Pairs(moment))
        {
            if (!moment.Marks.TryGetValue((line.Key, machine.Id), out ScheduleMarkRecord? mark) || mark.Handled > moment.Now + ClockTolerance)
            {
                steps.Add(new ScheduleStep.Begin(line, machine, new ScheduleMarkRecord { Line = line.Key, Machine = machine.Id, Handled = moment.Now }));
            }
            else if (MachineTurn.Of(line, machine, mark.Handled, moment.Now, moment.Zone) is { Time: not null } turn)
            {
                due.Add((line, machine, mark, turn));
            }
        }
        Dictionary<string, int> open = new(moment.OpenJobs);
        HashSet<ScheduledMachine> taken = [];
        foreach ((ScheduleLine line, ScheduledMachine machine, ScheduleMarkRecord mark, MachineTurn turn) in due.OrderBy(one => one.Turn.Due).ThenBy(one => one.Machine.Name, StringComparer.OrdinalIgnoreCase))
        {
            if (Step(line, machine, mark, turn, moment, open, taken) is { } step)
            {
                steps.Add(step);
            }
        }
        return steps;
    }

    /// <summary>Why a machine whose turn is due does not begin, in words; empty when it may begin now.</summary>
    /// <param name="line">The line.</param>
    /// <param name="machine">The machine.</param>
    /// <param name="moment">Now.</param>
    /// <param name="open">Open jobs by their line.</param>
    internal static string Obstacle(ScheduleLine line, ScheduledMachine machine, ScheduleMoment moment, IReadOnlyDictionary<string, int> open)
    {
        int ofLine = open.GetValueOrDefault(line.Key);
        return line switch
        {
            { Window: { } window } when !window.Contains(moment.Now, moment.Zone) => $"waits for its window, from {window.From:HH:mm}",
            _ when !machine.IsConnected => "the machine is not connected",
            _ when machine.IsBusy => "the machine has another job",
            { AtOnce: { } most } when ofLine >= most => $"waits for its turn: {ofLine} at a time by this line",
            { Who: not null } when open.Values.Sum() >= moment.AtOnce => $"waits for its turn: {moment.AtOnce} at a time by [schedule] in server.conf",
            _ => "",
        };
    }

    /// <summary>Each line with each machine that it means, once.</summary>
    internal static IEnumerable<(ScheduleLine Line, ScheduledMachine Machine)> Pairs(ScheduleMoment moment)
    {
        HashSet<(string, ScheduledMachine)> seen = [];
        foreach (ScheduleLine line in moment.Lines)
        {
            IEnumerable<ScheduledMachine> meant = line.Who is { } who
                ? moment.Machines.Where(machine => machine.IsEnrolled && who.Includes(machine.Name, machine.Group))
                : [ScheduledMachine.Store];
            foreach (ScheduledMachine machine in meant.Where(machine => seen.Add((line.Key, machine))))
            {
                yield return (line, machine);
            }
        }
    }

    private static ScheduleStep? Step(
        ScheduleLine line, ScheduledMachine machine, ScheduleMarkRecord mark, MachineTurn turn, ScheduleMoment moment, Dictionary<string, int> open, HashSet<ScheduledMachine> taken)
    {
        DateTimeOffset due = turn.Due!.Value;
        ScheduleMarkRecord done = mark with { Handled = turn.Time!.Value };
        if (line.Kind is JobKind.Compare or JobKind.Verify && !machine.Readable.Contains(line.Kind))
        {
            return new ScheduleStep.LeaveOut(line, machine, done, due, line.Kind == JobKind.Compare ? "it has no archive of files" : "it has no archive");
        }
        string obstacle = taken.Contains(machine) ? "the machine has another job" : Obstacle(line, machine, moment, open);
        if (turn.IsOver(line, moment.Now, moment.Zone))
        {
            return new ScheduleStep.LeaveOut(line, machine, done, due, obstacle.Length > 0 ? obstacle : "it could not begin in time");
        }
        if (obstacle.Length == 0)
        {
            taken.Add(machine);
            if (line.Who is not null)
            {
                open[line.Key] = open.GetValueOrDefault(line.Key) + 1;
            }
            return new ScheduleStep.Order(line, machine, done, due);
        }
        bool wakes = line.Wakes && !machine.IsConnected && mark.WokenFor != turn.Time && line.Window?.Contains(moment.Now, moment.Zone) != false;
        return wakes ? new ScheduleStep.Wake(line, machine, mark with { WokenFor = turn.Time }) : null;
    }
}
