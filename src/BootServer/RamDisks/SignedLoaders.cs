using System;

namespace Monitas.BootServer.RamDisks;

/// <summary>Debian's shim and a GRUB that reads its settings from the disk on which it lies.</summary>
/// <param name="Suffix">What UEFI 2.10 3.5.1.1 puts into the names of programs for these processors: "X64", "AA64".</param>
/// <param name="SettingsDirectory">Where that GRUB looks for GRUB.CFG: in capitals, without a slash at its ends.</param>
/// <param name="Shim">Shim's bytes.</param>
/// <param name="Grub">GRUB's bytes.</param>
internal sealed record SignedLoaders(string Suffix, string SettingsDirectory, ReadOnlyMemory<byte> Shim, ReadOnlyMemory<byte> Grub);
