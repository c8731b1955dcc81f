using System;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Monitas.Contracts.Machines;

namespace Monitas.Catalog.Records;

/// <summary>
/// How the sysadmin names a target disk: "serial=..", "wwn=.." or "size=.."; "none" where a disk is to be left out. A device node is no name: it may
/// change at every start.
/// </summary>
/// <param name="Kind">What is compared.</param>
/// <param name="Value">The value; for a size a number of bytes, or a number with a unit such as 500GB or 465.8GiB.</param>
public sealed record DiskChoice(DiskChoiceKind Kind, string Value)
{
    private static readonly (string Suffix, double Bytes)[] Units =
    [
        ("KiB", 1L << 10), ("MiB", 1L << 20), ("GiB", 1L << 30), ("TiB", 1L << 40),
        ("KB", 1e3), ("MB", 1e6), ("GB", 1e9), ("TB", 1e12),
    ];

    /// <summary>Reads "serial=X", "wwn=X", "size=X" or "none"; false with the reason when it is none of them.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out DiskChoice? choice, out string why)
    {
        if (text.Trim().Equals("none", StringComparison.OrdinalIgnoreCase))
        {
            choice = new DiskChoice(DiskChoiceKind.None, "");
            why = "";
            return true;
        }

        int equals = text.IndexOf('=', StringComparison.Ordinal);
        string value = equals < 0 ? "" : text[(equals + 1)..].Trim();
        DiskChoiceKind? kind = (equals < 0 ? "" : text[..equals].Trim().ToLowerInvariant()) switch
        {
            "serial" => DiskChoiceKind.Serial,
            "wwn" => DiskChoiceKind.Wwn,
            "size" => DiskChoiceKind.Size,
            _ => null,
        };
        bool sizeOk = kind != DiskChoiceKind.Size || TryParseSize(value, out _, out _);
        choice = kind is { } known && value.Length > 0 && sizeOk ? new DiskChoice(known, value) : null;
        why = choice is not null ? "" : $"'{text}' names no disk: write serial=.., wwn=.. or size=.. (bytes, or a number with GB, GiB, TB, TiB).";
        return choice is not null;
    }

    /// <summary>
    /// Is this the disk? Serial and WWN are compared without regard to case. A size in plain bytes must be exact; one with a unit may be
    /// off by 1 percent. More than one disk may match: the caller must refuse then. "none" matches no disk.
    /// </summary>
    public bool Matches(DiskFacts disk) => Kind switch
    {
        DiskChoiceKind.Serial => Value.Equals(disk.Serial, StringComparison.OrdinalIgnoreCase),
        DiskChoiceKind.Wwn => Value.Equals(disk.Wwn, StringComparison.OrdinalIgnoreCase),
        DiskChoiceKind.None => false,
        _ => TryParseSize(Value, out double bytes, out double tolerance) && Math.Abs(disk.SizeBytes - bytes) <= tolerance,
    };

    /// <summary>The text that <see cref="TryParse"/> reads.</summary>
    public override string ToString() => Kind == DiskChoiceKind.None ? "none" : $"{Kind.ToString().ToLowerInvariant()}={Value}";

    private static bool TryParseSize(string value, out double bytes, out double tolerance)
    {
        (string suffix, double unit) = Array.Find(Units, u => value.EndsWith(u.Suffix, StringComparison.OrdinalIgnoreCase));
        string number = suffix is null ? value : value[..^suffix.Length].TrimEnd();
        bool ok = double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out bytes) && bytes > 0;
        bytes *= suffix is null ? 1 : unit;
        tolerance = suffix is null ? 0 : bytes / 100;
        return ok;
    }
}

/// <summary>By what a disk is named.</summary>
public enum DiskChoiceKind
{
    /// <summary>The serial number.</summary>
    Serial,

    /// <summary>The World Wide Name.</summary>
    Wwn,

    /// <summary>The size.</summary>
    Size,

    /// <summary>No disk: that one of the layout is left out.</summary>
    None,
}
