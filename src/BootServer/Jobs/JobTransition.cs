using System.Collections.Generic;
using Monitas.Catalog.Records;

namespace Monitas.BootServer.Jobs;

/// <summary>What an event makes of a job.</summary>
/// <param name="Job">The job afterwards; the very same object when nothing changed.</param>
/// <param name="Actions">What to do once the job is stored, in order.</param>
/// <param name="Refusal">Why the event has no place in this state, in a sentence for a person; empty when it has one.</param>
internal sealed record JobTransition(JobRecord Job, IReadOnlyList<JobAction> Actions, string Refusal)
{
    /// <summary>A change with what is to be done about it.</summary>
    public static JobTransition To(JobRecord job, params IReadOnlyList<JobAction> actions) => new(job, actions, "");

    /// <summary>The event is refused or of no use; actions may still be due, such as an answer.</summary>
    public static JobTransition Refuse(JobRecord job, string why, params IReadOnlyList<JobAction> actions) => new(job, actions, why);
}
