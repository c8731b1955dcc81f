using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;

namespace Monitas.Lab.Listings;

/// <summary>The list of what may differ between a PC before its loss and after (allowed-differences.txt, which says how it is written).</summary>
public sealed class AllowedDifferences
{
    private const string Resource = "Monitas.Lab.Listings.allowed-differences.txt";
    private readonly (string Kind, Regex Path)[] _rules;

    /// <summary>Reads the list's text.</summary>
    public AllowedDifferences(string text) => _rules =
    [
        .. text.Split('\n', StringSplitOptions.TrimEntries).Where(line => line.Length > 0 && line[0] != '#').Select(Rule),
    ];

    /// <summary>The list of the lab.</summary>
    public static AllowedDifferences OfTheLab()
    {
        using Stream stream = typeof(AllowedDifferences).Assembly.GetManifestResourceStream(Resource)!;
        using StreamReader reader = new(stream);
        return new AllowedDifferences(reader.ReadToEnd());
    }

    /// <summary>May the path be there on one side only?</summary>
    public bool AllowsAbsence(string path) => Allows(path, "all");

    /// <summary>May these properties (short names of the listing) differ?</summary>
    public bool AllowsChange(string path, IReadOnlyList<string> properties) =>
        Allows(path, "all") || Allows(path, "change") || (properties is [ListedFile.TimeProperty] && Allows(path, "time"));

    private static (string Kind, Regex Path) Rule(string line)
    {
        string[] parts = line.Split(' ', 2, StringSplitOptions.TrimEntries);
        if (parts is not ["all" or "change" or "time", var pattern])
        {
            throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"allowed-differences.txt: '{line}' is no rule"));
        }

        return (parts[0], new Regex("^" + Regex.Escape(pattern).Replace("\\*", ".*", StringComparison.Ordinal) + "$", RegexOptions.Singleline));
    }

    private bool Allows(string path, string kind) => _rules.Any(rule => rule.Kind == kind && rule.Path.IsMatch(path));
}
