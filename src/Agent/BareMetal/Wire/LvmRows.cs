using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Linq;
using System.Text.Json;

namespace Monitas.Agent.BareMetal.Wire;

/// <summary>
/// Reads a report of LVM in JSON:
/// <code>{"report":[{"lv":[{"lv_size":"4194304", "segtype":"linear"}]}]}</code>
/// </summary>
internal static class LvmRows
{
    /// <summary>The rows, each a list of texts by field name; false when the text is no such report.</summary>
    /// <param name="text">What the program said.</param>
    /// <param name="kind">"pv" or "lv".</param>
    /// <param name="rows">The rows.</param>
    public static bool TryParse(string text, string kind, [NotNullWhen(true)] out IReadOnlyList<IReadOnlyDictionary<string, string>>? rows)
    {
        rows = null;
        try
        {
            using JsonDocument document = JsonDocument.Parse(text);
            List<IReadOnlyDictionary<string, string>> all = [];
            foreach (JsonElement report in document.RootElement.GetProperty("report").EnumerateArray())
            {
                all.AddRange(report.GetProperty(kind).EnumerateArray().Select(Row));
            }

            rows = all;
            return true;
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return false;
        }
    }

    private static Dictionary<string, string> Row(JsonElement row)
    {
        Dictionary<string, string> fields = new(StringComparer.Ordinal);
        foreach (JsonProperty field in row.EnumerateObject())
        {
            fields[field.Name] = field.Value.GetString() ?? "";
        }

        return fields;
    }
}
