using System;
using System.Collections.Generic;
using System.IO;
using System.Text;
using Microsoft.Extensions.Configuration.Ini;

namespace Monitas.BootServer.Configuration;

/// <summary>
/// Reads the text of an INI file: [section], key=value, and lines that begin with '#' or ';' are comments. Values come from the framework's own
/// INI reader, which knows no line numbers and stops at the first fault; so the lines are looked at first.
/// </summary>
internal static class SettingsFile
{
    /// <summary>The entries by "section:key" in lower case. Faults are added to <paramref name="errors"/>, and there are no entries then.</summary>
    public static Dictionary<string, SettingsEntry> Parse(string text, string path, List<string> errors)
    {
        int before = errors.Count;
        Dictionary<string, int> lines = Lines(text, path, errors);
        var entries = new Dictionary<string, SettingsEntry>();
        if (errors.Count == before)
        {
            using var stream = new MemoryStream(Encoding.UTF8.GetBytes(text));
            foreach ((string key, string? value) in IniStreamConfigurationProvider.Read(stream))
            {
                string name = key.ToLowerInvariant();
                entries[name] = new SettingsEntry(value ?? "", $"{path}:{lines.GetValueOrDefault(name)}");
            }
        }
        return entries;
    }

    private static Dictionary<string, int> Lines(string text, string path, List<string> errors)
    {
        var lines = new Dictionary<string, int>();
        string section = "";
        int number = 0;
        foreach (string raw in text.Split('\n'))
        {
            number++;
            string line = raw.Trim();
            int equals = line.IndexOf('=', StringComparison.Ordinal);
            if (line.Length == 0 || line[0] is '#' or ';' or '/')
            {
                continue;
            }
            if (line[0] == '[' && line[^1] == ']')
            {
                section = line[1..^1].Trim().ToLowerInvariant();
            }
            else if (equals <= 0)
            {
                errors.Add($"{path}:{number}: '{line}' is neither a [section] nor key=value.");
            }
            else if (section.Length == 0)
            {
                errors.Add($"{path}:{number}: '{line[..equals].Trim()}' stands before any [section].");
            }
            else if (!lines.TryAdd($"{section}:{line[..equals].Trim().ToLowerInvariant()}", number))
            {
                errors.Add($"{path}:{number}: '{line[..equals].Trim()}' is set a second time.");
            }
        }
        return lines;
    }
}
