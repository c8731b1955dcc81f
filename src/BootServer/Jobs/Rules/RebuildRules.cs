using System;
using Monitas.Catalog.Records;
using Monitas.Contracts.Jobs;
using Monitas.Contracts.Machines;

namespace Monitas.BootServer.Jobs.Rules;

/// <summary>The rules of a rebuild, and what a wipe has of them. The job is not over yet.</summary>
internal static class RebuildRules
{
    /// <summary>Who approves a plan by giving the order with --yes.</summary>
    public const string ByOrder = "the order (--yes)";

    /// <summary>
    /// The machine has to be started over the network. A session of the boot image proves nothing: that of a PC which has just lost its power is
    /// there for a while. Such a PC is asked, and counts as off until it answers with another hello.
    /// </summary>
    public static JobTransition MachineAway(JobRecord job, JobEvent.MachineAway away, DateTimeOffset now) => job.State == JobState.Queued
        ? JobTransition.To((job with { AskedBootImage = away.Asked }).Enter(JobState.WaitingForMachine, away.Asked ? WasAsked(job) : away.IsLive ? RunsItself(job) : SwitchOn(job), now), new JobAction.Wake())
        : JobTransition.To(job);

    /// <summary>The session of the boot image is over. A job that has waited for its answer waits for a start.</summary>
    public static JobTransition BootImageGone(JobRecord job) => job.AskedBootImage
        ? JobTransition.To(job with { AskedBootImage = false, Message = SwitchOn(job) })
        : JobTransition.To(job);

    /// <summary>
    /// A boot image that was asked says nothing: an old one does not know the question, and a half-open connection answers none. Its session ends, so
    /// that one which is there connects anew, and says hello by that.
    /// </summary>
    public static JobTransition NoAnswer(JobRecord job, JobLimits limits, DateTimeOffset now)
    {
        string text = $"{job.WorkerName} was in the boot image and has not answered for {limits.Answer.TotalSeconds:0} seconds, so it counts as off: unless it connects anew by itself, switch it on, network boot first.";
        return JobTransition.To(
            (job with { AskedBootImage = false, Message = text }).Note("noAnswer", text, now),
            new JobAction.DropSession("The boot image did not answer."));
    }

    /// <summary>The boot image is up. From whatever point the job had reached, a start that is new leads to a plan against the disks as they are now.</summary>
    public static JobTransition BootImageHello(JobRecord job, JobEvent.BootImageHello hello, JobLimits limits, DateTimeOffset now)
    {
        bool sameStart = hello.Facts.BootId.Length > 0 && hello.Facts.BootId == job.BootId;
        return (job.State, sameStart, hello.HasJob, job.CancelRequested) switch
        {
            (JobState.Running, _, true, not null) => JobTransition.To(job, new JobAction.SendCancel()),
            (JobState.Running, _, false, not null) => JobTransition.To(job.Enter(JobState.Cancelled, "Cancelled; the machine no longer works on it.", now)),
            (JobState.Running, true, true, _) => JobTransition.To(job with { AgentLost = null }),
            (JobState.Running, true, false, _) => job.Begin($"The order was handed to {job.WorkerName} again.", limits, now),
            (JobState.WaitingForBeacon, true, _, _) => JobTransition.To(job),
            (JobState.Running or JobState.WaitingForBeacon, false, _, _) => JobTransition.To(
                job.Note("hello", $"{job.WorkerName} was started over the network again; the {JobChanges.Word(job.Kind)} starts over", now), new JobAction.MakePlan(hello.Facts)),
            _ => JobTransition.To((job with { AskedBootImage = false }).Note("hello", "the boot image has reported", now), new JobAction.MakePlan(hello.Facts)),
        };
    }

