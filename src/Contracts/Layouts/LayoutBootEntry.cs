namespace Monitas.Contracts.Layouts;

/// <summary>A boot entry of the UEFI firmware that starts a file from a partition of the layout.</summary>
public sealed record LayoutBootEntry
{
    /// <summary>The partition, such as "disk0.1".</summary>
    public required string Device { get; init; }

    /// <summary>The text that the firmware's menu shows, such as "Windows Boot Manager".</summary>
    public required string Label { get; init; }

    /// <summary>The file that is started, such as "\EFI\Microsoft\Boot\bootmgfw.efi".</summary>
    public required string Loader { get; init; }
}
