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
