namespace Monitas.Contracts.Machines;

/// <summary>How a PC starts.</summary>
public enum FirmwareKind
{
    /// <summary>PC BIOS (or UEFI in legacy mode).</summary>
    Bios,

    /// <summary>UEFI.</summary>
    Uefi,
}
