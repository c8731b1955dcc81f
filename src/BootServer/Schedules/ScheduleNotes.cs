using System;
using System.Collections.Generic;
using System.Linq;
using Monitas.Catalog.Records;

namespace Monitas.BootServer.Schedules;

/// <summary>What in a schedule without errors is perhaps not meant so. Pure.</summary>
internal static class ScheduleNotes
{
    /// <summary>The machines that a line means, in order of their names.</summary>
    internal static IReadOnlyList<string> Meant(ScheduleLine line, IReadOnlyList<MachineRecord> machines) => line.Who is { } who
        ? [.. machines.Where(machine => who.Includes(machine.Name, machine.Group)).Select(machine => machine.Name)]
        : [];

    /// <summary>One sentence for each oddity.</summary>
    internal static IReadOnlyList<ScheduleError> Of(IReadOnlyList<ScheduleLine> lines, IReadOnlyList<MachineRecord> machines)
    {
        List<ScheduleError> notes = [];
        foreach (ScheduleLine line in lines.Where(line => line.Who is not null))
        {
            notes.AddRange(line.Who!.Parts
                .Where(part => !machines.Any(machine => part.Matches(machine.Name, machine.Group)))
                .Select(part => new ScheduleError(line.Number, part.IsName ? $"there is no machine '{part.Text}'." : part.IsGroup ? $"no machine is in a group '{part.Text}'." : $"no machine's name is like '{part.Text}'.")));
            string[] strangers = [.. machines.Where(machine => machine.Credential is null && line.Who.Includes(machine.Name, machine.Group)).Select(machine => machine.Name)];
            if (strangers.Length > 0)
            {
                notes.Add(new ScheduleError(line.Number, $"passes over {string.Join(", ", strangers)}, whose agent has never enrolled (monitas-server machine token NAME)."));
            }
        }
        foreach (IGrouping<string, ScheduleLine> twins in lines.GroupBy(line => line.Key).Where(twins => twins.Count() > 1))
        {
            string[] both = [.. twins.SelectMany(line => line.Who is null ? ["the store"] : Meant(line, machines)).GroupBy(name => name).Where(names => names.Count() > 1).Select(names => names.Key)];
            if (both.Length > 0)
            {
                notes.Add(new ScheduleError(twins.Last().Number, $"says the same as line {twins.First().Number} for {string.Join(", ", both)}, for whom the earlier one counts."));
            }
        }
        return notes;
    }
}
