using System;
using System.Collections.Generic;
using System.Globalization;

namespace Monitas.Agent.Images.Wire;

/// <summary>
/// Reads the map that partclone writes with --domain, in the format of ddrescue's map files (GNU ddrescue manual, "Mapfile structure"):
/// <code>
/// # comment
/// 0x18FFF000     ?                   current position and status
/// 0x00000000  0x00003000  +          position, size, status: '+' used, '?' not used
/// </code>
/// What the map does not call unused counts as used, so a map that ends early costs space and loses nothing.
/// </summary>
internal static class DomainMap
{
    /// <summary>The runs that the file system does not use, in order.</summary>
    /// <param name="lines">The lines of the map.</param>
    /// <exception cref="FormatException">It is no such map: a line is cut off or odd, or the runs do not follow on each other.</exception>
    public static List<Extent> ReadUnused(IEnumerable<string> lines)
    {
        List<Extent> unused = [];
        long at = -1;
        foreach (string line in lines)
        {
            if (line.StartsWith('#') || line.Length == 0)
            {
                continue;
            }

            string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (at < 0)
            {
                // The line of the current position comes first.
                at = words.Length is 2 or 3 && TryHex(words[0], out _) && words[1] is "?" or "+" ? 0 : throw Odd(line);
                continue;
            }

            if (words.Length != 3 || !TryHex(words[0], out long start) || !TryHex(words[1], out long length) || words[2] is not ("+" or "?") || start != at || length <= 0 || length > long.MaxValue - start)
            {
                throw Odd(line);
            }

            if (words[2] == "?")
            {
                unused.Add(new Extent(start, length));
            }

            at = start + length;
        }

        return at >= 0 ? unused : throw new FormatException("The map of used blocks is empty.");
    }

    private static bool TryHex(string word, out long number)
    {
        number = 0;
        return word.StartsWith("0x", StringComparison.Ordinal) && long.TryParse(word.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out number) && number >= 0;
    }

    private static FormatException Odd(string line) => new($"The map of used blocks has a line that makes no sense: '{(line.Length > 80 ? line[..80] : line)}'.");
}
