namespace Monitas.Contracts.Plans;

/// <summary>
/// Writes an image of the archive onto a device: what the archive holds of it goes where it was and is read back; the rest is left as it is, or
/// made zeros.
/// </summary>
public sealed record WriteImage : PlanStep
{
    /// <summary>The device, such as "disk0.2", or "disk0" for boot code and for a disk without partition table.</summary>
    public required string Device { get; init; }

    /// <summary>The file in the archive.</summary>
    public required string Path { get; init; }

    /// <summary>Its length in bytes; the device is at least as long.</summary>
    public required long SizeBytes { get; init; }

    /// <summary>The file's holes were zeros, and become zeros.</summary>
    public bool HolesAreZeros { get; init; }
}

/// <summary>Has the UEFI firmware start a file that came with an image. Where the firmware takes no entry, that is a warning.</summary>
public sealed record AddBootEntry : PlanStep
{
    /// <summary>The partition with the file, such as "disk0.1".</summary>
    public required string Device { get; init; }

    /// <summary>The text of the entry.</summary>
    public required string Label { get; init; }

    /// <summary>The file, such as "\EFI\Microsoft\Boot\bootmgfw.efi".</summary>
    public required string Loader { get; init; }
}
