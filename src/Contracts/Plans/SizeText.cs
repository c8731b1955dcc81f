using System;
using System.Globalization;

namespace Monitas.Contracts.Plans;

/// <summary>Sizes in words for people.</summary>
public static class SizeText
{
    private static readonly string[] Units = ["bytes", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];

    /// <summary>
    /// The size with one decimal in the largest binary unit that leaves at least 1, such as "12.0 GiB"; below 1 KiB "512 bytes".
    /// Cut off, not rounded up: a disk is never shown larger than it is.
    /// </summary>
    public static string Of(long bytes)
    {
        if (bytes < 1024)
        {
            return string.Create(CultureInfo.InvariantCulture, $"{bytes} bytes");
        }

        int unit = 0;
        decimal value = bytes;
        while (value >= 1024 && unit < Units.Length - 1)
        {
            value /= 1024;
            unit++;
        }

        return string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(value * 10) / 10:0.0} {Units[unit]}");
    }

    /// <summary>Reads a size that a person wrote: "500", "64K", "1.5GiB", "2 TB"; units count by 1024, and a "B" or "iB" behind them says nothing.</summary>
    /// <param name="text">The text.</param>
    /// <param name="bytes">The size; at least 0.</param>
    public static bool TryParse(string text, out long bytes)
    {
        bytes = 0;
        string trimmed = text.Trim();
        int digits = 0;
        while (digits < trimmed.Length && (char.IsAsciiDigit(trimmed[digits]) || trimmed[digits] == '.'))
        {
            digits++;
        }
        string unit = trimmed[digits..].Trim().ToUpperInvariant();
        unit = unit.EndsWith("IB", StringComparison.Ordinal) ? unit[..^2] : unit.EndsWith('B') ? unit[..^1] : unit;
        int power = unit.Length == 0 ? 0 : unit.Length == 1 ? "KMGTPE".IndexOf(unit[0], StringComparison.Ordinal) + 1 : 0;
        if ((unit.Length > 0 && power == 0) || !decimal.TryParse(trimmed[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal value))
        {
            return false;
        }
        for (int i = 0; i < power && value <= long.MaxValue; i++)
        {
            value *= 1024;
        }
        if (value > long.MaxValue)
        {
            return false;
        }
        bytes = (long)value;
        return true;
    }

    /// <summary>As <see cref="Of"/>, but rounded up: what is needed is never shown smaller than it is.</summary>
    public static string AtLeast(long bytes)
    {
        long unitBytes = 1;
        while (bytes / 1024 >= unitBytes && unitBytes < 1L << 60)
        {
            unitBytes *= 1024;
        }

        if (unitBytes == 1)
        {
            return Of(bytes);
        }

        long tenths = (long)Math.Ceiling((decimal)bytes * 10 / unitBytes);
        return string.Create(CultureInfo.InvariantCulture, $"{tenths / 10}.{tenths % 10} {Units[(int)Math.Round(Math.Log2(unitBytes) / 10)]}");
    }
}
