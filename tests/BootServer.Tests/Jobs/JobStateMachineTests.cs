using System;
using System.Collections.Generic;
using System.Linq;
using CsCheck;
using Monitas.BootServer.Jobs;
using Monitas.BootServer.Jobs.Rules;
using Monitas.Catalog.Records;
using Monitas.Contracts.Jobs;
using Monitas.Contracts.Messages;
using Xunit;

namespace Monitas.BootServer.Tests.Jobs;

public sealed class JobStateMachineTests
{
    private static readonly JobLimits Limits = new();
    private static readonly DateTimeOffset Now = JobSamples.Start.AddMinutes(1);

    /// <summary>Every event by a short name.</summary>
    private static readonly Dictionary<string, JobEvent> Events = new()
    {
        ["turn"] = new JobEvent.Turn(),
        ["away"] = new JobEvent.MachineAway(),
        ["live"] = new JobEvent.LiveHello(JobSamples.Live("live-1"), HasJob: false),
        ["liveBusy"] = new JobEvent.LiveHello(JobSamples.Live("live-1"), HasJob: true),
        ["image"] = new JobEvent.BootImageHello(JobSamples.BootImage("boot-1"), HasJob: false),
        ["imageBusy"] = new JobEvent.BootImageHello(JobSamples.BootImage("boot-1"), HasJob: true),
        ["image2"] = new JobEvent.BootImageHello(JobSamples.BootImage("boot-2"), HasJob: false),
        ["lost"] = new JobEvent.AgentLost(),
        ["notSent"] = new JobEvent.OrderNotSent(Attempt: 0),
        ["started"] = new JobEvent.AgentStarted(),
        ["phase"] = new JobEvent.PhaseEntered(JobPhase.Restore, "files"),
        ["ok"] = Finished(JobOutcome.Succeeded),
        ["warnings"] = Finished(JobOutcome.Warnings),
        ["failed"] = Finished(JobOutcome.Failed),
        ["stopped"] = Finished(JobOutcome.Cancelled),
        ["plan"] = new JobEvent.PlanMade(JobSamples.Plan(), "boot-2"),
        ["otherPlan"] = new JobEvent.PlanMade(JobSamples.Plan("NEW2"), "boot-2"),
        ["refusedPlan"] = new JobEvent.PlanMade(JobSamples.Plan("NEW1", "", "Too small."), "boot-2"),
        ["noPlan"] = new JobEvent.PlanImpossible("Gone."),
        ["approve"] = new JobEvent.Approved(JobSamples.Plan().Hash(), "root"),
        ["approveOther"] = new JobEvent.Approved(JobSamples.Plan("NEW2").Hash(), "root"),
        ["cancel"] = new JobEvent.CancelAsked("root"),
        ["note"] = new JobEvent.Noted("dhcp", "asked"),
        ["tick"] = new JobEvent.Tick(),
        ["serverStarted"] = new JobEvent.ServerStarted(),
    };

    /// <summary>What each event makes of a live job in each state: the state after it, with '!' for a refusal. What is not listed leaves the state alone without a refusal.</summary>
    private static readonly Dictionary<(JobState, string), string> LiveTable = new()
    {
        [(JobState.Queued, "turn")] = "Running",
        [(JobState.Queued, "away")] = "WaitingForMachine",
        [(JobState.Queued, "cancel")] = "Cancelled",
        [(JobState.WaitingForMachine, "turn")] = "Running",
        [(JobState.WaitingForMachine, "cancel")] = "Cancelled",
        [(JobState.Running, "turn")] = "Running!",
        [(JobState.Running, "notSent")] = "WaitingForMachine",
        [(JobState.Running, "ok")] = "Succeeded",
        [(JobState.Running, "warnings")] = "FinishedWithWarnings",
        [(JobState.Running, "failed")] = "Failed",
        [(JobState.Running, "stopped")] = "Cancelled",
    };

