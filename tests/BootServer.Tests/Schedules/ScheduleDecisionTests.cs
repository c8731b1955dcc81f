using System;
using System.Collections.Generic;
using System.Linq;
using Monitas.BootServer.Schedules.Deciding;
using Monitas.BootServer.Schedules.Reading;
using Monitas.Catalog.Records;
using Monitas.Contracts.Ids;
using Monitas.Contracts.Jobs;
using Xunit;

namespace Monitas.BootServer.Tests.Schedules;

/// <summary>What the schedule wants done, as time goes by.</summary>
public sealed class ScheduleDecisionTests
{
    private readonly Simulation _world = new();

    [Fact]
    public void NewLine_OwesNothing_AndRunsAtItsNextTime()
    {
        _world.Write("backup * daily 02:00");
        _world.Add("desk");
        _world.RunUntil("2026-05-05 01:59");
        Assert.Empty(_world.Ordered);
        _world.RunUntil("2026-05-05 02:01");
        Assert.Equal(["desk backup 2026-05-05 02:00"], _world.Ordered);
    }

    [Fact]
    public void AYear_OfSeveralLines_OverBothClockChanges_RunsEachTimeOnce()
    {
        _world.Write("backup * daily 02:30\nbackup desk every 6h\ncompare @lab monthly last 22:00\nprune store mon 06:00");
        _world.Add("desk", group: "lab");
        _world.Add("note");
        _world.Step = TimeSpan.FromMinutes(10);
        _world.RunUntil("2027-05-04 10:00");
        ILookup<string, string> runs = _world.Ordered.ToLookup(run => string.Join(' ', run.Split(' ')[..2]));
        Assert.Equal(365 + (365 * 4), runs["desk backup"].Count());
        Assert.Equal(365, runs["note backup"].Count());
        Assert.Equal(12, runs["desk compare"].Count());
        Assert.Equal(52, runs["store prune"].Count());
        Assert.Equal(_world.Ordered.Count, _world.Ordered.Distinct().Count());
    }

    [Fact]
    public void ServerThatWasOffForAWeek_DoesEachOnce()
    {
        _world.Write("backup * daily 02:00\nprune store daily 06:00");
        _world.Add("desk");
        _world.RunUntil("2026-05-05 12:00");
        _world.Ordered.Clear();
        _world.Sleep("2026-05-12 12:00");
        _world.RunUntil("2026-05-12 13:00");
        Assert.Equal(["desk backup 2026-05-12 12:00", "store prune 2026-05-12 12:00"], _world.Ordered.Order());
    }

    [Fact]
    public void MachineThatWasAway_HasItsTurnWhenItIsBack()
    {
        _world.Write("backup * daily 02:00");
        _world.Add("note", connected: false);
        _world.RunUntil("2026-05-08 09:00");
        Assert.Empty(_world.Ordered);
        Assert.Equal((true, "the machine is not connected"), (_world.Outlook()[0].IsDue, _world.Outlook()[0].Why));
        _world.Change("note", machine => machine with { IsConnected = true });
        _world.RunUntil("2026-05-08 12:00");
        Assert.Equal(["note backup 2026-05-08 09:00"], _world.Ordered);
        _world.RunUntil("2026-05-09 02:01");
        Assert.Equal(["note backup 2026-05-08 09:00", "note backup 2026-05-09 02:00"], _world.Ordered);
    }

    [Fact]
    public void WithoutCatchUp_WhatWasMissedIsLeftOut()
    {
        _world.Write("backup * daily 02:00 catch-up=no");
        _world.Add("note", connected: false);
        _world.RunUntil("2026-05-05 02:59");
        Assert.Empty(_world.LeftOut);
        _world.RunUntil("2026-05-05 03:01");
        Assert.Equal(["note backup 2026-05-05 03:00: the machine is not connected"], _world.LeftOut);
        _world.Change("note", machine => machine with { IsConnected = true });
        _world.RunUntil("2026-05-06 01:00");
        Assert.Empty(_world.Ordered);
    }

    [Fact]
    public void WithoutCatchUp_AServerThatWasOffDoesNotBeginLate()
    {
        _world.Write("backup * daily 02:00 catch-up=no");
        _world.Add("desk");
        _world.RunUntil("2026-05-04 23:00");
        _world.Sleep("2026-05-05 08:00");
        _world.RunUntil("2026-05-05 09:00");
        Assert.Empty(_world.Ordered);
        Assert.Equal(["desk backup 2026-05-05 08:00: it could not begin in time"], _world.LeftOut);
    }

    [Fact]
    public void Window_BeginsOnlyWithinIt()
    {
        _world.Write("backup * daily 12:00 window=22:00-06:00");
        _world.Add("desk");
        _world.RunUntil("2026-05-05 12:00");
        Assert.Equal(["desk backup 2026-05-04 22:00"], _world.Ordered);
    }

