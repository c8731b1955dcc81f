using System;
using System.Linq;
using Monitas.BootServer.Schedules;
using Monitas.BootServer.Schedules.Reading;
using Monitas.Contracts.Jobs;
using Xunit;

namespace Monitas.BootServer.Tests.Schedules;

/// <summary>What a schedule's text says, and what is wrong with it.</summary>
public sealed class ScheduleReaderTests
{
    private static readonly TimeZoneInfo Berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");
    private static readonly DateTimeOffset Monday = new(2026, 5, 4, 10, 0, 0, TimeSpan.FromHours(2));

    [Fact]
    public void Line_SaysAllThatItHas()
    {
        ScheduleLine line = Assert.Single(ScheduleReader.Read("# head\n\n  backup  @lab,desk*,!desk7   daily 02:00,14:30  jitter=90m window=22:00-06:00 at-once=4 wake=yes catch-up=no # why\n").Lines);
        Assert.Equal((3, JobKind.Backup), (line.Number, line.Kind));
        Assert.Equal("backup @lab,desk*,!desk7 daily 02:00,14:30 jitter=90m window=22:00-06:00 at-once=4 wake=yes catch-up=no", line.Text);
        Assert.Equal((TimeSpan.FromMinutes(90), 4, true, false), (line.Jitter, line.AtOnce, line.Wakes, line.CatchesUp));
        Assert.Equal(new TimeWindow(new TimeOnly(22, 0), new TimeOnly(6, 0)), line.Window);
        Assert.Equal("backup daily 02:00,14:30", line.Key);
    }

    [Theory]
    [InlineData("desk", "", true)]
    [InlineData("DESK12", "", true)]
    [InlineData("desk7", "", false)]
    [InlineData("other", "lab", true)]
    [InlineData("other", "LAB", true)]
    [InlineData("lab", "", false)]
    [InlineData("desk1", "kiosks", false)]
    public void Who_IsNamesPatternsAndGroups(string name, string group, bool meant) =>
        Assert.Equal(meant, SelectionReader.Read("@lab,desk*,!desk7,!@kiosks")!.Includes(name, group));

    [Theory]
    [InlineData("daily 02:00", "2026-05-05T02:00:00+02:00")]
    [InlineData("daily 02:00,10:30", "2026-05-04T10:30:00+02:00")]
    [InlineData("weekdays 9:00", "2026-05-05T09:00:00+02:00")]
    [InlineData("weekends 09:00", "2026-05-09T09:00:00+02:00")]
    [InlineData("mon 03:00", "2026-05-11T03:00:00+02:00")]
    [InlineData("wed-fri,sunday 03:00", "2026-05-06T03:00:00+02:00")]
    [InlineData("sat-mon 03:00", "2026-05-09T03:00:00+02:00")]
    [InlineData("monthly 1 04:00", "2026-06-01T04:00:00+02:00")]
    [InlineData("monthly 31 04:00", "2026-05-31T04:00:00+02:00")]
    [InlineData("monthly last 04:00", "2026-05-31T04:00:00+02:00")]
    [InlineData("every 15m", "2026-05-04T10:15:00+02:00")]
    [InlineData("every 4h", "2026-05-04T12:00:00+02:00")]
    [InlineData("cron 5 4 * * SUN#1", "2026-06-07T04:05:00+02:00")]
    [InlineData("2026-12-24 20:00", "2026-12-24T20:00:00+01:00")]
    [InlineData("2027-01-01 00:00", "2027-01-01T00:00:00+01:00")]
    public void When_ComesNext(string when, string next) => Assert.Equal(DateTimeOffset.Parse(next, null), Times(when).Next(Monday, Berlin));

    [Fact]
    public void When_OfADateThatIsPast_NeverComes() => Assert.Null(Times("2026-05-03 20:00").Next(Monday, Berlin));

    [Theory]
    // 29 March 2026: 02:00 becomes 03:00. 25 October 2026: 03:00 becomes 02:00 again.
    [InlineData("daily 02:30", "2026-03-28T12:00:00+01:00", "2026-03-29T03:00:00+02:00", "2026-03-30T02:30:00+02:00")]
    [InlineData("daily 02:30", "2026-10-24T12:00:00+02:00", "2026-10-25T02:30:00+02:00", "2026-10-26T02:30:00+01:00")]
    [InlineData("every 1h", "2026-10-25T01:30:00+02:00", "2026-10-25T02:00:00+02:00", "2026-10-25T02:00:00+01:00")]
    [InlineData("every 1h", "2026-03-29T01:30:00+01:00", "2026-03-29T03:00:00+02:00", "2026-03-29T04:00:00+02:00")]
    public void When_ClocksArePut_NothingIsLostOrDoubled(string when, string after, string first, string second)
    {
        RunTimes times = Times(when);
        DateTimeOffset? next = times.Next(DateTimeOffset.Parse(after, null), Berlin);
        Assert.Equal(DateTimeOffset.Parse(first, null), next);
        Assert.Equal(DateTimeOffset.Parse(second, null), times.Next(next!.Value, Berlin));
    }

