using System;
using System.Collections.Frozen;

namespace Monitas.Agent.Disks.Wire;

/// <summary>Tells what a board's maker has filled in from what he has not (SMBIOS 3.7, 7.2 System Information).</summary>
internal static class SmbiosText
{
    private static readonly FrozenSet<string> Placeholders = new[]
    {
        "default string", "to be filled by o.e.m.", "to be filled by o.e.m", "system serial number", "system product name", "system manufacturer", "not specified", "not applicable",
        "none", "n/a", "unknown", "invalid", "0", "0123456789", "123456789", "o.e.m.", "oem",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>The text, or empty when it is one of the words that stand for nothing.</summary>
    public static string Clean(string text) => Placeholders.Contains(text.Trim()) ? "" : text.Trim();

    /// <summary>The UUID in lower case; empty when it is none, or all zeros or all ones (7.2.1: not present, not set).</summary>
    public static string Uuid(string text) =>
        Guid.TryParse(text, out Guid uuid) && uuid != Guid.Empty && uuid != Guid.AllBitsSet ? uuid.ToString("D") : "";
}
