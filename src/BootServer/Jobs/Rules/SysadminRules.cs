using System;
using Monitas.Catalog.Records;
using Monitas.Contracts.Jobs;

namespace Monitas.BootServer.Jobs.Rules;

/// <summary>What the sysadmin asks of a job of any kind.</summary>
internal static class SysadminRules
{
    /// <summary>
    /// Stops a job. A running one is over when its agent says so, so that nothing is left half-done; when the agent is away it is over at once,
    /// and the agent is told to stop should it come back.
    /// </summary>
    public static JobTransition Cancel(JobRecord job, string who, DateTimeOffset now)
    {
        if (job.State.IsFinal())
        {
            return JobTransition.Refuse(job, $"Job {job.Id} is over already.");
        }
        string text = $"Cancelled by {who}.";
        if (job.State == JobState.Running && job.AgentLost is null)
        {
            JobRecord asked = job with { CancelRequested = job.CancelRequested ?? now, Message = $"{job.WorkerName} was told to stop." };
            return JobTransition.To(asked.Note("cancelAsked", text, now), new JobAction.SendCancel());
        }
        return JobTransition.To(job.Enter(JobState.Cancelled, text, now), new JobAction.SendCancel());
    }

    /// <summary>Approves the plan that was looked at: its hash must be that of the plan as it is now.</summary>
    public static JobTransition Approve(JobRecord job, JobEvent.Approved approval, JobLimits limits, DateTimeOffset now)
    {
        if (job.State != JobState.WaitingForApproval || !job.HasPlan)
        {
            return JobTransition.Refuse(job, $"Job {job.Id} is {JobChanges.Word(job.State)}: there is no plan to approve.");
        }
        if (!string.Equals(approval.Hash, job.PlanHash, StringComparison.Ordinal))
        {
            return JobTransition.Refuse(job, $"The plan of job {job.Id} has changed since it was shown: look at it again (monitas-server job show {job.Id}).");
        }
        return Approved(job, approval.Who, now).Begin($"The plan was approved by {approval.Who}; the order was handed to {job.WorkerName}.", limits, now);
    }

    /// <summary>The job with its present plan as the approved one.</summary>
    public static JobRecord Approved(JobRecord job, string who, DateTimeOffset now) =>
        (job with { ApprovedPlan = job.Plan, ApprovedWipePlan = job.WipePlan, ApprovedHash = job.PlanHash, ApprovedBy = who }).Note("approved", $"by {who}, plan {job.PlanHash[..12]}", now);
}
