using System.Linq;
using Monitas.Contracts.Plans;

namespace Monitas.BootServer.Jobs.Rules;

/// <summary>Does an approval hold for a plan that was made anew?</summary>
internal static class PlanScope
{
    /// <summary>
    /// Same machine, archive, disks and steps. What lies on the disks may differ: after a cut in the middle of a rebuild it is what the
    /// rebuild itself has written, and the approval was for destroying all on these very disks. Warnings may differ too: an archive's age
    /// is among them.
    /// </summary>
    public static bool IsSame(RebuildPlan approved, RebuildPlan now) => HashOf(approved) == HashOf(now);

    /// <summary>What must be the same, as a hash.</summary>
    public static string HashOf(RebuildPlan plan) => Scope(plan).Hash();

    private static RebuildPlan Scope(RebuildPlan plan) => plan with
    {
        Targets = [.. plan.Targets.Select(target => target with { Content = "" })],
        // Clearing a disk is described by what lies on it.
        Steps = [.. plan.Steps.Select(step => step is ClearDisk ? step with { Description = "" } : step)],
        Warnings = [],
    };
}
