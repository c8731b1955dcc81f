using System;
using System.Collections.Generic;
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

        return plan.Steps.Select(s => StepRefusal(s, plan)).FirstOrDefault(r => r.Length > 0)
            ?? (plan.Steps.Count == 0 || plan.Targets.Count == 0 ? "The plan has no steps: make and approve a new plan." : "");
    }

    /// <summary>The disk's name in "disk0" and in "disk0.2".</summary>
    public static string DiskOf(string device) => device.Split('.')[0];

    private static string StepRefusal(PlanStep step, RebuildPlan plan)
    {
        string device = step switch
        {
            ClearDisk clear => clear.Disk,
            WritePartitionTable table => table.Disk,
            MakeFileSystem make => make.FileSystem.Device,
            MountFileSystem mount => mount.Device,
            _ => "",
        };
        if (device.Length > 0 && plan.Targets.All(t => t.Name != DiskOf(device)))
        {
            return $"The plan writes to {device}, which is none of its targets: make and approve a new plan.";
        }

        bool badMountPoint = step is MountFileSystem { MountPoint: var at } && (!at.StartsWith('/') || at.Split('/').Contains(".."));
        return badMountPoint || HasOption(step) ? $"The plan's step \"{step.Description}\" is not sound: make and approve a new plan." : "";
    }

    /// <summary>No value that goes onto a command line may look like an option there.</summary>
    private static bool HasOption(PlanStep step)
    {
        IEnumerable<string> values = step switch
        {
            MakeFileSystem make => [make.FileSystem.Uuid, make.FileSystem.Label, make.FileSystem.Type, .. make.FileSystem.Settings.Values],
            MountFileSystem mount => [mount.Type],
            InstallBootLoader loader => [loader.Loader.EfiDirectory, loader.Loader.EfiLabel, loader.Loader.EfiLoader],
            _ => [],
        };
        return values.Any(v => v.StartsWith('-') || v.Contains('\0', StringComparison.Ordinal));
    }

    private static string Name(FirmwareKind kind) => kind == FirmwareKind.Uefi ? "UEFI" : "BIOS";
}