    /// <summary>The same for a rebuild.</summary>
    private static readonly Dictionary<(JobState, string), string> RebuildTable = new()
    {
        [(JobState.Queued, "away")] = "WaitingForMachine",
        [(JobState.Queued, "plan")] = "WaitingForApproval",
        [(JobState.Queued, "otherPlan")] = "WaitingForApproval",
        [(JobState.Queued, "refusedPlan")] = "Failed",
        [(JobState.Queued, "noPlan")] = "Failed",
        [(JobState.Queued, "cancel")] = "Cancelled",
        [(JobState.WaitingForMachine, "plan")] = "WaitingForApproval",
        [(JobState.WaitingForMachine, "otherPlan")] = "WaitingForApproval",
        [(JobState.WaitingForMachine, "refusedPlan")] = "Failed",
        [(JobState.WaitingForMachine, "noPlan")] = "Failed",
        [(JobState.WaitingForMachine, "cancel")] = "Cancelled",
        [(JobState.WaitingForApproval, "approve")] = "Running",
        [(JobState.WaitingForApproval, "refusedPlan")] = "Failed",
        [(JobState.WaitingForApproval, "noPlan")] = "Failed",
        [(JobState.WaitingForApproval, "cancel")] = "Cancelled",
        [(JobState.Running, "ok")] = "WaitingForBeacon",
        [(JobState.Running, "warnings")] = "WaitingForBeacon",
        [(JobState.Running, "failed")] = "Failed",
        [(JobState.Running, "stopped")] = "Cancelled",
        [(JobState.Running, "otherPlan")] = "WaitingForApproval",
        [(JobState.Running, "refusedPlan")] = "Failed",
        [(JobState.Running, "noPlan")] = "Failed",
        [(JobState.WaitingForBeacon, "live")] = "Succeeded",
        [(JobState.WaitingForBeacon, "liveBusy")] = "Succeeded",
        [(JobState.WaitingForBeacon, "plan")] = "Running",
        [(JobState.WaitingForBeacon, "otherPlan")] = "WaitingForApproval",
        [(JobState.WaitingForBeacon, "refusedPlan")] = "Failed",
        [(JobState.WaitingForBeacon, "noPlan")] = "Failed",
        [(JobState.WaitingForBeacon, "cancel")] = "Cancelled",
    };

    public static TheoryData<JobKind, JobState, string> AllPairs()
    {
        var data = new TheoryData<JobKind, JobState, string>();
        foreach (JobKind kind in new[] { JobKind.Backup, JobKind.Rebuild })
        {
            foreach (JobState state in Enum.GetValues<JobState>().Where(s => kind == JobKind.Rebuild || s is not (JobState.WaitingForApproval or JobState.WaitingForBeacon)))
            {
                foreach (string name in Events.Keys)
                {
                    data.Add(kind, state, name);
                }
            }
        }
        return data;
    }

    [Theory]
    [MemberData(nameof(AllPairs))]
    public void Apply_EveryEventInEveryState_LeadsWhereTheTableSays(JobKind kind, JobState state, string name)
    {
        JobRecord job = kind == JobKind.Rebuild ? JobSamples.Rebuild(state) : JobSamples.Job(kind, state);
        JobTransition transition = JobStateMachine.Apply(job, Events[name], Limits, Now);
        string got = transition.Job.State + (transition.Refusal.Length > 0 ? "!" : "");
        Assert.Equal(Expected(kind, state, name), got);
        Assert.True(transition.Refusal.Length == 0 || transition.Job == job, "a refused event changes nothing");
    }

