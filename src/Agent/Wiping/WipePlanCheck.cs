using System;
using System.Linq;
using Monitas.Contracts.Wiping;

namespace Monitas.Agent.Wiping;

/// <summary>Decides whether the plan of a wipe may be run at all, before any disk is looked at. Pure.</summary>
internal static class WipePlanCheck
{
    /// <summary>Why the plan may not be run; empty when it may.</summary>
    /// <param name="plan">The plan as received.</param>
    /// <param name="approvedHash">What the sysadmin approved.</param>
    public static string Refusal(WipePlan plan, string approvedHash) => plan switch
    {
        { Version: > WipePlan.CurrentVersion } => $"The plan has version {plan.Version}, and this boot image knows up to {WipePlan.CurrentVersion}: build the boot image anew.",
        _ when !string.Equals(plan.Hash(), approvedHash, StringComparison.Ordinal) => "The plan is not the one that was approved (its hash differs): make and approve a new plan.",
        { Refusals.Count: > 0 } => $"The plan says itself that it cannot be run: {plan.Refusals[0]}",
        { Disks.Count: 0 } => "The plan names no disk: make and approve a new plan.",
        _ when plan.Disks.Any(d => d.Ways.Count == 0) => "The plan does not say how a disk is erased: make and approve a new plan.",
        _ when plan.Disks.Any(d => d.Target.SizeBytes < WipeSamples.BlockBytes) => "The plan names a disk that is too small to be one: make and approve a new plan.",
        _ => "",
    };
}
