using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.Json;
using Monitas.Lab.Scenario;

namespace Monitas.Lab.Cli;

/// <summary>Shows how the scenario went.</summary>
public static class ResultText
{
    private const int ShownDifferences = 40;
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>All results as one JSON document.</summary>
    public static string Json(IReadOnlyList<ComebackResult> results) => JsonSerializer.Serialize(results, Options);

    /// <summary>One result for a person.</summary>
    public static void Write(TextWriter output, ComebackResult result)
    {
        output.WriteLine();
        output.WriteLine($"A dead PC comes back, {result.Firmware.ToUpperInvariant()}: {(result.Ok ? "all of it held" : "FAILED")}");
        foreach (TimelineEntry entry in result.Timeline)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {entry.Seconds,7:0.0} s  {entry.Event,-38}  {entry.Detail}"));
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {result.Bytes / 1e6:0} MB of files brought back"));
        foreach ((string name, double rate) in result.Rates)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {name}: {rate / 1e6:0.0} MB/s of content"));
        }

        output.WriteLine($"  differences: {result.Differences.Count} that must not be, {result.AllowedDifferences} that may be ({result.Folder}/allowed-differences.txt)");
        foreach (string difference in result.Differences.Take(ShownDifferences))
        {
            output.WriteLine("    " + difference);
        }

        if (result.Error.Length > 0)
        {
            output.WriteLine("  " + result.Error);
        }

        output.WriteLine($"  logs, listings and pictures of the screen: {result.Folder}");
        output.WriteLine();
    }
}
