using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Monitas.Catalog.Records;
using Monitas.Contracts.Ids;

namespace Monitas.BootServer.Retention;

/// <summary>What happens to one archive.</summary>
/// <param name="Archive">The archive.</param>
/// <param name="Reasons">Why it is kept; empty when it goes.</param>
internal sealed record RetentionVerdict(ArchiveRecord Archive, IReadOnlyList<string> Reasons)
{
    /// <summary>Does it stay?</summary>
    public bool IsKept => Reasons.Count > 0;
}

/// <summary>Decides which archives of a machine stay. Pure.</summary>
internal static class RetentionRules
{
    /// <summary>Decides for all archives of one machine.</summary>
    /// <param name="archives">All of them.</param>
    /// <param name="policy">What is kept.</param>
    /// <param name="zone">Whose hours, days and years count.</param>
    /// <param name="isWhole">Is all that an archive needs there and sound, as far as is known?</param>
    /// <param name="jobsOf">The jobs that read an archive now.</param>
    /// <returns>The verdicts, newest archive first.</returns>
    public static IReadOnlyList<RetentionVerdict> Decide(
        IReadOnlyList<ArchiveRecord> archives, RetentionPolicy policy, TimeZoneInfo zone, Func<ArchiveRecord, bool> isWhole, Func<ArchiveId, IReadOnlyList<JobId>> jobsOf)
    {
        // By number: after the server's clock was set right, the archive that was made last is not the one with the latest date.
        ArchiveRecord[] newestFirst = [.. archives.OrderByDescending(a => a.Number).ThenByDescending(a => a.Time)];
        ArchiveRecord[] whole = [.. newestFirst.Where(isWhole)];
        ILookup<ArchiveId, string> byPolicy = Keep(newestFirst, policy, zone).Concat(Keep(whole, policy, zone)).Distinct().ToLookup(pair => pair.Archive, pair => pair.Reason);
        ArchiveId? safest = whole is [ArchiveRecord newest, ..] ? newest.Id : null;
        return [.. newestFirst.Select(archive => new RetentionVerdict(archive, Reasons(archive.Id)))];

        IReadOnlyList<string> Reasons(ArchiveId archive) =>
        [
            .. policy.KeepsAll ? ["no retention is set"] : byPolicy[archive],
            .. archive == safest ? ["newest whole archive"] : Array.Empty<string>(),
            .. jobsOf(archive).Select(job => $"job {job} reads it"),
        ];
    }

    private static IEnumerable<(ArchiveId Archive, string Reason)> Keep(ArchiveRecord[] newestFirst, RetentionPolicy policy, TimeZoneInfo zone) =>
    [
        .. newestFirst.Take(policy.Last).Select((archive, i) => (archive.Id, $"last {i + 1}")),
        .. KeepNewestOfEach(newestFirst, policy.Hourly, "hourly", time => $"{time:yyyy-MM-dd HH}h", zone),
        .. KeepNewestOfEach(newestFirst, policy.Daily, "daily", time => $"{time:yyyy-MM-dd}", zone),
        .. KeepNewestOfEach(newestFirst, policy.Weekly, "weekly", time => $"{ISOWeek.GetYear(time)}-W{ISOWeek.GetWeekOfYear(time):00}", zone),
        .. KeepNewestOfEach(newestFirst, policy.Monthly, "monthly", time => $"{time:yyyy-MM}", zone),
        .. KeepNewestOfEach(newestFirst, policy.Yearly, "yearly", time => $"{time:yyyy}", zone),
    ];

    /// <summary>The newest archive of each of the newest so many periods that have one: an empty day takes nobody's place.</summary>
    private static IEnumerable<(ArchiveId Archive, string Reason)> KeepNewestOfEach(
        ArchiveRecord[] newestFirst, int count, string kind, Func<DateTime, FormattableString> period, TimeZoneInfo zone) =>
        newestFirst
            .GroupBy(archive => FormattableString.Invariant(period(TimeZoneInfo.ConvertTime(archive.Time, zone).DateTime)))
            .Take(count)
            .Select(group => (group.First().Id, $"{kind} {group.Key}"));
}
