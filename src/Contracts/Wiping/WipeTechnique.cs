namespace Monitas.Contracts.Wiping;

/// <summary>The ways to erase a disk that Monitas knows.</summary>
public enum WipeTechnique
{
    /// <summary>NVMe Sanitize, block erase.</summary>
    NvmeSanitizeBlock,

    /// <summary>NVMe Sanitize, crypto erase.</summary>
    NvmeSanitizeCrypto,

    /// <summary>NVMe Format with secure erase setting 2: cryptographic erase.</summary>
    NvmeFormatCrypto,

    /// <summary>NVMe Format with secure erase setting 1: user data erase.</summary>
    NvmeFormatErase,

    /// <summary>ATA Sanitize, block erase.</summary>
    AtaSanitizeBlock,

    /// <summary>ATA Sanitize, crypto scramble.</summary>
    AtaSanitizeCrypto,

    /// <summary>ATA Sanitize, overwrite by the disk itself.</summary>
    AtaSanitizeOverwrite,

    /// <summary>ATA Security Erase Unit, enhanced.</summary>
    AtaSecureEraseEnhanced,

    /// <summary>ATA Security Erase Unit.</summary>
    AtaSecureErase,

    /// <summary>SCSI Sanitize, block erase.</summary>
    ScsiSanitizeBlock,

    /// <summary>SCSI Sanitize, cryptographic erase.</summary>
    ScsiSanitizeCrypto,

    /// <summary>SCSI Sanitize, overwrite by the disk itself.</summary>
    ScsiSanitizeOverwrite,

    /// <summary>The kernel's secure discard of all blocks (eMMC).</summary>
    SecureDiscard,

    /// <summary>Every block is written once with zeros.</summary>
    OverwriteZero,

    /// <summary>Every block is written once with random bytes.</summary>
    OverwriteRandom,

    /// <summary>Every block is written with zeros, with ones, and with random bytes.</summary>
    OverwriteThreePasses,
}
