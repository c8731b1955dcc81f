using System;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Monitas.Contracts.Plans;

namespace Monitas.BootServer.Preps.Files;

/// <summary>The size of a partition: bytes, a part of its disk, or what the others leave.</summary>
/// <param name="Bytes">The size in bytes; 0 when it is no fixed one.</param>
/// <param name="Percent">The part of the disk in per cent, 1 to 100; 0 when it is none.</param>
internal sealed record PrepSize(long Bytes, int Percent)
{
    /// <summary>The least that a partition may have.</summary>
    public const long LeastBytes = 1L << 20;

    /// <summary>4 EiB: above any disk, and far below what overflows.</summary>
    public const long MostBytes = 1L << 62;

    /// <summary>What the other partitions of the disk leave.</summary>
    public static PrepSize Rest { get; } = new(0, 0);

    /// <summary>Is it what the others leave?</summary>
    public bool IsRest => Bytes == 0 && Percent == 0;

    /// <summary>Reads "512M", "1.5T", "25%" or "rest".</summary>
    /// <param name="text">The word.</param>
    /// <param name="size">The size.</param>
    /// <param name="why">What is wrong with it, and what to write instead.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out PrepSize? size, out string why)
    {
        size = null;
        why = "";
        if (text.Equals("rest", StringComparison.OrdinalIgnoreCase))
        {
            size = Rest;
        }
        else if (text.EndsWith('%'))
        {
            if (int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out int percent) && percent is >= 1 and <= 100)
            {
                size = new PrepSize(0, percent);
            }
            else
            {
                why = $"'{text}' is no part of a disk: write a whole number from 1% to 100%.";
            }
        }
        else if (text.Length == 0 || !char.IsAsciiDigit(text[0]) || !SizeText.TryParse(text, out long bytes))
        {
            why = $"'{text}' is no size: write such as 512M, 20G, 1.5T, 25% or rest.";
        }
        else if (bytes is < LeastBytes or > MostBytes)
        {
            why = bytes < LeastBytes ? $"'{text}' is too small for a partition: write at least 1M." : $"'{text}' is larger than any disk.";
        }
        else
        {
            size = new PrepSize(bytes, 0);
        }

        return size is not null;
    }

    /// <summary>As it is written in a file.</summary>
    public override string ToString() => IsRest ? "rest" : Percent > 0 ? $"{Percent}%" : Bytes.ToString(CultureInfo.InvariantCulture);
}