    [Theory]
    [InlineData("every 5m", "2020-01-01T00:00:00Z", "2026-05-04T10:00:00+02:00")]
    [InlineData("monthly last 22:00", "2020-01-01T00:00:00Z", "2026-04-30T22:00:00+02:00")]
    [InlineData("cron 0 0 29 2 *", "2020-01-01T00:00:00Z", "2024-02-29T00:00:00+01:00")]
    [InlineData("daily 02:00", "2026-05-04T02:00:00+02:00", null)]
    public void Latest_IsTheLastOneThatWasMissed(string when, string after, string? latest) =>
        Assert.Equal(latest is null ? null : DateTimeOffset.Parse(latest, null), Times(when).Latest(DateTimeOffset.Parse(after, null), Monday, Berlin));

    [Theory]
    [InlineData("backup * daily", "when something is due")]
    [InlineData("backup * daily 25:00", "'25:00' is no time of day")]
    [InlineData("backup *", "when is it due?")]
    [InlineData("backup", "for whom?")]
    [InlineData("bakup * daily 02:00", "did you mean backup?")]
    [InlineData("wipe * daily 02:00", "a line begins with backup, compare, verify, prune, not with 'wipe'")]
    [InlineData("backup store daily 02:00", "a backup is for machines")]
    [InlineData("prune @lab daily 02:00", "write prune store")]
    [InlineData("backup !desk daily 02:00", "write who is meant before it, such as *,!desk")]
    [InlineData("backup a,,b daily 02:00", "is no list of machines")]
    [InlineData("backup * every 7m", "does not come out even in a day")]
    [InlineData("backup * every h", "does not come out even in a day")]
    [InlineData("backup * monthly 32 02:00", "'32' is no day of a month")]
    [InlineData("backup * mun 02:00", "'mun' is neither a day of the week nor")]
    [InlineData("backup * cron 0 2 * *", "cron has five fields")]
    [InlineData("backup * cron 0 2 30 2 *", "never comes")]
    [InlineData("backup * cron 0 99 * * *", "is no time")]
    [InlineData("backup * 2026-02-30 02:00", "'2026-02-30' is neither a day of the week nor")]
    [InlineData("backup * daily 02:00 jiter=5m", "did you mean jitter?")]
    [InlineData("backup * daily 02:00 jitter=13h", "no length of time up to 12 hours")]
    [InlineData("backup * daily 02:00 jitter=5", "no length of time up to 12 hours")]
    [InlineData("backup * daily 02:00 window=2-3", "'2' is no time of day")]
    [InlineData("backup * daily 02:00 window=02:00-02:00", "opens and closes at the same time")]
    [InlineData("backup * daily 02:00 at-once=0", "is no number from 1 to 1000")]
    [InlineData("backup * daily 02:00 wake=maybe", "neither yes nor no")]
    [InlineData("backup * daily 02:00 wake=yes wake=no", "wake is set a second time")]
    [InlineData("verify store daily 02:00 wake=yes", "wake is for machines")]
    public void Faults_AreToldWithTheirLine(string text, string reason)
    {
        ScheduleText read = ScheduleReader.Read($"prune store daily 06:00\n{text}\nbackup desk daily 03:00\n");
        ScheduleError error = Assert.Single(read.Errors);
        Assert.Equal(2, error.Line);
        Assert.Contains(reason, error.Reason, StringComparison.Ordinal);
        Assert.Equal([1, 3], read.Lines.Select(line => line.Number));
    }

    [Fact]
    public void Faults_AreAllToldAtOnce() => Assert.Equal([1, 2, 4], ScheduleReader.Read("a\nb\n# c\nbackup\n").Errors.Select(error => error.Line));

    [Fact]
    public void Read_OfAnyText_TellsErrorsAndNeverFails()
    {
        Random random = new(20261128);
        string[] words = ["backup", "verify", "store", "*", "@lab", "daily", "every", "cron", "monthly", "last", "02:00", "4h", "1-5", "2026-13-01", "jitter=", "window=1-", "=", "!", "#", "\n", "L", "\0", "é", ""];
        for (int i = 0; i < 5000; i++)
        {
            string text = string.Join(' ', Enumerable.Range(0, random.Next(12)).Select(_ => words[random.Next(words.Length)]));
            ScheduleText read = ScheduleReader.Read(text);
            Assert.All(read.Errors, error => Assert.InRange(error.Line, 1, text.Count(c => c == '\n') + 1));
        }
    }

    private static RunTimes Times(string when) => TimesReader.Read(when.Split(' '));
}
