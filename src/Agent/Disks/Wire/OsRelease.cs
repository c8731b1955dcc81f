using System;

namespace Monitas.Agent.Disks.Wire;

/// <summary>Reads os-release(5).</summary>
internal static class OsRelease
{
    /// <summary>PRETTY_NAME without its quotes; empty when it is not there.</summary>
    public static string PrettyName(string text)
    {
        foreach (string line in text.Split('\n'))
        {
            if (line.StartsWith("PRETTY_NAME=", StringComparison.Ordinal))
            {
                return line["PRETTY_NAME=".Length..].Trim().Trim('"', '\'');
            }
        }

        return "";
    }
}
