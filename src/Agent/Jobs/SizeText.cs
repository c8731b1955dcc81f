using System.Globalization;

namespace Monitas.Agent.Jobs;

/// <summary>Shows byte counts to people.</summary>
internal static class SizeText
{
    private static readonly string[] Units = ["bytes", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];

    /// <summary>Such as "17 bytes" or "1.4 GiB".</summary>
    internal static string Of(long bytes)
    {
        double value = bytes;
        int unit = 0;
        while (value >= 1024 && unit < Units.Length - 1)
        {
            value /= 1024;
            unit++;
        }
        return string.Create(CultureInfo.InvariantCulture, $"{value:0.#} {Units[unit]}");
    }
}
