using System;
using System.Linq;
using Monitas.Contracts.Machines;
using Monitas.Contracts.Plans;

namespace Monitas.Agent.BareMetal;

/// <summary>Decides whether a plan may be run at all, before any disk is looked at. Pure.</summary>
internal static class PlanCheck
{
    /// <summary>Why the plan may not be run; empty when it may.</summary>
    /// <param name="plan">The plan as received.</param>
    /// <param name="approvedHash">What the sysadmin approved.</param>
    /// <param name="firmware">How this machine was started.</param>
    public static string Refusal(RebuildPlan plan, string approvedHash, FirmwareKind firmware)
    {
        if (plan.Version > RebuildPlan.RunnableVersion)
        {
            return $"The plan has version {plan.Version}, and this boot image knows up to {RebuildPlan.RunnableVersion}: build the boot image anew.";
        }

        if (!string.Equals(plan.Hash(), approvedHash, StringComparison.Ordinal))
        {
            return "The plan is not the one that was approved (its hash differs): make and approve a new plan.";
        }

        if (plan.Refusals.Count > 0)
        {
            return $"The plan says itself that it cannot be run: {plan.Refusals[0]}";
        }

        if (plan.Firmware != firmware)
        {
            return $"The plan is for a machine that starts by {Name(plan.Firmware)}, and this one was started by {Name(firmware)}: make and approve a new plan.";
        }

        if (PlanDevices.FirstUnknown(plan) is { Length: > 0 } device)
        {
            return $"The plan writes to {device}, which is none of its targets: make and approve a new plan.";
        }

        return plan.Steps.FirstOrDefault(s => !PlanWords.AreSound(s)) is { } unsound ? $"The plan's step \"{unsound.Description}\" is not sound: make and approve a new plan."
            : plan.Steps.Count == 0 || plan.Targets.Count == 0 ? "The plan has no steps: make and approve a new plan." : "";
    }

    private static string Name(FirmwareKind kind) => kind == FirmwareKind.Uefi ? "UEFI" : "BIOS";
}
