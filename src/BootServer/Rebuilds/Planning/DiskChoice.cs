using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Linq;
using Monitas.Contracts.Layouts;
using Monitas.Contracts.Machines;

namespace Monitas.BootServer.Rebuilds.Planning;

/// <summary>
/// A sysadmin's word on which disk to use: "SERIAL", "WWN", a size such as "500GiB" or "500107862016", each with an optional
/// "disk1=" in front for a machine with several disks. Or that a disk of the layout is left out.
/// </summary>
/// <param name="LayoutDisk">The layout's disk, such as "disk1"; empty for the one that holds the root file system.</param>
/// <param name="Value">The serial, WWN or size; not looked at where the disk is left out.</param>
/// <param name="IsNone">Is the layout's disk to be left out?</param>
internal sealed record DiskChoice(string LayoutDisk, string Value, bool IsNone = false)
{
    /// <summary>
    /// Reads an option's text. False when it is empty or a device node: nodes such as /dev/sda change from start to start, so
    /// they never name a disk.
    /// </summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out DiskChoice? choice)
    {
        string value = (text ?? "").Trim();
        string disk = "";
        int equals = value.IndexOf('=', StringComparison.Ordinal);
        if (equals > 4 && value.StartsWith("disk", StringComparison.Ordinal) && int.TryParse(value.AsSpan(4, equals - 4), NumberStyles.None, CultureInfo.InvariantCulture, out _))
        {
            disk = value[..equals];
            value = value[(equals + 1)..].Trim();
        }

        choice = value.Length == 0 || value.StartsWith("/dev/", StringComparison.Ordinal) ? null : new DiskChoice(disk, value);
        return choice is not null;
    }

    /// <summary>The words of an order, one for each disk of the layout in its order. One too many names a disk that the layout does not have, which the planner refuses.</summary>
    public static IReadOnlyList<DiskChoice> InOrder(IReadOnlyList<Catalog.Records.DiskChoice> named, MachineLayout layout) =>
        [.. named.Select((choice, i) => new DiskChoice(i < layout.Disks.Count ? layout.Disks[i].Name : $"disk{i}", choice.Value, choice.Kind == Catalog.Records.DiskChoiceKind.None))];

    /// <summary>Does this disk have the serial, WWN or size?</summary>
    public bool Names(DiskFacts disk) =>
        string.Equals(disk.Serial, Value, StringComparison.OrdinalIgnoreCase)
        || string.Equals(disk.Wwn, Value, StringComparison.OrdinalIgnoreCase)
        || (TryParseSize(Value, out decimal bytes, out decimal toleranceBytes) && Math.Abs(disk.SizeBytes - bytes) <= toleranceBytes);

    /// <summary>A size with a unit stands for what a person reads: one more or less in its last digit is allowed for.</summary>
    private static bool TryParseSize(string text, out decimal bytes, out decimal toleranceBytes)
    {
        int digits = 0;
        while (digits < text.Length && (char.IsAsciiDigit(text[digits]) || text[digits] == '.'))
        {
            digits++;
        }

        decimal? unit = text[digits..].Trim().ToUpperInvariant() switch
        {
            "" => 1,
            "M" or "MIB" => 1L << 20,
            "G" or "GIB" => 1L << 30,
            "T" or "TIB" => 1L << 40,
            "MB" => 1_000_000,
            "GB" => 1_000_000_000,
            "TB" => 1_000_000_000_000,
            _ => null,
        };
        int point = text.AsSpan(0, digits).IndexOf('.');
        int decimals = point < 0 ? 0 : digits - point - 1;
        bool ok = decimal.TryParse(text.AsSpan(0, digits), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal value)
            && unit is not null && value < 1_000_000_000_000_000_000m / unit && decimals < 10;
        bytes = ok ? value * unit!.Value : 0;
        toleranceBytes = ok && unit != 1 ? unit!.Value / (decimal)Math.Pow(10, decimals) : 0;
        return ok;
    }
}
