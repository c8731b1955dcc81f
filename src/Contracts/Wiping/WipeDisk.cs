using System.Collections.Generic;
using Monitas.Contracts.Plans;

namespace Monitas.Contracts.Wiping;

/// <summary>One disk of a plan.</summary>
public sealed record WipeDisk
{
    /// <summary>Which disk: by serial number, WWN and size.</summary>
    public required PlanTarget Target { get; init; }

    /// <summary>
    /// How it is erased: the first; each further one only when the disk has refused the one before, never when it has claimed to be done and was not.
    /// Empty in a provisional plan, as long as the boot image has not looked at the disk.
    /// </summary>
    public required IReadOnlyList<WipeOffer> Ways { get; init; }

    /// <summary>What the agent has noticed about the disk, one sentence each; it goes into the certificate too.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}
