using System;
using System.Globalization;
using Monitas.Imaging.Volumes;

namespace Monitas.BootServer.Configuration;

/// <summary>How long a volume may be, as it is written in server.conf.</summary>
/// <param name="Bytes">In bytes; null for no limit.</param>
internal readonly record struct VolumeSize(long? Bytes)
{
    /// <summary>What a text must be, for the error.</summary>
    internal const string Expected = "none, dvd, bd, or a size from 16 MB to 8 TB such as 700MB, 4.4GiB or 1TB";

    /// <summary>ISO 9660 counts sectors with 32 bits.</summary>
    private const long MostBytes = 8_000_000_000_000;

    private static readonly (string Unit, long Bytes)[] Units =
    [
        ("MiB", 1L << 20), ("GiB", 1L << 30), ("TiB", 1L << 40), ("MB", 1_000_000), ("GB", 1_000_000_000), ("TB", 1_000_000_000_000),
    ];

    /// <summary>Reads a text; false when it makes no sense.</summary>
    internal static bool TryParse(string text, out VolumeSize size)
    {
        size = default;
        switch (text.ToLowerInvariant())
        {
            case "none":
                return true;
            case "dvd":
                size = new VolumeSize(VolumeSettings.DvdBytes);
                return true;
            case "bd":
                size = new VolumeSize(VolumeSettings.BluRayBytes);
                return true;
            default:
                return TryParseNumber(text, out size);
        }
    }

    private static bool TryParseNumber(string text, out VolumeSize size)
    {
        size = default;
        foreach ((string unit, long unitBytes) in Units)
        {
            if (text.EndsWith(unit, StringComparison.OrdinalIgnoreCase)
                && decimal.TryParse(text[..^unit.Length].TrimEnd(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal number)
                && number is > 0 and < 10_000_000 && number * unitBytes is >= VolumeSettings.LeastVolumeBytes and <= MostBytes)
            {
                size = new VolumeSize((long)(number * unitBytes));
                return true;
            }
        }
        return false;
    }
}
