namespace Monitas.Contracts.Layouts;

/// <summary>A file that was in use as swap. Its content is worth nothing, so it is made anew.</summary>
public sealed record LayoutSwapFile
{
    /// <summary>The path in the backed up system, such as "/swapfile".</summary>
    public required string Path { get; init; }

    /// <summary>The length in bytes.</summary>
    public required long SizeBytes { get; init; }

    /// <summary>The UUID of the swap area in it; empty when unknown.</summary>
    public string Uuid { get; init; } = "";

    /// <summary>Its label; empty when there is none.</summary>
    public string Label { get; init; } = "";
}
