using System;

namespace Monitas.BootServer.Cli.Output;

/// <summary>A plan that is shown before it is ordered, made against the disks that the machine has shown before.</summary>
internal static class ProvisionalPlan
{
    /// <summary>Writes it, or that there is none yet.</summary>
    /// <param name="context">Where to.</param>
    /// <param name="machine">Whose plan it is.</param>
    /// <param name="plan">Its text; null when the machine has never shown any disks.</param>
    /// <param name="disksSeen">When it has.</param>
    public static void Write(CliContext context, string machine, string? plan, DateTimeOffset? disksSeen)
    {
        if (plan is null)
        {
            context.Say($"The plan for {machine} will be made when it has started over the network and shown its disks.");
            return;
        }
        context.Say($"Provisional plan, against the disks seen {Words.Of(disksSeen)}. The real one is made when the machine has started over the network:");
        context.Say("");
        context.Say(plan);
    }
}