    private static string Expected(JobKind kind, JobState state, string name)
    {
        if ((kind == JobKind.Rebuild ? RebuildTable : LiveTable).TryGetValue((state, name), out string? listed))
        {
            return listed;
        }
        bool refused = name switch
        {
            "note" or "tick" or "serverStarted" or "lost" or "notSent" => false,
            "started" or "phase" or "ok" or "warnings" or "failed" or "stopped" => state != JobState.Running,
            "approve" or "approveOther" => true,
            "turn" => kind == JobKind.Rebuild || state.IsFinal(),
            "plan" or "otherPlan" or "refusedPlan" or "noPlan" => kind != JobKind.Rebuild || state.IsFinal(),
            _ => state.IsFinal(),
        };
        return state + (refused ? "!" : "");
    }

    [Fact]
    public void Apply_AnyEvents_NeverThrowsAndNeverLeavesAnEnd()
    {
        Gen<string> anyEvent = Gen.OneOf(Events.Keys.Select(Gen.Const).ToArray());
        Gen.Select(Gen.Bool, anyEvent.Array[0, 40]).Sample((rebuild, names) =>
        {
            JobRecord job = JobSamples.Job(rebuild ? JobKind.Rebuild : JobKind.Restore, JobState.Queued);
            DateTimeOffset now = Now;
            foreach (string name in names)
            {
                now = now.AddMinutes(1);
                JobRecord after = JobStateMachine.Apply(job, Events[name], Limits, now).Job;
                Assert.True(!job.State.IsFinal() || after.State == job.State);
                Assert.Equal(after.State.IsFinal(), after.Ended is not null);
                Assert.True(after.Kind == JobKind.Rebuild || after.State is not (JobState.WaitingForApproval or JobState.WaitingForBeacon));
                Assert.True(after.Kind != JobKind.Rebuild || after.State != JobState.Running || after.ApprovedPlan is { Refusals.Count: 0 });
                Assert.True(after.State != JobState.Running || after.Kind != JobKind.Rebuild || after.ApprovedHash == after.PlanHash);
                job = after;
            }
        });
    }

    [Theory]
    [InlineData(JobKind.Backup)]
    [InlineData(JobKind.Rebuild)]
    public void Finished_InEveryState_IsAnswered(JobKind kind)
    {
        foreach (JobState state in Enum.GetValues<JobState>())
        {
            JobRecord job = kind == JobKind.Rebuild ? JobSamples.Rebuild(state) : JobSamples.Job(kind, state);
            JobTransition transition = JobStateMachine.Apply(job, Finished(JobOutcome.Succeeded), Limits, Now);
            Assert.Contains(transition.Actions, a => a is JobAction.Acknowledge);
        }
    }

    [Fact]
    public void Started_AfterTheEnd_TellsTheAgentToStop()
    {
        JobTransition transition = JobStateMachine.Apply(JobSamples.Job(JobKind.Backup, JobState.Cancelled), new JobEvent.AgentStarted(), Limits, Now);
        Assert.IsType<JobAction.SendCancel>(Assert.Single(transition.Actions));
    }

    [Fact]
    public void LiveHello_JobLost_SendsTheOrderAgainUntilItIsTooMuch()
    {
        JobRecord job = JobSamples.Job(JobKind.Backup, JobState.Queued);
        job = Apply(job, new JobEvent.Turn());
        for (int i = 1; i < Limits.MaxAttempts; i++)
        {
            JobTransition again = JobStateMachine.Apply(job, Events["live"], Limits, Now);
            Assert.IsType<JobAction.SendOrder>(Assert.Single(again.Actions));
            job = again.Job;
        }
        Assert.Equal(JobState.Failed, Apply(job, Events["live"]).State);
    }

    [Fact]
    public void LiveHello_JobInHand_OnlyNotesTheReturn()
    {
        JobRecord job = Apply(JobSamples.Job(JobKind.Backup, JobState.Running), new JobEvent.AgentLost());
        Assert.NotNull(job.AgentLost);
        JobTransition back = JobStateMachine.Apply(job, Events["liveBusy"], Limits, Now);
        Assert.Null(back.Job.AgentLost);
        Assert.Empty(back.Actions);
    }