    [Fact]
    public void Window_WithoutCatchUp_EndsTheTurn()
    {
        _world.Write("backup * daily 02:00 window=22:00-06:00 catch-up=no");
        _world.Add("note", connected: false);
        _world.RunUntil("2026-05-05 06:01");
        Assert.Equal(["note backup 2026-05-05 06:00: waits for its window, from 22:00"], _world.LeftOut);
    }

    [Fact]
    public void Jitter_SpreadsMachines_TheSameEachDay()
    {
        _world.Write("backup * daily 02:00 jitter=1h");
        for (int i = 0; i < 100; i++)
        {
            _world.Add($"pc{i:00}");
        }
        _world.AtOnce = 1000;
        _world.RunUntil("2026-05-06 04:00");
        string[][] days = [.. new[] { "05", "06" }.Select(day => _world.Ordered.Where(run => run.Contains($"-{day} ", StringComparison.Ordinal)).Select(run => run.Replace($"-{day} ", " ", StringComparison.Ordinal)).ToArray())];
        Assert.Equal(100, days[0].Length);
        Assert.Equal(days[0], days[1]);
        Assert.True(days[0].Select(run => run[^5..]).Distinct().Count() > 40);
        Assert.All(days[0], run => Assert.InRange(run[^5..], "02:00", "03:00"));
    }

    [Fact]
    public void Limits_HoldAndNobodyIsForgotten()
    {
        _world.Write("backup * daily 02:00 at-once=3\nverify @lab daily 02:00");
        for (int i = 0; i < 30; i++)
        {
            _world.Add($"pc{i:00}", group: i < 10 ? "lab" : "");
        }
        _world.AtOnce = 5;
        _world.JobTakes = TimeSpan.FromMinutes(7);
        _world.RunUntil("2026-05-05 12:00");
        Assert.Equal(40, _world.Ordered.Count);
        Assert.Equal(5, _world.MostOpen);
        Assert.Equal(3, _world.MostOpenOf["backup daily 02:00"]);
    }

    [Fact]
    public void BusyMachine_IsWaitedFor()
    {
        _world.Write("backup * daily 02:00");
        _world.Add("desk");
        _world.Change("desk", machine => machine with { IsBusy = true });
        _world.RunUntil("2026-05-05 04:00");
        Assert.Empty(_world.Ordered);
        _world.Change("desk", machine => machine with { IsBusy = false });
        _world.RunUntil("2026-05-05 04:01");
        Assert.Single(_world.Ordered);
    }

    [Fact]
    public void SleepingMachine_IsWokenOnceForEachTime()
    {
        _world.Write("backup * daily 02:00 wake=yes");
        _world.Add("desk", connected: false);
        _world.RunUntil("2026-05-06 12:00");
        Assert.Equal(["desk 2026-05-05 02:00", "desk 2026-05-06 02:00"], _world.Woken);
    }

    [Fact]
    public void ClockThatWasAYearAhead_LosesNoBackups()
    {
        _world.Write("backup * daily 02:00");
        _world.Add("desk");
        _world.RunUntil("2026-05-04 12:00");
        _world.Sleep("2027-05-04 12:00");
        _world.RunUntil("2027-05-04 12:10");
        _world.Sleep("2026-05-04 12:20");
        _world.Ordered.Clear();
        _world.RunUntil("2026-05-06 12:00");
        Assert.Equal(["desk backup 2026-05-05 02:00", "desk backup 2026-05-06 02:00"], _world.Ordered);
    }

    [Fact]
    public void ClockThatIsPutBackALittle_DoublesNothing()
    {
        _world.Write("backup * daily 02:00");
        _world.Add("desk");
        _world.RunUntil("2026-05-05 02:05");
        _world.Sleep("2026-05-05 01:55");
        _world.RunUntil("2026-05-05 12:00");
        Assert.Single(_world.Ordered);
    }

    [Fact]
    public void MachineWithoutAnArchive_IsLeftOutOfAVerification()
    {
        _world.Write("verify * daily 02:00");
        _world.Add("desk");
        _world.Change("desk", machine => machine with { Readable = [] });
        _world.RunUntil("2026-05-05 02:01");
        Assert.Equal(["desk verify 2026-05-05 02:00: it has no archive"], _world.LeftOut);
    }

    [Fact]
    public void MachineWithImagesOnly_IsLeftOutOfAComparison_AndVerified()
    {
        _world.Write("verify * daily 02:00\ncompare * daily 02:00");
        _world.Add("desk");
        _world.Change("desk", machine => machine with { Readable = [JobKind.Verify] });
        _world.RunUntil("2026-05-05 02:01");
        Assert.Equal(["desk compare 2026-05-05 02:00: it has no archive of files"], _world.LeftOut);
        Assert.Equal(["desk verify 2026-05-05 02:00"], _world.Ordered);
    }

