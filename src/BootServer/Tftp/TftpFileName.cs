using System;
using System.Diagnostics.CodeAnalysis;
using System.Linq;

namespace Monitas.BootServer.Tftp;

/// <summary>
/// File names as clients send them. Files come from memory by their exact name, so no name can reach the disk; the cleaning only makes the
/// spellings of one name equal.
/// </summary>
internal static class TftpFileName
{
    /// <summary>
    /// "/lpxelinux.0", "//lpxelinux.0" and "\lpxelinux.0" are all "lpxelinux.0" (GRUB, shim and Windows loaders send such).
    /// A trailing 0xff byte, which some ROMs copy from the end of DHCP's options, is cut off.
    /// </summary>
    /// <returns>False for a name with ".." or control characters, or without anything.</returns>
    public static bool TryClean(string sent, [NotNullWhen(true)] out string? name)
    {
        string[] parts = sent.TrimEnd('\xff').Replace('\\', '/').Split('/', StringSplitOptions.RemoveEmptyEntries);
        bool ok = parts.Length > 0 && !parts.Contains("..") && !sent.Any(char.IsControl);
        name = ok ? string.Join('/', parts.Where(part => part != ".")) : null;
        return ok && name!.Length > 0;
    }
}
