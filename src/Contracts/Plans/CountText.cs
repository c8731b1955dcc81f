using System.Globalization;

namespace Monitas.Contracts.Plans;

/// <summary>Numbers of things in words for people.</summary>
public static class CountText
{
    /// <summary>The number with its noun, such as "1 archive" or "0 archives".</summary>
    /// <param name="count">How many.</param>
    /// <param name="one">What one of them is called; more may follow, such as "volume is".</param>
    /// <param name="many">What several, or none, are called; null for <paramref name="one"/> with an s.</param>
    public static string Of(long count, string one, string? many = null) =>
        string.Create(CultureInfo.InvariantCulture, $"{count} {(count == 1 ? one : many ?? one + "s")}");
}
