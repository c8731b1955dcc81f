using System;
using Monitas.Catalog.Records;
using Monitas.Contracts.Jobs;

namespace Monitas.BootServer.Jobs.Rules;

/// <summary>The rules of a cold backup that a rebuild does not have: nothing is written to the disks, so nothing is planned or approved. The job is not over yet.</summary>
internal static class ColdBackupRules
{
    /// <summary>The boot image is up: it goes on with the job, or gets the order, again if it has lost it.</summary>
    public static JobTransition BootImageHello(JobRecord job, JobEvent.BootImageHello hello, JobLimits limits, DateTimeOffset now)
    {
        bool sameStart = hello.Facts.BootId.Length > 0 && hello.Facts.BootId == job.BootId;
        JobRecord here = job with { BootId = hello.Facts.BootId, AskedBootImage = false };
        return (job.State, sameStart, hello.HasJob, job.CancelRequested) switch
        {
            (JobState.Running, _, true, not null) => JobTransition.To(job, new JobAction.SendCancel()),
            (JobState.Running, _, false, not null) => JobTransition.To(job.Enter(JobState.Cancelled, "Cancelled; the machine no longer works on it.", now)),
            (JobState.Running, true, true, _) => JobTransition.To(job with { AgentLost = null }),
            (JobState.Running, true, false, _) => job.Begin($"The order was handed to {job.WorkerName} again.", limits, now),
            (JobState.Running, false, _, _) => here.Begin($"{job.WorkerName} was started over the network again; the cold backup starts over, and what was sent is kept.", limits, now),
            _ => here.Note("hello", "the boot image has reported", now).Begin($"The order was handed to {job.WorkerName}.", limits, now),
        };
    }
}
