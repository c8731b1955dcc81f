namespace Monitas.Contracts.Layouts;

/// <summary>The loader that starts the machine's operating system.</summary>
public sealed record LayoutBootLoader
{
    /// <summary>"grub", or "unknown" (a rebuild is then refused in the plan).</summary>
    public required string Kind { get; init; }

    /// <summary>The folder of the loader on the EFI system partition, such as "debian" below EFI/; empty on BIOS.</summary>
    public string EfiDirectory { get; init; } = "";

    /// <summary>The text of the firmware's boot entry, such as "debian"; empty on BIOS or when there is none.</summary>
    public string EfiLabel { get; init; } = "";

    /// <summary>The loader that the boot entry starts, such as "\EFI\debian\shimx64.efi"; empty when there is none.</summary>
    public string EfiLoader { get; init; } = "";
}
