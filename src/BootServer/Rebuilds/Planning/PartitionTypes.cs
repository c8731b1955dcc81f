using System;

namespace Monitas.BootServer.Rebuilds.Planning;

/// <summary>GPT partition types with a part in starting the machine (UEFI 2.10 5.3.3; the GRUB manual, "BIOS installation").</summary>
internal static class PartitionTypes
{
    private const string BiosBoot = "21686148-6449-6E6F-744E-656564454649";

    /// <summary>Is it the partition that holds GRUB's core image on a GPT disk?</summary>
    public static bool IsBiosBoot(string type) => string.Equals(type, BiosBoot, StringComparison.OrdinalIgnoreCase);
}
