using System;
using System.Collections.Generic;
using System.Linq;
using Monitas.BootServer.Retention;
using Monitas.Catalog.Records;
using Monitas.Contracts.Ids;
using Xunit;

namespace Monitas.BootServer.Tests.Retention;

public sealed class RetentionRulesTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 27, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Decide_NothingSet_KeepsAll() =>
        Assert.All(Decide(Every(TimeSpan.FromDays(1), 400), new RetentionPolicy()), verdict => Assert.Equal("no retention is set", verdict.Reasons[0]));

    [Fact]
    public void Decide_Last_KeepsTheNewest()
    {
        IReadOnlyList<RetentionVerdict> verdicts = Decide(Every(TimeSpan.FromHours(1), 10), new RetentionPolicy { Last = 3 });
        Assert.Equal([true, true, true, false, false, false, false, false, false, false], verdicts.Select(v => v.IsKept));
        Assert.Equal(["last 1", "newest whole archive"], verdicts[0].Reasons);
        Assert.Equal(["last 3"], verdicts[2].Reasons);
    }

    [Fact]
    public void Decide_AllKinds_KeepTheNewestOfEachPeriod()
    {
        // Four a day for three years.
        List<ArchiveRecord> archives = Every(TimeSpan.FromHours(6), 4 * 365 * 3);
        IReadOnlyList<RetentionVerdict> verdicts = Decide(archives, new RetentionPolicy { Hourly = 2, Daily = 7, Weekly = 5, Monthly = 12, Yearly = 10 });
        List<RetentionVerdict> kept = [.. verdicts.Where(v => v.IsKept)];

        Assert.Equal(2, Count("hourly"));
        Assert.Equal(7, Count("daily"));
        Assert.Equal(5, Count("weekly"));
        Assert.Equal(12, Count("monthly"));
        Assert.Equal(4, Count("yearly"));
        Assert.InRange(kept.Count, 12, 2 + 7 + 5 + 12 + 4);
        Assert.Contains("yearly 2024", kept.Single(v => v.Archive.Time == new DateTimeOffset(2024, 12, 31, 18, 0, 0, TimeSpan.Zero)).Reasons);
        Assert.Contains("weekly 2026-W47", kept.Single(v => v.Archive.Time == new DateTimeOffset(2026, 11, 22, 18, 0, 0, TimeSpan.Zero)).Reasons);

        int Count(string kind) => kept.Sum(v => v.Reasons.Count(reason => reason.StartsWith(kind, StringComparison.Ordinal)));
    }

    [Fact]
    public void Decide_Days_AreThoseOfTheZone()
    {
        TimeZoneInfo zone = TimeZoneInfo.CreateCustomTimeZone("test", TimeSpan.FromHours(10), "test", "test");
        ArchiveRecord evening = Archive(1, new DateTimeOffset(2026, 11, 26, 13, 59, 0, TimeSpan.Zero));
        ArchiveRecord midnight = Archive(2, new DateTimeOffset(2026, 11, 26, 14, 1, 0, TimeSpan.Zero));
        IReadOnlyList<RetentionVerdict> verdicts = RetentionRules.Decide([evening, midnight], new RetentionPolicy { Daily = 5 }, zone, _ => true, _ => []);
        Assert.Equal(["daily 2026-11-27", "newest whole archive"], verdicts[0].Reasons);
        Assert.Equal(["daily 2026-11-26"], verdicts[1].Reasons);
    }

    [Fact]
    public void Decide_DaysWithoutArchives_TakeNobodysPlace()
    {
        ArchiveRecord[] archives = [Archive(1, Now.AddDays(-300)), Archive(2, Now.AddDays(-200)), Archive(3, Now)];
        Assert.All(Decide(archives, new RetentionPolicy { Daily = 3 }), verdict => Assert.True(verdict.IsKept));
    }

    [Fact]
    public void Decide_NewestIsNotWhole_TheNewestWholeOneStaysToo()
    {
        ArchiveRecord[] archives = [Archive(1, Now.AddDays(-2)), Archive(2, Now.AddDays(-1)), Archive(3, Now)];
        IReadOnlyList<RetentionVerdict> verdicts = RetentionRules.Decide(archives, new RetentionPolicy { Last = 1 }, TimeZoneInfo.Utc, archive => archive.Number == 1, _ => []);
        Assert.Equal([true, false, true], verdicts.Select(v => v.IsKept));
        Assert.Contains("newest whole archive", verdicts[2].Reasons);
    }

    [Fact]
    public void Decide_ClockOfOneArchiveWasFarAhead_ItTakesItsTurnToGo()
    {
        ArchiveRecord[] archives = [Archive(1, Now.AddDays(-3)), Archive(2, Now.AddYears(70)), Archive(3, Now.AddDays(-1)), Archive(4, Now)];
        Assert.Equal([4, 3], Decide(archives, new RetentionPolicy { Daily = 2 }).Where(v => v.IsKept).Select(v => v.Archive.Number));
    }

    [Fact]
    public void Decide_JobReadsIt_Stays()
    {
        List<ArchiveRecord> archives = Every(TimeSpan.FromDays(1), 5);
        IReadOnlyList<RetentionVerdict> verdicts = RetentionRules.Decide(
            archives, new RetentionPolicy { Last = 1 }, TimeZoneInfo.Utc, _ => true, archive => archive == archives[0].Id ? [new JobId(7)] : []);
        Assert.Equal(["job 7 reads it"], verdicts[^1].Reasons);
    }

    [Fact]
    public void Decide_Random_KeepsTheRulesOfEachKind()
    {
        for (int seed = 0; seed < 300; seed++)
        {
            Random random = new(seed);
            ArchiveRecord[] archives = [.. Enumerable.Range(1, random.Next(1, 200)).Select(i => Archive(i, Now.AddMinutes(-random.Next(0, 3_000_000))))];
            RetentionPolicy policy = new() { Last = random.Next(3), Hourly = random.Next(5), Daily = random.Next(10), Weekly = random.Next(5), Monthly = random.Next(5), Yearly = random.Next(3) };
            IReadOnlyList<RetentionVerdict> verdicts = Decide(archives, policy);
            Assert.Equal(archives.Length, verdicts.Count);
            Assert.True(verdicts[0].IsKept);
            Assert.True(policy.KeepsAll || verdicts.Count(v => v.IsKept) <= Math.Max(1, policy.Last + policy.Hourly + policy.Daily + policy.Weekly + policy.Monthly + policy.Yearly));
            // A second prune finds nothing more to remove.
            Assert.All(Decide([.. verdicts.Where(v => v.IsKept).Select(v => v.Archive)], policy), verdict => Assert.True(verdict.IsKept));
        }
    }

    private static IReadOnlyList<RetentionVerdict> Decide(IReadOnlyList<ArchiveRecord> archives, RetentionPolicy policy) =>
        RetentionRules.Decide(archives, policy, TimeZoneInfo.Utc, _ => true, _ => []);

    private static List<ArchiveRecord> Every(TimeSpan step, int count) => [.. Enumerable.Range(0, count).Select(i => Archive(i + 1, Now - (step * (count - 1 - i))))];

    private static ArchiveRecord Archive(int number, DateTimeOffset time) =>
        new() { Id = new ArchiveId(Guid.NewGuid()), Machine = default, Number = number, Time = time, Volume = default, Volumes = [] };
}
