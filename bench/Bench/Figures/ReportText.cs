using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Monitas.Bench.Figures;

/// <summary>Shows what was measured.</summary>
public static class ReportText
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.General)
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>The figures as one JSON document: a list of objects with work, unit, ours, peer, peer_name, better, note, ratio.</summary>
    public static string Json(Report report) => JsonSerializer.Serialize(report.Figures, Options);

    /// <summary>The figures as a table in Markdown, then the failures.</summary>
    public static void Write(TextWriter output, Report report)
    {
        List<string[]> rows = [["work", "Monitas", "beside", "", "unit", "ratio", "better", "note"]];
        rows.AddRange(report.Figures.Select(figure => new[]
        {
            figure.Work, Number(figure.Ours), figure.PeerName, Number(figure.Peer), figure.Unit, figure.Ratio?.ToString("0.00", CultureInfo.InvariantCulture) ?? "-",
            figure.Better, figure.Note,
        }));
        int[] widths = [.. Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length))];
        output.WriteLine();
        for (int row = 0; row < rows.Count; row++)
        {
            output.WriteLine("| " + string.Join(" | ", rows[row].Select((cell, column) => cell.PadRight(widths[column]))) + " |");
            if (row == 0)
            {
                output.WriteLine("|" + string.Join("|", widths.Select(width => new string('-', width + 2))) + "|");
            }
        }

        output.WriteLine();
        WriteFailures(output, report);
    }

    /// <summary>What Monitas did not do, a line each.</summary>
    public static void WriteFailures(TextWriter output, Report report)
    {
        foreach (string failure in report.Failures)
        {
            output.WriteLine("FAILED: " + failure);
        }
    }

    private static string Number(double value) => value.ToString(value >= 100 ? "0" : value >= 10 ? "0.0" : "0.00", CultureInfo.InvariantCulture);
}
