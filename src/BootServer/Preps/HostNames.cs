using System.Linq;

namespace Monitas.BootServer.Preps;

/// <summary>Host names (RFC 1123 2.1), as long as Linux takes them.</summary>
internal static class HostNames
{
    private const int MaxLength = 64;
    private const int MaxLabel = 63;

    /// <summary>Is it a host name?</summary>
    public static bool IsValid(string name) => name.Length is > 0 and <= MaxLength && name.Split('.').All(IsLabel);

    private static bool IsLabel(string label) =>
        label.Length is > 0 and <= MaxLabel && label.All(c => char.IsAsciiLetterOrDigit(c) || c == '-') && label[0] != '-' && label[^1] != '-';
}
