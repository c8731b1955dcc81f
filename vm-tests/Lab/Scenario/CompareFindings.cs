using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Text.Json.Nodes;
using Monitas.Lab.Listings;

namespace Monitas.Lab.Scenario;

/// <summary>What 'monitas-server compare' found, judged by the same list of allowed differences as the listings.</summary>
public static class CompareFindings
{
    /// <summary>The findings that must not be, one line each.</summary>
    public static IReadOnlyList<string> Wrong(JsonNode answer, AllowedDifferences allowed) =>
    [
        .. answer["differences"]!.AsArray().Select(node => node!).Where(node => !IsAllowed(node, allowed))
            .Select(node => $"compare: {(string?)node["path"]}: {(string?)node["kind"]} {(string?)node["detail"]}"),
    ];

    private static bool IsAllowed(JsonNode finding, AllowedDifferences allowed)
    {
        // The listings write a path's bytes as Latin-1 characters, and so the rules are compared here.
        string path = Encoding.Latin1.GetString(Convert.FromBase64String((string)finding["pathBytes"]!));
        path = path.StartsWith('/') ? path : "/" + path;
        return (string)finding["kind"]! switch
        {
            "Missing" or "Added" => allowed.AllowsAbsence(path),
            "Metadata" => allowed.AllowsChange(path, [ListedFile.TimeProperty]),
            _ => allowed.AllowsChange(path, []),
        };
    }
}
