using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace Monitas.BootServer.Alerts.Sending;

/// <summary>Alerts in words. Pure.</summary>
internal static class AlertText
{
    /// <summary>So many are written out; of more only the number is told.</summary>
    private const int MaxLines = 200;

    /// <summary>One line over all.</summary>
    internal static string Title(IReadOnlyList<Alert> alerts) => alerts is [var only]
        ? FirstLine(only.Text.Split(": ")[0])
        : string.Join(", ", alerts.GroupBy(alert => alert.Kind).OrderBy(kind => kind.Key).Select(kind => Count(kind.Key, kind.Count())));

    /// <summary>Each in a line of its own, in order of time.</summary>
    internal static string Body(IReadOnlyList<Alert> alerts, TimeZoneInfo zone)
    {
        IEnumerable<string> lines = alerts.OrderBy(alert => alert.Time).Take(MaxLines)
            .Select(alert => $"{TimeZoneInfo.ConvertTime(alert.Time, zone).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)}  {alert.Text}");
        string more = alerts.Count > MaxLines ? $"\nand {alerts.Count - MaxLines} more" : "";
        return string.Join('\n', lines) + more + "\n";
    }

    private static string Count(AlertKind kind, int number) => kind switch
    {
        AlertKind.Failed => $"{number} failed",
        AlertKind.Overdue => $"{number} overdue",
        AlertKind.StoreNearlyFull => "the store is nearly full",
        AlertKind.Damaged => $"{number} damaged",
        AlertKind.FirstSeen => $"{number} new",
        _ => $"{number} to try",
    };

    private static string FirstLine(string text) => text.Split('\n')[0].TrimEnd('.');
}
