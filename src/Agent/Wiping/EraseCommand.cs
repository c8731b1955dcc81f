using System;
using System.Collections.Generic;
using Monitas.Contracts.Wiping;

namespace Monitas.Agent.Wiping;

/// <summary>The program that gives a disk its command, and the program that asks how far it is. Pure.</summary>
/// <param name="Program">The program.</param>
/// <param name="Arguments">Its arguments.</param>
internal sealed record EraseCommand(string Program, IReadOnlyList<string> Arguments)
{
    /// <summary>The password that a disk has while it erases itself; the erasure removes it.</summary>
    public const string Password = "monitas";

    private const string Sure = "--yes-i-know-what-i-am-doing";

    /// <summary>What begins the erasure.</summary>
    public static EraseCommand For(WipeTechnique technique, string path) => technique switch
    {
        WipeTechnique.NvmeSanitizeBlock => new("nvme", ["sanitize", path, "--sanact=2"]),
        WipeTechnique.NvmeSanitizeCrypto => new("nvme", ["sanitize", path, "--sanact=4"]),
        WipeTechnique.NvmeFormatCrypto => new("nvme", ["format", path, "--ses=2", "--force"]),
        WipeTechnique.NvmeFormatErase => new("nvme", ["format", path, "--ses=1", "--force"]),
        WipeTechnique.AtaSanitizeBlock => new("hdparm", [Sure, "--sanitize-block-erase", path]),
        WipeTechnique.AtaSanitizeCrypto => new("hdparm", [Sure, "--sanitize-crypto-scramble", path]),
        WipeTechnique.AtaSanitizeOverwrite => new("hdparm", [Sure, "--sanitize-overwrite-passes", "1", "--sanitize-overwrite", "hex:00000000", path]),
        WipeTechnique.AtaSecureEraseEnhanced => new("hdparm", ["--user-master", "u", "--security-erase-enhanced", Password, path]),
        WipeTechnique.AtaSecureErase => new("hdparm", ["--user-master", "u", "--security-erase", Password, path]),
        WipeTechnique.ScsiSanitizeBlock => new("sg_sanitize", ["--block", "--quick", path]),
        WipeTechnique.ScsiSanitizeCrypto => new("sg_sanitize", ["--crypto", "--quick", path]),
        WipeTechnique.ScsiSanitizeOverwrite => new("sg_sanitize", ["--overwrite", "--zero", "--quick", path]),
        WipeTechnique.SecureDiscard => new("blkdiscard", ["--force", "--secure", path]),
        _ => throw new ArgumentOutOfRangeException(nameof(technique), technique, "It overwrites."),
    };

    /// <summary>What tells how far a Sanitize is that goes on by itself; null when the first program waits for its end.</summary>
    public static EraseCommand? Status(WipeTechnique technique, string path) => technique switch
    {
        WipeTechnique.NvmeSanitizeBlock or WipeTechnique.NvmeSanitizeCrypto => new("nvme", ["sanitize-log", path]),
        WipeTechnique.AtaSanitizeBlock or WipeTechnique.AtaSanitizeCrypto or WipeTechnique.AtaSanitizeOverwrite => new("hdparm", ["--sanitize-status", path]),
        _ => null,
    };

    /// <summary>Sets the password without which the Security feature set erases nothing.</summary>
    public static EraseCommand SetPassword(string path) => new("hdparm", ["--user-master", "u", "--security-set-pass", Password, path]);

    /// <summary>Unlocks a disk that an interrupted erasure has left locked.</summary>
    public static EraseCommand Unlock(string path) => new("hdparm", ["--user-master", "u", "--security-unlock", Password, path]);

    /// <summary>Takes the password away.</summary>
    public static EraseCommand RemovePassword(string path) => new("hdparm", ["--user-master", "u", "--security-disable", Password, path]);
}