    [Fact]
    public void BootImageHello_WaitingForMachine_AsksForAPlan()
    {
        JobTransition hello = JobStateMachine.Apply(JobSamples.Rebuild(JobState.WaitingForMachine), Events["image"], Limits, Now);
        Assert.Equal("boot-1", Assert.IsType<JobAction.MakePlan>(Assert.Single(hello.Actions)).Facts.BootId);
    }

    [Fact]
    public void OrderNotSent_OfAnEarlierAttempt_LeavesTheOrderThatWasSentSinceInForce()
    {
        JobRecord sentAgain = JobSamples.Rebuild(JobState.Running) with { Started = null, Attempts = 2 };
        Assert.Same(sentAgain, Apply(sentAgain, new JobEvent.OrderNotSent(Attempt: 1)));
        JobRecord waits = Apply(sentAgain, new JobEvent.OrderNotSent(Attempt: 2));
        Assert.Equal((JobState.WaitingForMachine, 1), (waits.State, waits.Attempts));
    }

    [Theory]
    [InlineData("lost")]
    [InlineData("serverStarted")]
    public void AskedBootImage_GoneWithoutAnAnswer_WaitsForAStart(string gone)
    {
        JobRecord asked = Apply(JobSamples.Rebuild(JobState.Queued), new JobEvent.MachineAway(Asked: true));
        Assert.True(asked.AskedBootImage);
        JobRecord after = Apply(asked, Events[gone]);
        Assert.Equal((JobState.WaitingForMachine, false), (after.State, after.AskedBootImage));
        Assert.Equal(Apply(JobSamples.Rebuild(JobState.Queued), Events["away"]).Message, after.Message);
        Assert.Same(after, Apply(after, Events[gone]));
    }

    [Fact]
    public void AskedBootImage_Answers_IsNoLongerAsked()
    {
        JobRecord asked = Apply(JobSamples.Rebuild(JobState.Queued), new JobEvent.MachineAway(Asked: true));
        JobRecord planned = Apply(asked, Events["plan"]);
        Assert.Equal((JobState.WaitingForApproval, false), (planned.State, planned.AskedBootImage));
        Assert.Equal(planned.Message, Apply(planned, Events["lost"]).Message);
    }

    [Fact]
    public void PlanMade_PreApproved_RunsAtOnce()
    {
        JobRecord job = JobSamples.Rebuild(JobState.WaitingForMachine);
        job = job with { Parameters = job.Parameters with { PreApproved = true } };
        JobTransition made = JobStateMachine.Apply(job, Events["plan"], Limits, Now);
        Assert.Equal(JobState.Running, made.Job.State);
        Assert.Equal(made.Job.PlanHash, made.Job.ApprovedHash);
        Assert.Equal("boot-2", made.Job.BootId);
        Assert.IsType<JobAction.SendOrder>(Assert.Single(made.Actions));
        Assert.Equal(JobState.Failed, Apply(job, Events["refusedPlan"]).State);
        Assert.Equal(JobState.WaitingForApproval, Apply(made.Job, Events["otherPlan"]).State);
    }

    [Fact]
    public void PlanMade_ThatWasReadAndApprovedBefore_RunsAtOnce_AndAnyOtherWaits()
    {
        JobRecord job = JobSamples.Rebuild(JobState.WaitingForMachine);
        job = job with { Parameters = job.Parameters with { ReadPlan = PlanScope.HashOf(JobSamples.Plan(content: "as its own system saw it")), ReadBy = "anna" } };
        JobRecord same = Apply(job, Events["plan"]);
        Assert.Equal((JobState.Running, "anna"), (same.State, same.ApprovedBy));
        Assert.Equal(same.PlanHash, same.ApprovedHash);
        JobRecord other = Apply(job, Events["otherPlan"]);
        Assert.Equal((JobState.WaitingForApproval, ""), (other.State, other.ApprovedBy));
        Assert.Equal(JobState.Failed, Apply(job, Events["refusedPlan"]).State);
    }

