namespace Monitas.Lab.Machines;

/// <summary>How a virtual PC starts.</summary>
public enum Firmware
{
    /// <summary>SeaBIOS.</summary>
    Bios,

    /// <summary>OVMF, without Secure Boot.</summary>
    Uefi,

    /// <summary>OVMF with Secure Boot on and the keys of Microsoft enrolled, as PCs are sold.</summary>
    UefiSecureBoot,
}
