using System.Collections.Generic;

namespace Monitas.Contracts.Wiping;

/// <summary>How a disk can be erased, as the agent in the boot image has found it out.</summary>
public sealed record DiskErasure
{
    /// <summary>All ways, the most thorough first; overwriting is always among them, and at their end.</summary>
    public required IReadOnlyList<WipeOffer> Offers { get; init; }

    /// <summary>What the sysadmin should know, one sentence each: a frozen disk, areas that no overwriting reaches.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}