    [Fact]
    public void BootImageHello_PowerLostWhileRunning_SamePlanGoesOnByItself()
    {
        JobRecord job = JobSamples.Rebuild(JobState.Running);
        JobTransition hello = JobStateMachine.Apply(job, Events["image2"], Limits, Now);
        Assert.IsType<JobAction.MakePlan>(Assert.Single(hello.Actions));
        JobTransition same = JobStateMachine.Apply(hello.Job, new JobEvent.PlanMade(JobSamples.Plan(content: "GPT, half restored"), "boot-2"), Limits, Now);
        Assert.Equal((JobState.Running, 2), (same.Job.State, same.Job.Attempts));
        Assert.Equal(same.Job.Plan!.Hash(), same.Job.ApprovedHash);
        Assert.IsType<JobAction.SendOrder>(Assert.Single(same.Actions));
    }

    [Fact]
    public void BootImageHello_PowerLostAndOtherDisk_AsksAgain()
    {
        JobTransition other = JobStateMachine.Apply(JobSamples.Rebuild(JobState.Running), Events["otherPlan"], Limits, Now);
        Assert.Equal(JobState.WaitingForApproval, other.Job.State);
        Assert.DoesNotContain(other.Actions, a => a is JobAction.SendOrder);
        Assert.Equal(JobState.Running, Apply(other.Job, Events["approveOther"]).State);
        Assert.NotEmpty(JobStateMachine.Apply(other.Job, Events["approve"], Limits, Now).Refusal);
    }

    [Fact]
    public void BootImageHello_ReconnectedWhileRunning_IsLeftAlone()
    {
        JobRecord job = Apply(JobSamples.Rebuild(JobState.Running), new JobEvent.AgentLost());
        JobTransition back = JobStateMachine.Apply(job, Events["imageBusy"], Limits, Now);
        Assert.Empty(back.Actions);
        Assert.Equal((JobState.Running, 1, null), (back.Job.State, back.Job.Attempts, back.Job.AgentLost));
    }

