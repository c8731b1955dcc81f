using System;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Monitas.Contracts.Jobs;

/// <summary>
/// One line of the map that a restore gives owners by: "user FROM TO" or "group FROM TO". FROM is a name, a number or a range of numbers
/// ("100000-165535") of the archive; TO is a name or a number of the machine that is restored to, for a range the number of its first.
/// </summary>
public sealed record OwnerRule
{
    private OwnerRule(bool isGroup, string fromName, uint first, uint last, string toName, uint to)
    {
        IsGroup = isGroup;
        FromName = fromName;
        First = first;
        Last = last;
        ToName = toName;
        To = to;
    }

    /// <summary>Is it about groups?</summary>
    public bool IsGroup { get; }

    /// <summary>The archive's name; empty when numbers are meant.</summary>
    public string FromName { get; }

    /// <summary>The first of the archive's numbers.</summary>
    public uint First { get; }

    /// <summary>The last of them.</summary>
    public uint Last { get; }

    /// <summary>The machine's name; empty when a number is meant.</summary>
    public string ToName { get; }

    /// <summary>The machine's number; for a range, that of its first.</summary>
    public uint To { get; }

    /// <summary>Reads a line; false with a null rule and no fault for an empty line or a comment ("#").</summary>
    /// <param name="line">The line.</param>
    /// <param name="rule">The rule.</param>
    /// <param name="fault">What is wrong, in words; null when nothing is.</param>
    public static bool TryParse(string line, [NotNullWhen(true)] out OwnerRule? rule, out string? fault)
    {
        rule = null;
        fault = null;
        string[] words = line.Split('#', 2)[0].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (words.Length == 0)
        {
            return false;
        }
        if (words is not ["user" or "group", string from, string to])
        {
            fault = $"'{line.Trim()}' is not 'user FROM TO' or 'group FROM TO'";
            return false;
        }
        bool toNumber = TryNumber(to, out uint target);
        if (!TryRange(from, out uint first, out uint last))
        {
            rule = new OwnerRule(words[0] == "group", from, 0, 0, toNumber ? "" : to, target);
            return true;
        }
        if (first > last || (last != first && (!toNumber || target > uint.MaxValue - (last - first))))
        {
            fault = $"'{line.Trim()}': a range needs a first number that is not above its last, and goes to a number";
            return false;
        }
        rule = new OwnerRule(words[0] == "group", "", first, last, toNumber ? "" : to, target);
        return true;
    }

    private static bool TryRange(string text, out uint first, out uint last)
    {
        int dash = text.IndexOf('-', StringComparison.Ordinal);
        last = 0;
        return dash < 0
            ? TryNumber(text, out first) && TryNumber(text, out last)
            : TryNumber(text[..dash], out first) && TryNumber(text[(dash + 1)..], out last);
    }

    private static bool TryNumber(string text, out uint number) => uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
