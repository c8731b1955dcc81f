using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;

namespace Monitas.Agent.Restart.Wire;

/// <summary>What `efibootmgr -v` says. Pure.</summary>
internal static partial class BootManagerText
{
    /// <summary>The number of the entry that the firmware starts next time only, such as "0003"; empty when there is none.</summary>
    public static string Next(string text) => Lines(text).Select(line => NextLine().Match(line)).FirstOrDefault(match => match.Success)?.Groups["number"].Value.ToUpperInvariant() ?? "";

    /// <summary>
    /// The entries that start from the network by IPv4, by their device paths (UEFI 2.10 10.3.4.12: MAC, IPv4), since each vendor words them in his own way.
    /// </summary>
    public static IReadOnlyList<NetworkEntry> NetworkEntries(string text) =>
    [
        .. from line in Lines(text)
           let entry = EntryLine().Match(line)
           where entry.Success
           let path = NetworkPath().Match(entry.Groups["rest"].Value)
           where path.Success
           select new NetworkEntry(
               entry.Groups["number"].Value.ToUpperInvariant(),
               Colons(path.Groups["mac"].Value),
               entry.Groups["active"].Value == "*",
               path.Groups["uri"].Success),
    ];

    /// <summary>The entry to start: one of these cards, the first card first; an active one before others, PXE before HTTP Boot. Null when there is none.</summary>
    /// <param name="entries">The firmware's.</param>
    /// <param name="cards">MAC addresses with colons.</param>
    public static NetworkEntry? Choose(IReadOnlyList<NetworkEntry> entries, IReadOnlyList<string> cards) => cards
        .SelectMany(card => entries.Where(e => e.Mac.Equals(card, StringComparison.OrdinalIgnoreCase)).OrderBy(e => !e.IsActive).ThenBy(e => e.IsHttp))
        .FirstOrDefault();

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static string Colons(string digits) => string.Join(':', digits.ToLowerInvariant().Chunk(2).Select(pair => new string(pair)));

    [GeneratedRegex("^BootNext: *(?<number>[0-9A-Fa-f]{4})$")]
    private static partial Regex NextLine();

    [GeneratedRegex("^Boot(?<number>[0-9A-Fa-f]{4})(?<active>\\*?) *(?<rest>.*)$")]
    private static partial Regex EntryLine();

    // EDK2's text form of a hardware address has 6 bytes for Ethernet, and 32 in that of some firmware, of which 26 are zero.
    [GeneratedRegex("/MAC\\((?<mac>[0-9A-Fa-f]{12})(?:0{52})?(?:,[0-9A-Fa-fx]+)?\\)/IPv4\\([^)]*\\)(?<uri>/Uri\\()?", RegexOptions.IgnoreCase)]
    private static partial Regex NetworkPath();
}

/// <summary>A boot entry of the firmware that starts from the network.</summary>
/// <param name="Number">Its number in hexadecimal, such as "0003".</param>
/// <param name="Mac">The card, with colons, lower case.</param>
/// <param name="IsActive">The firmware tries it by itself.</param>
/// <param name="IsHttp">It is HTTP Boot, not PXE.</param>
internal sealed record NetworkEntry(string Number, string Mac, bool IsActive, bool IsHttp);
