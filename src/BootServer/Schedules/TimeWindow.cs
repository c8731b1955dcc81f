using System;

namespace Monitas.BootServer.Schedules;

/// <summary>Hours of the day, from one up to but not including the other; over midnight when the first is the later one.</summary>
/// <param name="From">When it opens.</param>
/// <param name="To">When it closes.</param>
internal sealed record TimeWindow(TimeOnly From, TimeOnly To)
{
    /// <summary>Is it open at this time?</summary>
    internal bool Contains(DateTimeOffset time, TimeZoneInfo zone) => TimeOnly.FromDateTime(TimeZoneInfo.ConvertTime(time, zone).DateTime).IsBetween(From, To);

    /// <summary>When it closes: if it is open at this time, for the first time after it; else when it closes after it has opened for the first time.</summary>
    internal DateTimeOffset ClosesAfter(DateTimeOffset time, TimeZoneInfo zone)
    {
        DateTime local = TimeZoneInfo.ConvertTime(time, zone).DateTime;
        DateTime opened = Contains(time, zone) ? Next(local, To) : Next(Next(local, From), To);
        // An hour that a clock passes over ends where the clock goes on.
        return zone.IsInvalidTime(opened) ? new DateTimeOffset(opened, zone.GetUtcOffset(opened.AddDays(-1))) : new DateTimeOffset(opened, zone.GetUtcOffset(opened));
    }

    private static DateTime Next(DateTime after, TimeOnly at) => after.Date + at.ToTimeSpan() is var today && today > after ? today : after.Date.AddDays(1) + at.ToTimeSpan();
}
