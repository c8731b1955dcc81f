namespace Monitas.BootServer.Boot;

/// <summary>Option 93 (IANA "Processor Architecture Types", RFC 4578 2.1 with errata, RFC 5970 3.3). Which can be served says <see cref="ClientArchitectures"/>.</summary>
internal enum ClientArchitecture : ushort
{
    /// <summary>PC BIOS. Also taken when option 93 is missing: ROMs older than RFC 4578.</summary>
    Bios = 0,

    /// <summary>32-bit UEFI, on a few tablets and small PCs. No Debian loader is served for it.</summary>
    UefiIa32 = 6,

    /// <summary>64-bit UEFI, as EDK2 firmware names it.</summary>
    UefiX64 = 7,

    /// <summary>"EFI BC": the number that the RFC's text gives 64-bit UEFI; some firmware sends it instead of 7.</summary>
    UefiByteCode = 9,

    /// <summary>32-bit ARM UEFI.</summary>
    UefiArm32 = 10,

    /// <summary>64-bit ARM UEFI.</summary>
    UefiArm64 = 11,

    /// <summary>32-bit UEFI that boots by HTTP.</summary>
    UefiIa32Http = 15,

    /// <summary>64-bit UEFI that boots by HTTP.</summary>
    UefiX64Http = 16,

    /// <summary>64-bit ARM UEFI that boots by HTTP.</summary>
    UefiArm64Http = 19,
}
