using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;

namespace Monitas.Agent.Disks.Wire;

/// <summary>One line of /etc/fstab (fstab(5)).</summary>
/// <param name="Source">What is mounted: "UUID=...", "/dev/sda1" ...</param>
/// <param name="MountPoint">Where, or "none".</param>
/// <param name="Type">The type.</param>
/// <param name="Options">The options.</param>
internal sealed record FsTabLine(string Source, string MountPoint, string Type, string Options);

/// <summary>Reads /etc/fstab.</summary>
internal static class FsTab
{
    /// <summary>The lines in order; comments and lines with less than four fields are passed over.</summary>
    public static IReadOnlyList<FsTabLine> Parse(string text)
    {
        List<FsTabLine> lines = [];
        foreach (string line in text.Split('\n'))
        {
            string[] fields = line.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
            if (fields.Length >= 4 && !fields[0].StartsWith('#'))
            {
                lines.Add(new FsTabLine(Unescape(fields[0]), Unescape(fields[1]), fields[2], fields[3]));
            }
        }

        return lines;
    }

    /// <summary>A space is written as \040 and so on.</summary>
    private static string Unescape(string field)
    {
        if (!field.Contains('\\', StringComparison.Ordinal))
        {
            return field;
        }

        StringBuilder plain = new();
        for (int i = 0; i < field.Length; i++)
        {
            if (field[i] == '\\' && i + 3 < field.Length && IsOctal(field[i + 1]) && IsOctal(field[i + 2]) && IsOctal(field[i + 3]))
            {
                plain.Append((char)(((field[i + 1] - '0') * 64) + ((field[i + 2] - '0') * 8) + field[i + 3] - '0'));
                i += 3;
            }
            else
            {
                plain.Append(field[i]);
            }
        }

        return plain.ToString();
    }

    private static bool IsOctal(char c) => CharUnicodeInfo.GetDecimalDigitValue(c) is >= 0 and < 8 && char.IsAscii(c);
}
