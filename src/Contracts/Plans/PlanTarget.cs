namespace Monitas.Contracts.Plans;

/// <summary>
/// A disk that the plan may write to. The agent looks for the disk with this serial, WWN and size just before it writes, and
/// stops when it is not there or there is more than one.
/// </summary>
public sealed record PlanTarget
{
    /// <summary>The name of the layout's disk that is rebuilt onto this one, such as "disk0".</summary>
    public required string Name { get; init; }

    /// <summary>The serial number; empty only when the disk tells none.</summary>
    public required string Serial { get; init; }

    /// <summary>The World Wide Name; empty only when the disk tells none.</summary>
    public required string Wwn { get; init; }

    /// <summary>The exact size in bytes.</summary>
    public required long SizeBytes { get; init; }

    /// <summary>The logical sector size in bytes.</summary>
    public required int LogicalSectorBytes { get; init; }

    /// <summary>Vendor and model, for people.</summary>
    public string Model { get; init; } = "";

    /// <summary>What was on the disk when the plan was made and will be destroyed; empty when the disk was blank.</summary>
    public string Content { get; init; } = "";
}
