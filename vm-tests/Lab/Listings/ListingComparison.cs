using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace Monitas.Lab.Listings;

/// <summary>What two listings of a PC's disk have in common.</summary>
/// <param name="Files">How many paths the first listing has.</param>
/// <param name="Differences">What differs and must not: one line each for a person.</param>
/// <param name="Allowed">What differs and may: one line each.</param>
public sealed record ListingComparison(int Files, IReadOnlyList<string> Differences, IReadOnlyList<string> Allowed)
{
    /// <summary>Compares two listing files.</summary>
    public static ListingComparison Of(string beforePath, string afterPath, AllowedDifferences allowed) =>
        Of(File.ReadLines(beforePath).Select(ListedFile.Parse), File.ReadLines(afterPath).Select(ListedFile.Parse), allowed);

    /// <summary>Compares two listings.</summary>
    public static ListingComparison Of(IEnumerable<ListedFile> before, IEnumerable<ListedFile> after, AllowedDifferences allowed)
    {
        Dictionary<string, ListedFile> old = before.ToDictionary(file => file.Path, StringComparer.Ordinal);
        Dictionary<string, ListedFile> now = after.ToDictionary(file => file.Path, StringComparer.Ordinal);
        List<string> wrong = [];
        List<string> right = [];
        foreach (string path in old.Keys.Union(now.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            (string? line, bool may) = Compare(path, old.GetValueOrDefault(path), now.GetValueOrDefault(path), allowed);
            if (line is not null)
            {
                (may ? right : wrong).Add(line);
            }
        }

        return new ListingComparison(old.Count, wrong, right);
    }

    private static (string? Line, bool Allowed) Compare(string path, ListedFile? before, ListedFile? after, AllowedDifferences allowed)
    {
        if (before is null || after is null)
        {
            return ($"{path}: {(before is null ? "is new" : "is gone")}", allowed.AllowsAbsence(path));
        }

        IReadOnlyList<string> properties = before.DifferencesFrom(after);
        return properties.Count == 0
            ? (null, true)
            : ($"{path}: " + string.Join(", ", properties.Select(name => $"{name} {before.Show(name)} -> {after.Show(name)}")), allowed.AllowsChange(path, properties));
    }
}
