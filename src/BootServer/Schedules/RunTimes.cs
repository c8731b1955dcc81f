using System;
using System.Collections.Generic;
using System.Linq;
using Cronos;

namespace Monitas.BootServer.Schedules;

/// <summary>When a line is due: by cron expressions, or on one day only. Time zones and the days on which clocks are put are the library's work.</summary>
/// <param name="Text">As it was written.</param>
/// <param name="Expressions">It is due whenever one of them says so.</param>
/// <param name="Year">The one year in which it is due; null for every year.</param>
internal sealed record RunTimes(string Text, IReadOnlyList<CronExpression> Expressions, int? Year = null)
{
    /// <summary>How far back is looked for the latest time, in days: the nearest first, since most are near.</summary>
    private static readonly int[] LookBackDays = [1, 8, 32, 400, 1500];

    /// <summary>The first time after this one; null when there is none any more.</summary>
    internal DateTimeOffset? Next(DateTimeOffset after, TimeZoneInfo zone)
    {
        if (Year is { } year && after.UtcDateTime.Year < year)
        {
            // From two days before, as it may be that year here already.
            after = new DateTimeOffset(year - 1, 12, 30, 0, 0, 0, TimeSpan.Zero) is var eve && eve > after ? eve : after;
        }
        DateTimeOffset? next = Expressions.Select(expression => expression.GetNextOccurrence(after, zone)).Min();
        return Year is null || next?.Year == Year ? next : null;
    }

    /// <summary>The last time after <paramref name="after"/> and not after <paramref name="upTo"/>; null when there is none. Looks back four years at most.</summary>
    internal DateTimeOffset? Latest(DateTimeOffset after, DateTimeOffset upTo, TimeZoneInfo zone)
    {
        foreach (int days in LookBackDays)
        {
            DateTimeOffset from = upTo.AddDays(-days) is var back && back > after ? back : after;
            DateTimeOffset? latest = null;
            for (DateTimeOffset? at = Next(from, zone); at is { } found && found <= upTo; at = Next(found, zone))
            {
                latest = found;
            }
            if (latest is not null || from == after)
            {
                return latest;
            }
        }
        return null;
    }
}
