using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;

namespace Monitas.Lab.Listings;

/// <summary>One line of a listing (listing/listing.py): a path and, by their short names, all that was found about it.</summary>
public sealed record ListedFile(string Path, IReadOnlyDictionary<string, string> Properties)
{
    /// <summary>The short name of the time of change.</summary>
    public const string TimeProperty = "w";

    /// <summary>Reads one line.</summary>
    public static ListedFile Parse(string line)
    {
        using JsonDocument document = JsonDocument.Parse(line);
        string path = document.RootElement.GetProperty("p").GetString()!;
        Dictionary<string, string> properties = document.RootElement.EnumerateObject().Where(property => property.Name != "p")
            .ToDictionary(property => property.Name, property => property.Value.GetRawText(), StringComparer.Ordinal);
        return new ListedFile(path, properties);
    }

    /// <summary>The short names of what differs between two files; empty when they are the same.</summary>
    public IReadOnlyList<string> DifferencesFrom(ListedFile other) =>
    [
        .. Properties.Keys.Union(other.Properties.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal)
            .Where(name => Properties.GetValueOrDefault(name) != other.Properties.GetValueOrDefault(name)),
    ];

    /// <summary>A property as it stands in the listing, or "-".</summary>
    public string Show(string name) => Properties.GetValueOrDefault(name, "-") is { Length: > 100 } text ? text[..100] + "..." : Properties.GetValueOrDefault(name, "-");
}
