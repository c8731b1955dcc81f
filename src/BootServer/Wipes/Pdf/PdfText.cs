using System;
using System.Collections.Generic;
using System.Text;

namespace Monitas.BootServer.Wipes.Pdf;

/// <summary>Text in the font Helvetica, which every reader of PDF has: how wide it is, where it breaks, and how it is written. Pure.</summary>
internal static class PdfText
{
    private const int First = 32;
    private const int UnknownWidth = 1000;

    /// <summary>Widths of the characters from space to '~' in thousandths of the font's size (Adobe's metrics of Helvetica).</summary>
    private static ReadOnlySpan<short> Widths =>
    [
        278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556,
        1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556,
        333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
    ];

    /// <summary>How wide a text is at most, in points.</summary>
    public static double Width(string text, double size)
    {
        long sum = 0;
        foreach (char c in text)
        {
            sum += c >= First && c - First < Widths.Length ? Widths[c - First] : UnknownWidth;
        }
        return sum * size / 1000;
    }

    /// <summary>Breaks a text at blanks, and within words that are longer than a line, so that each line fits.</summary>
    public static IReadOnlyList<string> Wrap(string text, double size, double width)
    {
        List<string> lines = [];
        StringBuilder line = new();
        foreach (string word in text.Split(' '))
        {
            if (line.Length > 0 && Width($"{line} {word}", size) > width)
            {
                lines.Add(line.ToString());
                line.Clear();
            }
            line.Append(line.Length > 0 ? " " : "");
            foreach (char c in word)
            {
                if (line.Length > 0 && Width($"{line}{c}", size) > width)
                {
                    lines.Add(line.ToString());
                    line.Clear();
                }
                line.Append(c);
            }
        }
        lines.Add(line.ToString());
        return lines;
    }

    /// <summary>The text as a literal string (ISO 32000-1 7.3.4.2) in WinAnsiEncoding; what that does not have becomes a question mark.</summary>
    public static string Literal(string text)
    {
        StringBuilder literal = new("(");
        foreach (Rune rune in text.EnumerateRunes())
        {
            int value = rune.Value;
            switch (value)
            {
                case '(' or ')' or '\\':
                    literal.Append('\\').Append((char)value);
                    break;
                case >= 0x20 and < 0x7f or >= 0xa0 and <= 0xff:
                    literal.Append((char)value);
                    break;
                default:
                    literal.Append('?');
                    break;
            }
        }
        return literal.Append(')').ToString();
    }
}
