namespace Monitas.Contracts.Wiping;

/// <summary>Questions about <see cref="WipeTechnique"/>.</summary>
public static class WipeTechniques
{
    /// <summary>Does Monitas write every block itself? Otherwise the disk does the work after one command.</summary>
    public static bool IsOverwrite(this WipeTechnique technique) =>
        technique is WipeTechnique.OverwriteZero or WipeTechnique.OverwriteRandom or WipeTechnique.OverwriteThreePasses;

    /// <summary>Its name for people, as the standards call it.</summary>
    public static string Name(this WipeTechnique technique) => technique switch
    {
        WipeTechnique.NvmeSanitizeBlock => "NVMe Sanitize (block erase)",
        WipeTechnique.NvmeSanitizeCrypto => "NVMe Sanitize (crypto erase)",
        WipeTechnique.NvmeFormatCrypto => "NVMe Format (cryptographic erase)",
        WipeTechnique.NvmeFormatErase => "NVMe Format (user data erase)",
        WipeTechnique.AtaSanitizeBlock => "ATA Sanitize (block erase)",
        WipeTechnique.AtaSanitizeCrypto => "ATA Sanitize (crypto scramble)",
        WipeTechnique.AtaSanitizeOverwrite => "ATA Sanitize (overwrite)",
        WipeTechnique.AtaSecureEraseEnhanced => "ATA Security Erase (enhanced)",
        WipeTechnique.AtaSecureErase => "ATA Security Erase",
        WipeTechnique.ScsiSanitizeBlock => "SCSI Sanitize (block erase)",
        WipeTechnique.ScsiSanitizeCrypto => "SCSI Sanitize (cryptographic erase)",
        WipeTechnique.ScsiSanitizeOverwrite => "SCSI Sanitize (overwrite)",
        WipeTechnique.SecureDiscard => "secure discard of all blocks",
        WipeTechnique.OverwriteZero => "overwriting with zeros",
        WipeTechnique.OverwriteRandom => "overwriting with random bytes",
        WipeTechnique.OverwriteThreePasses => "overwriting with zeros, ones and random bytes",
        _ => technique.ToString(),
    };
}