    /// <summary>Runs the plan if it is approved, asks for approval if it is not, and fails if it cannot be run.</summary>
    public static JobTransition PlanMade(JobRecord job, JobEvent.PlanMade made, JobLimits limits, DateTimeOffset now)
    {
        string hash = made.Plan.Hash();
        bool same = hash == job.PlanHash;
        JobRecord planned = job with { Plan = made.Plan, PlanHash = hash, BootId = made.BootId };
        if (made.Plan.Refusals.Count > 0)
        {
            string reason = $"The plan cannot be run: {string.Join(" ", made.Plan.Refusals)}";
            return JobTransition.To(planned.Fail(reason, now), new JobAction.Notify(reason));
        }
        if (!made.MachineIsLive && job.ApprovedPlan is { } approved && PlanScope.IsSame(approved, made.Plan))
        {
            return SysadminRules.Approved(planned, job.ApprovedBy, now).Begin($"The approved plan still holds; the order was handed to {job.WorkerName}.", limits, now);
        }
        if (!made.MachineIsLive && job.Parameters.PreApproved && job.ApprovedPlan is null)
        {
            // Only the first plan: who said --yes has not seen that other disks are there after a power cut.
            return SysadminRules.Approved(planned, ByOrder, now).Begin($"The plan was approved by {ByOrder}; the order was handed to {job.WorkerName}.", limits, now);
        }
        if (!made.MachineIsLive && job.Parameters.ReadPlan.Length > 0 && job.Parameters.ReadPlan == PlanScope.HashOf(made.Plan))
        {
            return SysadminRules.Approved(planned, job.Parameters.ReadBy, now).Begin($"The plan is the one that {job.Parameters.ReadBy} approved before; the order was handed to {job.WorkerName}.", limits, now);
        }
        string ask = made.MachineIsLive
            ? $"{job.MachineName} is running and connected: switch it off, since two PCs that are {job.MachineName} would disturb each other. Then approve the plan: monitas-server job approve {job.Id}."
            : job.ApprovedPlan is null
            ? $"The plan waits for approval: monitas-server job show {job.Id}, then monitas-server job approve {job.Id}."
            : $"The disks of {job.WorkerName} are not those of the approved plan; the new plan waits for approval: monitas-server job show {job.Id}, then monitas-server job approve {job.Id}.";
        JobAction notice = new JobAction.Notify("The plan is made. Nothing is written before the sysadmin has approved it on the server.");
        return job.State == JobState.WaitingForApproval && same
            ? JobTransition.To(planned, notice)
            : JobTransition.To(planned.Enter(JobState.WaitingForApproval, ask, now), notice);
    }

    /// <summary>The machine's own system reports. After the restore that is the proof that all was done, if it is the restored system that speaks.</summary>
    public static JobTransition LiveHello(JobRecord job, JobEvent.LiveHello hello, DateTimeOffset now)
    {
        MachineFacts facts = hello.Facts;
        if (job.State != JobState.WaitingForBeacon)
        {
            return JobTransition.To(job);
        }
        string doubt = Beacon.Doubt(job, hello);
        if (doubt.Length > 0)
        {
            return job.Message == doubt ? JobTransition.To(job) : JobTransition.To((job with { Message = doubt }).Note("otherSystem", doubt, now));
        }
        JobState end = job.EndsWithWarnings ? JobState.FinishedWithWarnings : JobState.Succeeded;
        string text = $"{job.MachineName} is {(job.Kind == JobKind.Prep ? "prepared" : "rebuilt")} and has started from its own disk{(facts.OperatingSystem.Length > 0 ? $" ({facts.OperatingSystem})" : "")}.";
        return JobTransition.To(job.Note("beacon", "the restored system has reported", now).Enter(end, text, now));
    }

    /// <summary>What the machine's people have to do.</summary>
    public static string SwitchOn(JobRecord job) => RestartRules.IsWanted(job)
        ? $"Waits for {job.WorkerName}: switch it on, network boot first; if it starts its own system instead, that is restarted into the boot image."
        : $"Waits for {job.WorkerName} to start over the network: switch it on, network boot first.";

    private static string RunsItself(JobRecord job) =>
        $"Waits for {job.WorkerName} to start over the network. It runs its own system and is connected, and nothing restarts it by itself: restart it, network boot first, or cancel this job and order it with --restart.";

    private static string WasAsked(JobRecord job) => $"Asked {job.WorkerName}, which was in the boot image, for its disks. If it is off by now, switch it on, network boot first.";
}
