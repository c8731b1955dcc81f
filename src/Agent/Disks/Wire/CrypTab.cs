using System;
using System.Collections.Generic;
using System.Linq;

namespace Monitas.Agent.Disks.Wire;

/// <summary>One line of /etc/crypttab (crypttab(5)).</summary>
/// <param name="Name">The name under /dev/mapper.</param>
/// <param name="Source">What is opened: "UUID=...", "/dev/sda3" ...</param>
/// <param name="KeyFile">The file with the key; empty when a person is asked.</param>
/// <param name="Options">The options; empty when there are none.</param>
internal sealed record CrypTabLine(string Name, string Source, string KeyFile, string Options);

/// <summary>Reads /etc/crypttab.</summary>
internal static class CrypTab
{
    /// <summary>The lines in order; comments and lines with less than two fields are passed over.</summary>
    public static IReadOnlyList<CrypTabLine> Parse(string text)
    {
        List<CrypTabLine> lines = [];
        foreach (string line in text.Split('\n'))
        {
            string[] fields = line.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
            if (fields.Length >= 2 && !fields[0].StartsWith('#'))
            {
                string key = fields.ElementAtOrDefault(2) ?? "";
                lines.Add(new CrypTabLine(fields[0], fields[1], key is "none" or "-" ? "" : key, fields.ElementAtOrDefault(3) ?? ""));
            }
        }

        return lines;
    }

    /// <summary>The line that opens a device: by its UUID, or by the name under which it is open.</summary>
    public static CrypTabLine? For(IReadOnlyList<CrypTabLine> lines, string uuid, string mapName) =>
        lines.FirstOrDefault(l => l.Source.Equals("UUID=" + uuid, StringComparison.OrdinalIgnoreCase) || l.Source.EndsWith("/by-uuid/" + uuid, StringComparison.OrdinalIgnoreCase))
        ?? lines.FirstOrDefault(l => mapName.Length > 0 && l.Name == mapName);
}
