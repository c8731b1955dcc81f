using System;
using System.Linq;
using Monitas.Catalog.Records;
using Monitas.Contracts.Jobs;
using Monitas.Contracts.Messages;
using Monitas.Contracts.Wiping;

namespace Monitas.BootServer.Jobs.Rules;

/// <summary>The rules of a wipe that a rebuild does not have.</summary>
internal static class WipeRules
{
    /// <summary>Runs the plan if it is approved, asks for approval if it is not, and fails if it cannot be run.</summary>
    public static JobTransition PlanMade(JobRecord job, JobEvent.WipePlanMade made, JobLimits limits, DateTimeOffset now)
    {
        string hash = made.Plan.Hash();
        bool same = hash == job.PlanHash;
        JobRecord planned = job with { WipePlan = made.Plan, PlanHash = hash, BootId = made.BootId };
        if (made.Plan.Refusals.Count > 0)
        {
            string reason = $"The plan cannot be run: {string.Join(" ", made.Plan.Refusals)}";
            return JobTransition.To(planned.Fail(reason, now), new JobAction.Notify(reason));
        }
        if (job.ApprovedWipePlan is { } approved && IsSame(approved, made.Plan))
        {
            return SysadminRules.Approved(planned, job.ApprovedBy, now).Begin($"The approved plan still holds; the order was handed to {job.WorkerName}.", limits, now);
        }
        if (job.Parameters.PreApproved && job.ApprovedWipePlan is null)
        {
            // Only the first plan: who said --yes has not seen that other disks are there after a power cut.
            return SysadminRules.Approved(planned, RebuildRules.ByOrder, now).Begin($"The plan was approved by {RebuildRules.ByOrder}; the order was handed to {job.WorkerName}.", limits, now);
        }
        string ask = (job.ApprovedWipePlan is null ? "The plan waits" : $"What is to be erased in {job.WorkerName}, or how, is not as it was approved; the new plan waits")
            + $" for approval: monitas-server job show {job.Id}, then monitas-server job approve {job.Id}.";
        JobAction notice = new JobAction.Notify("The plan is made. Nothing is written before the sysadmin has approved it on the server.");
        return job.State == JobState.WaitingForApproval && same
            ? JobTransition.To(planned, notice)
            : JobTransition.To(planned.Enter(JobState.WaitingForApproval, ask, now), notice);
    }

    /// <summary>Why an agent's success does not count, in a sentence; empty when it does, or when it is none, or the job is no wipe.</summary>
    public static string Doubt(JobRecord job, JobFinished message)
    {
        if (job.Kind != JobKind.Wipe || message.Outcome is not (JobOutcome.Succeeded or JobOutcome.Warnings))
        {
            return "";
        }
        bool all = job.ApprovedWipePlan is { } plan && message.Wipes is { } wipes
            && plan.Disks.All(d => wipes.Any(w => w.Erased && w.Target == d.Target && w.Way is { } way && d.Ways.Contains(way)));
        return all ? "" : $"{job.WorkerName} says that it is done, but not of each disk of the plan that it was erased: none counts as erased that has no certificate (monitas-server wipe certificates).";
    }

    /// <summary>
    /// Same machine, disks and ways. What lies on the disks and what was noticed may differ: after a cut in the middle that is what the wipe has left,
    /// and the approval was for destroying all on these very disks.
    /// </summary>
    private static bool IsSame(WipePlan approved, WipePlan now) => Scope(approved).Hash() == Scope(now).Hash();

    private static WipePlan Scope(WipePlan plan) => plan with
    {
        Disks = [.. plan.Disks.Select(disk => disk with { Target = disk.Target with { Content = "" }, Notes = [] })],
        Warnings = [],
    };
}
