using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Monitas.Agent.Disks.Wire;

/// <summary>A LUKS header as cryptsetup luksDump tells it, without anything that is secret.</summary>
internal sealed record LuksHeader
{
    /// <summary>1 or 2.</summary>
    public required int Version { get; init; }

    /// <summary>The UUID.</summary>
    public required string Uuid { get; init; }

    /// <summary>The label; empty when there is none.</summary>
    public string Label { get; init; } = "";

    /// <summary>The subsystem label; empty when there is none.</summary>
    public string Subsystem { get; init; } = "";

    /// <summary>Such as "aes-xts-plain64".</summary>
    public required string Cipher { get; init; }

    /// <summary>The length of the volume's key in bits.</summary>
    public required int KeyBits { get; init; }

    /// <summary>The size of an encryption sector in bytes.</summary>
    public int SectorBytes { get; init; } = 512;

    /// <summary>The way of stretching in the first slot.</summary>
    public string Pbkdf { get; init; } = "";

    /// <summary>The hash of the header.</summary>
    public string Hash { get; init; } = "";

    /// <summary>Where the data begins, in bytes.</summary>
    public long OffsetBytes { get; init; }

    /// <summary>The kinds of its tokens.</summary>
    public IReadOnlyList<string> Tokens { get; init; } = [];

    /// <summary>More than one segment (a reencryption that was cut), or one with authentication: words for what cannot be made again; else empty.</summary>
    public string Oddity { get; init; } = "";
}

/// <summary>Reads "cryptsetup luksDump DEVICE" of both versions. Neither has a JSON form with UUID and label.</summary>
internal static class LuksDump
{
    private const int SectorBytes = 512;

    /// <summary>Reads it; false when version, UUID, cipher or length of the key are not there.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out LuksHeader? header)
    {
        Dictionary<string, string> values = new(StringComparer.Ordinal);
        List<string> tokens = [];
        int segments = 0;
        string section = "";
        foreach (string line in text.Split('\n'))
        {
            int colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon < 0)
            {
                continue;
            }

            (string name, string value) = (line[..colon].Trim(), line[(colon + 1)..].Trim());
            if (!char.IsWhiteSpace(line[0]))
            {
                section = value.Length == 0 ? name : "";
            }

            // Sections have numbered entries: "  0: crypt".
            bool entry = section.Length > 0 && int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out _);
            segments += entry && section == "Data segments" ? 1 : 0;
            if (entry && section == "Tokens")
            {
                tokens.Add(value);
            }

            values.TryAdd(section.Length == 0 ? name : $"{section}/{name}", value);
        }

        header = Number(values, "Version") switch { 1 => First(values), 2 => Second(values, tokens, segments), _ => null };
        return header is { Uuid.Length: > 0, Cipher.Length: > 1, KeyBits: > 0 };
    }

    private static LuksHeader First(Dictionary<string, string> values) => new()
    {
        Version = 1,
        Uuid = Text(values, "UUID"),
        Cipher = $"{Text(values, "Cipher name")}-{Text(values, "Cipher mode")}",
        KeyBits = (int)Number(values, "MK bits"),
        Pbkdf = "pbkdf2",
        Hash = Text(values, "Hash spec"),
        OffsetBytes = Number(values, "Payload offset") * SectorBytes,
    };

    private static LuksHeader Second(Dictionary<string, string> values, List<string> tokens, int segments) => new()
    {
        Version = 2,
        Uuid = Text(values, "UUID"),
        Label = Text(values, "Label"),
        Subsystem = Text(values, "Subsystem"),
        Cipher = Text(values, "Data segments/cipher"),
        KeyBits = (int)Number(values, "Keyslots/Key"),
        SectorBytes = (int)Math.Max(SectorBytes, Number(values, "Data segments/sector")),
        Pbkdf = Text(values, "Keyslots/PBKDF"),
        Hash = Text(values, "Keyslots/AF hash"),
        OffsetBytes = Number(values, "Data segments/offset"),
        Tokens = tokens,
        Oddity = values.ContainsKey("Data segments/integrity") ? "with authentication (dm-integrity)" : segments > 1 ? "in the middle of a reencryption" : "",
    };

    private static string Text(Dictionary<string, string> values, string name) => values.TryGetValue(name, out string? value) && !value.StartsWith('(') ? value : "";

    /// <summary>The number in front of a unit, "512 bits"; 0 when there is none or it is out of all proportion.</summary>
    private static long Number(Dictionary<string, string> values, string name) =>
        long.TryParse(Text(values, name).Split(' ')[0], NumberStyles.None, CultureInfo.InvariantCulture, out long number) && number <= 1L << 50 && (name is not ("MK bits" or "Keyslots/Key" or "Data segments/sector") || number <= 1 << 20)
            ? number
            : 0;
}
