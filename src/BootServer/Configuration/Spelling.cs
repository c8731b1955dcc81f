using System;
using System.Collections.Generic;
using System.Linq;

namespace Monitas.BootServer.Configuration;

/// <summary>Guesses what somebody meant.</summary>
internal static class Spelling
{
    /// <summary>The candidate with the fewest letters to change; null when all are far off.</summary>
    public static string? Nearest(string word, IEnumerable<string> candidates)
    {
        (string? text, int distance) = candidates.Select(c => (c, Distance(word, c))).DefaultIfEmpty(("", int.MaxValue)).MinBy(c => c.Item2);
        return distance <= Math.Max(2, word.Length / 3) ? text : null;
    }

    /// <summary>Letters to insert, delete or change (Levenshtein).</summary>
    private static int Distance(string a, string b)
    {
        int[] row = [.. Enumerable.Range(0, b.Length + 1)];
        for (int i = 1; i <= a.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int change = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(change, Math.Min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.Length];
    }
}
