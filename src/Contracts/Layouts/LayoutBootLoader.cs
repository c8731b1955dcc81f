namespace Monitas.Contracts.Layouts;

/// <summary>The loader that starts the machine's operating system.</summary>
public sealed record LayoutBootLoader
{
    /// <summary>GRUB, on BIOS or UEFI.</summary>
    public const string Grub = "grub";

    /// <summary>systemd-boot, which starts what entries or unified kernel images on the EFI system partition name.</summary>
    public const string SystemdBoot = "systemd-boot";

    /// <summary>A unified kernel image that the firmware itself starts.</summary>
    public const string UnifiedKernel = "uki";

    /// <summary>"grub", "systemd-boot" or "uki"; or "unknown", and a rebuild is refused in the plan.</summary>
    public required string Kind { get; init; }

    /// <summary>The folder of the loader on the EFI system partition, such as "debian" below EFI/; empty on BIOS.</summary>
    public string EfiDirectory { get; init; } = "";

    /// <summary>The text of the firmware's boot entry, such as "debian"; empty on BIOS or when there is none.</summary>
    public string EfiLabel { get; init; } = "";

    /// <summary>The loader that the boot entry starts, such as "\EFI\debian\shimx64.efi"; empty when there is none.</summary>
    public string EfiLoader { get; init; } = "";
}
