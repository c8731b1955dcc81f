namespace Monitas.Agent.Snapshots.Wire;

/// <summary>A logical volume as lvs(8) tells it.</summary>
internal sealed record LogicalVolume
{
    /// <summary>Its group's name.</summary>
    internal required string Group { get; init; }

    /// <summary>Its name.</summary>
    internal required string Name { get; init; }

    /// <summary>Its size.</summary>
    internal required long SizeBytes { get; init; }

    /// <summary>"linear", "thin", "striped", "raid1" and so on.</summary>
    internal required string SegmentType { get; init; }

    /// <summary>The ten letters of lvs(8): the first says what it is, the fifth whether it works.</summary>
    internal required string Attributes { get; init; }

    /// <summary>"major:minor" of its device; "-1:-1" when it is not active.</summary>
    internal required string Device { get; init; }

    /// <summary>What its group has left.</summary>
    internal required long GroupFreeBytes { get; init; }

    /// <summary>The unit in which its group gives room.</summary>
    internal required long ExtentBytes { get; init; }

    /// <summary>How full a snapshot is; 0 for all else.</summary>
    internal required double FilledPercent { get; init; }

    /// <summary>Is it a thin volume, whose snapshots need no room set aside?</summary>
    internal bool IsThin => SegmentType == "thin";

    /// <summary>May a snapshot be made of it? Not of a snapshot that has a room of its own, a pool, or a part of another volume.</summary>
    internal bool MayBeOrigin => Attributes.Length > 0 && Attributes[0] is '-' or 'o' or 'O' or 'V' or 'C' or 'r' or 'R' or 'm' or 'M';

    /// <summary>Has a snapshot run out of room? The fifth letter is then "I" (invalid) or "S", or it is full to the last.</summary>
    internal bool IsFilledUp => (Attributes.Length > 4 && Attributes[4] is 'I' or 'S') || FilledPercent >= 100;

    /// <summary>"group/name", as the tools take it.</summary>
    internal string FullName => $"{Group}/{Name}";
}