    [Fact]
    public void StrangersAndOthers_AreNotMeant()
    {
        _world.Write("backup desk* daily 02:00\nbackup *,!note daily 02:00");
        _world.Add("desk");
        _world.Add("note");
        _world.Add("desk2");
        _world.Change("desk2", machine => machine with { IsEnrolled = false });
        _world.RunUntil("2026-05-05 03:00");
        Assert.Equal(["desk backup 2026-05-05 02:00"], _world.Ordered);
    }

    /// <summary>A server with its machines, whose time the test lets pass; jobs take as long as it says.</summary>
    private sealed class Simulation
    {
        private static readonly TimeZoneInfo Zone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");

        private readonly Dictionary<(string, MachineId), ScheduleMarkRecord> _marks = [];
        private readonly Dictionary<string, ScheduledMachine> _machines = [];
        private readonly List<(DateTimeOffset Ends, string Line, MachineId Machine)> _open = [];
        private IReadOnlyList<Monitas.BootServer.Schedules.ScheduleLine> _lines = [];
        private DateTimeOffset _now = Local("2026-05-04 10:00");

        public TimeSpan Step { get; set; } = TimeSpan.FromMinutes(1);

        public TimeSpan JobTakes { get; set; }

        public int AtOnce { get; set; } = 8;

        public List<string> Ordered { get; } = [];

        public List<string> LeftOut { get; } = [];

        public List<string> Woken { get; } = [];

        public int MostOpen { get; private set; }

        public Dictionary<string, int> MostOpenOf { get; } = [];

        private static DateTimeOffset Local(string text)
        {
            DateTime time = DateTime.ParseExact(text, "yyyy-MM-dd HH:mm", null);
            return new DateTimeOffset(time, Zone.GetUtcOffset(time));
        }

        public void Write(string text)
        {
            Assert.Empty(ScheduleReader.Read(text).Errors);
            _lines = ScheduleReader.Read(text).Lines;
        }

        public void Add(string name, string group = "", bool connected = true) =>
            _machines.Add(name, new ScheduledMachine(new MachineId(new Guid(_machines.Count + 1, 0, 0, new byte[8])), name, group) { IsEnrolled = true, IsConnected = connected, Readable = [JobKind.Compare, JobKind.Verify] });

        public void Change(string name, Func<ScheduledMachine, ScheduledMachine> change) => _machines[name] = change(_machines[name]);

        public IReadOnlyList<ScheduleTurn> Outlook() => ScheduleOutlook.Of(Moment());

        /// <summary>The server is off, or the clock is put.</summary>
        public void Sleep(string until) => _now = Local(until);

        public void RunUntil(string until)
        {
            for (DateTimeOffset end = Local(until); ; _now += Step)
            {
                Tick();
                if (_now >= end)
                {
                    return;
                }
            }
        }

        private ScheduleMoment Moment()
        {
            _open.RemoveAll(job => job.Ends <= _now);
            HashSet<MachineId> busy = [.. _open.Select(job => job.Machine)];
            return new ScheduleMoment(
                _now, Zone, _lines, [.. _machines.Values.Select(machine => machine with { IsBusy = machine.IsBusy || busy.Contains(machine.Id) })], _marks,
                _open.GroupBy(job => job.Line).ToDictionary(jobs => jobs.Key, jobs => jobs.Count()), AtOnce);
        }

        private void Tick()
        {
            string time = TimeZoneInfo.ConvertTime(_now, Zone).ToString("yyyy-MM-dd HH:mm", null);
            foreach (ScheduleStep step in ScheduleDecision.Decide(Moment()))
            {
                _marks[(step.Line.Key, step.Machine.Id)] = step.Mark;
                string what = $"{step.Machine.Name.Replace("the ", "", StringComparison.Ordinal)} {step.Line.Kind.ToString().ToLowerInvariant()} {time}";
                if (step is ScheduleStep.Order)
                {
                    Ordered.Add(what);
                    if (JobTakes > TimeSpan.Zero)
                    {
                        _open.Add((_now + JobTakes, step.Line.Key, step.Machine.Id));
                    }
                }
                else if (step is ScheduleStep.LeaveOut left)
                {
                    LeftOut.Add($"{what}: {left.Why}");
                }
                else if (step is ScheduleStep.Wake)
                {
                    Woken.Add($"{step.Machine.Name} {time}");
                }
            }
            MostOpen = Math.Max(MostOpen, _open.Count);
            foreach (IGrouping<string, (DateTimeOffset, string Line, MachineId)> line in _open.GroupBy(job => job.Line))
            {
                MostOpenOf[line.Key] = Math.Max(MostOpenOf.GetValueOrDefault(line.Key), line.Count());
            }
        }
    }
}
