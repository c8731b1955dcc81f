using System.Collections.Generic;

namespace Monitas.Imaging.Volumes;

/// <summary>
/// Where the verification of a volume goes on after it was stopped: before the next pack. A pack is read from its begin, since its digest is over all of it.
/// </summary>
public sealed record VerifyPoint
{
    /// <summary>How many packs are behind it.</summary>
    public required int Packs { get; init; }

    /// <summary>Where in the volume it stands, in bytes, for people; the packs up to here are read.</summary>
    public long OffsetBytes { get; init; }

    /// <summary>How many chunks are behind it.</summary>
    public long Chunks { get; init; }

    /// <summary>How many bytes of files are behind it.</summary>
    public long Bytes { get; init; }

    /// <summary>What was found so far.</summary>
    public IReadOnlyList<VolumeDamage> Damage { get; init; } = [];
}
