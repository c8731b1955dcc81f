using System;
using System.Linq;
using System.Text;

namespace Monitas.BootServer.RamDisks.Wire;

/// <summary>The eleven bytes of a FAT directory entry's name.</summary>
internal static class Fat16ShortName
{
    /// <summary>"BOOTX64.EFI" is "BOOTX64 EFI", "EFI" is "EFI        ".</summary>
    /// <exception cref="ArgumentException">Longer than eight and three characters, or other characters than A to Z and 0 to 9.</exception>
    public static byte[] Encode(string name)
    {
        if (name is "." or "..")
        {
            return Encoding.ASCII.GetBytes(name.PadRight(11));
        }

        string[] parts = name.Split('.');
        bool ok = parts.Length <= 2 && parts[0].Length is > 0 and <= 8 && (parts.Length == 1 || parts[1].Length is > 0 and <= 3)
            && parts.All(part => part.All(c => char.IsAsciiLetterUpper(c) || char.IsAsciiDigit(c)));
        return ok
            ? Encoding.ASCII.GetBytes(parts[0].PadRight(8) + (parts.Length == 2 ? parts[1] : "").PadRight(3))
            : throw new ArgumentException($"'{name}' is no short name.", nameof(name));
    }
}
