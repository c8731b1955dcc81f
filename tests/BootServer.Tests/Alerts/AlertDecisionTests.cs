using System;
using System.Collections.Generic;
using System.Linq;
using Monitas.BootServer.Alerts;
using Monitas.BootServer.Tests.Jobs;
using Monitas.Catalog.Records;
using Monitas.Contracts.Ids;
using Monitas.Contracts.Jobs;
using Xunit;

namespace Monitas.BootServer.Tests.Alerts;

/// <summary>What is worth an alert, and what was told already.</summary>
public sealed class AlertDecisionTests
{
    private static readonly MachineRecord Desk = new() { Id = JobSamples.Machine, Name = "desk", Created = JobSamples.Start, Credential = SecretDigest.Of("c"), LastSeen = JobSamples.Start };

    private readonly AlertSettings _settings = new();
    private AlertMemory _memory = new();
    private AlertSituation _now = new(JobSamples.Start, 5, [], [], [Desk], new Dictionary<string, DateTimeOffset> { [AlertDecision.Id(Desk)] = JobSamples.Start }, [], 10);

    [Fact]
    public void FirstLook_TellsNothingOfThePast()
    {
        _now = _now with { EndedJobs = [Job(3, JobState.Failed)] };
        Assert.Empty(Look());
    }

    [Fact]
    public void FailedJob_IsToldOnce_OthersAreNot()
    {
        Look();
        _now = _now with { LastJob = 8, OpenJobs = [8], EndedJobs = [Job(6, JobState.Failed), Job(7, JobState.Succeeded)] };
        Alert alert = Assert.Single(Look());
        Assert.Equal((AlertKind.Failed, "desk", "Backup of desk failed (job 6): The disk broke."), (alert.Kind, alert.Machine, alert.Text));
        Assert.Equal((8L, 8L), (_memory.LastJob, Assert.Single(_memory.OpenJobs)));
    }

    [Fact]
    public void OverdueMachine_IsToldOnce_AndAgainAfterAWeek_AndAfterItWasBackedUp()
    {
        Look();
        Pass(days: 3.1);
        Assert.Equal("desk is overdue: its newest archive is 3 days old; last heard of 3 days ago.", Assert.Single(Look()).Text);
        Pass(days: 1);
        Assert.Empty(Look());
        Pass(days: 6);
        Assert.Equal(AlertKind.Overdue, Assert.Single(Look()).Kind);
        _now = _now with { NewestArchives = new Dictionary<string, DateTimeOffset> { [AlertDecision.Id(Desk)] = _now.Now } };
        Assert.Empty(Look());
        Pass(days: 3.1);
        Assert.Single(Look());
    }

    [Fact]
    public void MachineWithoutAnArchive_IsOverdueFromWhenItWasAdded_AndOneThatNeverEnrolledIsNot()
    {
        MachineRecord stranger = Desk with { Id = new MachineId(Guid.NewGuid()), Name = "stranger", Credential = null };
        _now = _now with { Machines = [Desk with { LastSeen = null }, stranger], NewestArchives = new Dictionary<string, DateTimeOffset>() };
        Pass(days: 4);
        Assert.Equal("desk is overdue: it has no archive since it was added 4 days ago.", Assert.Single(Look()).Text);
    }

    [Fact]
    public void FullStore_IsToldOnce_UntilItHadRoomAgain()
    {
        Look();
        int told = 0;
        foreach (int percent in new[] { 89, 90, 95, 89, 91, 88, 90 })
        {
            _now = _now with { StoreUsedPercent = percent };
            told += Look().Count;
        }
        Assert.Equal(2, told);
    }

    [Fact]
    public void DamageAndNewMachines_AreToldOnce()
    {
        Look();
        MachineRecord note = Desk with { Id = new MachineId(Guid.NewGuid()), Name = "note" };
        _now = _now with { Machines = [Desk, note], DamagedVolumes = ["v1"] };
        Assert.Equal([AlertKind.FirstSeen, AlertKind.Damaged], Look().Select(alert => alert.Kind));
        Assert.Empty(Look());
        _now = _now with { DamagedVolumes = ["v1", "v2"] };
        Assert.Contains("Volume v2 is damaged", Assert.Single(Look()).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Outbox_SendsTheFirstAtOnce_AndGathersTheRest()
    {
        TimeSpan digest = TimeSpan.FromMinutes(15);
        DateTimeOffset now = JobSamples.Start;
        AlertMemory memory = AlertOutbox.Add(new AlertMemory(), [Alert(now)], ["mail", "webhook"]);
        Assert.Single(AlertOutbox.Due(memory, "mail", digest, now));
        memory = AlertOutbox.Sent(memory, "mail", now);
        Assert.Single(AlertOutbox.Due(memory, "webhook", digest, now));
        memory = AlertOutbox.Add(AlertOutbox.Add(memory, [Alert(now)], ["mail", "webhook"]), [Alert(now)], ["mail", "webhook"]);
        Assert.Empty(AlertOutbox.Due(memory, "mail", digest, now.AddMinutes(14)));
        Assert.Equal(2, AlertOutbox.Due(memory, "mail", digest, now.AddMinutes(15)).Count);
        Assert.Equal(3, AlertOutbox.Due(memory, "webhook", digest, now).Count);
    }

    [Fact]
    public void Outbox_TriesAgainSoon_AndAfterAClockThatWasAhead()
    {
        TimeSpan digest = TimeSpan.FromHours(12);
        DateTimeOffset now = JobSamples.Start;
        AlertMemory memory = AlertOutbox.Failed(AlertOutbox.Add(new AlertMemory(), [Alert(now)], ["mail"]), "mail", digest, now);
        Assert.Empty(AlertOutbox.Due(memory, "mail", digest, now.AddMinutes(4)));
        Assert.Single(AlertOutbox.Due(memory, "mail", digest, now.AddMinutes(5)));
        memory = AlertOutbox.Add(AlertOutbox.Sent(memory, "mail", now.AddYears(1)), [Alert(now)], ["mail"]);
        Assert.Single(AlertOutbox.Due(memory, "mail", digest, now.AddDays(1)));
    }

    private static Alert Alert(DateTimeOffset time) => new(AlertKind.Failed, time, "desk", "It failed.");

    private static JobRecord Job(long id, JobState state) => new()
    {
        Id = new JobId(id),
        Kind = JobKind.Backup,
        Machine = Desk.Id,
        MachineName = "desk",
        State = state,
        Parameters = new JobParameters(),
        Created = JobSamples.Start,
        StateSince = JobSamples.Start,
        Ended = JobSamples.Start,
        Message = "The disk broke.",
    };

    private void Pass(double days) => _now = _now with { Now = _now.Now.AddDays(days) };

    private IReadOnlyList<Alert> Look()
    {
        (IReadOnlyList<Alert> alerts, _memory) = AlertDecision.Look(_memory, _now, _settings);
        return alerts;
    }
}