    [Theory]
    [InlineData("boot-1", JobSamples.RootUuid, "NEW1", "has not been restarted")]
    [InlineData("live-9", "other-root", "NEW1", "has started another system")]
    [InlineData("live-9", JobSamples.RootUuid, "OLD1", "has started from the disk OLD1")]
    public void LiveHello_NotTheRebuiltSystem_StaysWaitingAndSaysWhy(string bootId, string root, string disk, string words)
    {
        JobRecord after = Apply(JobSamples.Rebuild(JobState.WaitingForBeacon), new JobEvent.LiveHello(JobSamples.Live(bootId, root, disk), false));
        Assert.Equal(JobState.WaitingForBeacon, after.State);
        Assert.Contains(words, after.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("NEW1", false, JobState.Succeeded)]
    [InlineData("", false, JobState.Succeeded)]
    [InlineData("new1", true, JobState.FinishedWithWarnings)]
    public void LiveHello_TheRebuiltSystem_IsTheProof(string disk, bool warnings, JobState expected)
    {
        JobRecord job = JobSamples.Rebuild(JobState.WaitingForBeacon) with { EndsWithWarnings = warnings };
        Assert.Equal(expected, Apply(job, new JobEvent.LiveHello(JobSamples.Live("live-9", JobSamples.RootUuid.ToUpperInvariant(), disk), false)).State);
    }

    [Fact]
    public void Cancel_RunningAndConnected_WaitsForTheAgentOrForTheLimit()
    {
        JobTransition asked = JobStateMachine.Apply(JobSamples.Job(JobKind.Backup, JobState.Running), new JobEvent.CancelAsked("root"), Limits, Now);
        Assert.Equal(JobState.Running, asked.Job.State);
        Assert.IsType<JobAction.SendCancel>(Assert.Single(asked.Actions));
        Assert.Equal(JobState.Cancelled, Apply(asked.Job, Finished(JobOutcome.Cancelled)).State);
        Assert.Equal(JobState.Running, JobStateMachine.Apply(asked.Job, new JobEvent.Tick(), Limits, Now + Limits.Cancel).Job.State);
        Assert.Equal(JobState.Cancelled, JobStateMachine.Apply(asked.Job, new JobEvent.Tick(), Limits, Now + Limits.Cancel + TimeSpan.FromSeconds(1)).Job.State);
        Assert.Equal(JobState.Cancelled, Apply(asked.Job, Events["live"]).State);
        Assert.IsType<JobAction.SendCancel>(Assert.Single(JobStateMachine.Apply(asked.Job, Events["liveBusy"], Limits, Now).Actions));
    }

    [Fact]
    public void Cancel_AgentAway_EndsAtOnce()
    {
        JobRecord job = Apply(JobSamples.Job(JobKind.Backup, JobState.Running), new JobEvent.AgentLost());
        Assert.Equal(JobState.Cancelled, Apply(job, new JobEvent.CancelAsked("root")).State);
    }

    [Fact]
    public void Tick_BeaconTooLate_FailsWithTheReason()
    {
        JobRecord job = JobSamples.Rebuild(JobState.WaitingForBeacon) with { StateSince = Now };
        Assert.Equal(JobState.WaitingForBeacon, JobStateMachine.Apply(job, new JobEvent.Tick(), Limits, Now + Limits.Beacon).Job.State);
        JobRecord late = JobStateMachine.Apply(job, new JobEvent.Tick(), Limits, Now + Limits.Beacon + TimeSpan.FromSeconds(1)).Job;
        Assert.Equal(JobState.Failed, late.State);
        Assert.Contains("has not reported from its own disk within 30 minutes", late.Message, StringComparison.Ordinal);
        JobRecord restarted = JobStateMachine.Apply(job, new JobEvent.ServerStarted(), Limits, Now.AddHours(9)).Job;
        Assert.Equal(JobState.WaitingForBeacon, JobStateMachine.Apply(restarted, new JobEvent.Tick(), Limits, Now.AddHours(9).AddMinutes(1)).Job.State);
    }

    [Fact]
    public void Tick_AgentLongAway_SaysSoOnceAndWaitsOn()
    {
        JobRecord job = Apply(JobSamples.Job(JobKind.Backup, JobState.Running), new JobEvent.AgentLost());
        JobRecord said = JobStateMachine.Apply(job, new JobEvent.Tick(), Limits, Now.AddMinutes(10)).Job;
        Assert.Equal(JobState.Running, said.State);
        Assert.Contains("has not been reachable since", said.Message, StringComparison.Ordinal);
        Assert.Same(said, JobStateMachine.Apply(said, new JobEvent.Tick(), Limits, Now.AddMinutes(20)).Job);
    }

    [Fact]
    public void Note_ManyEvents_StaysBoundedAndKeepsTheBeginning()
    {
        JobRecord job = JobSamples.Job(JobKind.Backup, JobState.Queued);
        for (int i = 0; i < 1200; i++)
        {
            job = Apply(job, new JobEvent.Noted("dhcp", $"{i}"));
        }
        Assert.Equal(JobRecord.MaxEvents, job.Events.Count);
        Assert.Equal(1200 - JobRecord.MaxEvents, job.EventsLeftOut);
        Assert.Equal(("0", "99", "1199"), (job.Events[0].Text, job.Events[99].Text, job.Events[^1].Text));
    }

    private static JobRecord Apply(JobRecord job, JobEvent jobEvent) => JobStateMachine.Apply(job, jobEvent, Limits, Now).Job;

    private static JobEvent.AgentFinished Finished(JobOutcome outcome) => new(new JobFinished { Job = new(1), Outcome = outcome, Message = "end" });
}
