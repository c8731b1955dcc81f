using System;
using System.Collections.Generic;

namespace Monitas.Agent.Disks.Wire;

/// <summary>Reads "blkid -p -o export DEVICE": NAME=VALUE lines, with a backslash before what a shell would take for its own.</summary>
internal static class BlkidExport
{
    /// <summary>The values by name (TYPE, UUID, LABEL, VERSION, PTTYPE, PTUUID ...); a line without '=' is passed over.</summary>
    public static IReadOnlyDictionary<string, string> Parse(string text)
    {
        Dictionary<string, string> values = new(StringComparer.Ordinal);
        foreach (string line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            int equals = line.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0)
            {
                values[line[..equals]] = Unescape(line[(equals + 1)..]);
            }
        }

        return values;
    }

    private static string Unescape(string value)
    {
        if (!value.Contains('\\', StringComparison.Ordinal))
        {
            return value;
        }

        Span<char> plain = value.Length <= 512 ? stackalloc char[value.Length] : new char[value.Length];
        int length = 0;
        for (int i = 0; i < value.Length; i++)
        {
            i += value[i] == '\\' && i + 1 < value.Length ? 1 : 0;
            plain[length++] = value[i];
        }

        return new string(plain[..length]);
    }
}
