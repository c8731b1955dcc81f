using System;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Monitas.Agent.Wiping.Wire;

/// <summary>What "hdparm -I" tells of an ATA disk, as far as erasing it goes.</summary>
internal sealed partial record HdparmIdentify
{
    /// <summary>The disk has the Security feature set.</summary>
    public bool HasSecurity { get; init; }

    /// <summary>A password is set.</summary>
    public bool HasPassword { get; init; }

    /// <summary>It is locked: neither readable nor writable without the password.</summary>
    public bool IsLocked { get; init; }

    /// <summary>It takes no commands of the Security feature set until the next time that it gets power; firmware does this at its start.</summary>
    public bool IsFrozen { get; init; }

    /// <summary>It knows the enhanced erase.</summary>
    public bool HasEnhancedErase { get; init; }

    /// <summary>How long it says that the erase takes; zero when it does not say.</summary>
    public TimeSpan EraseTime { get; init; }

    /// <summary>How long it says that the enhanced erase takes; zero when it does not say.</summary>
    public TimeSpan EnhancedEraseTime { get; init; }

    /// <summary>It has the Sanitize feature set with block erase.</summary>
    public bool HasSanitizeBlock { get; init; }

    /// <summary>It has the Sanitize feature set with crypto scramble.</summary>
    public bool HasSanitizeCrypto { get; init; }

    /// <summary>It has the Sanitize feature set with overwrite.</summary>
    public bool HasSanitizeOverwrite { get; init; }

    /// <summary>Reads the text; false when it does not describe an ATA disk.</summary>
    public static bool TryParse(string text, out HdparmIdentify identify)
    {
        identify = new HdparmIdentify();
        // Of a disk that is none hdparm makes up an ATA device too, out of zeros: that one has no model.
        if (!text.Contains("ATA device, with", StringComparison.Ordinal) || !ModelLine().IsMatch(text))
        {
            return false;
        }

        string security = Section(text);
        bool sanitize = HasFeature(text, "SANITIZE feature set");
        identify = new HdparmIdentify
        {
            HasSecurity = Says(security, "supported"),
            HasPassword = Says(security, "enabled"),
            IsLocked = Says(security, "locked"),
            IsFrozen = Says(security, "frozen"),
            HasEnhancedErase = Says(security, "supported: enhanced erase"),
            EraseTime = Minutes(EraseTimeLine().Match(security)),
            EnhancedEraseTime = Minutes(EnhancedTimeLine().Match(security)),
            HasSanitizeBlock = sanitize && HasFeature(text, "BLOCK_ERASE_EXT command"),
            HasSanitizeCrypto = sanitize && HasFeature(text, "CRYPTO_SCRAMBLE_EXT command"),
            HasSanitizeOverwrite = sanitize && HasFeature(text, "OVERWRITE_EXT command"),
        };
        return true;
    }

    /// <summary>From "Security:" to the next line that is not indented; empty when there is none.</summary>
    private static string Section(string text)
    {
        int start = text.IndexOf("\nSecurity:", StringComparison.Ordinal);
        if (start < 0)
        {
            return "";
        }

        int end = start + 1;
        do
        {
            end = text.IndexOf('\n', end + 1);
        }
        while (end >= 0 && end + 1 < text.Length && (text[end + 1] is ' ' or '\t'));
        return end < 0 ? text[start..] : text[start..end];
    }

    /// <summary>A line that is this word alone; "not" before it says the contrary.</summary>
    private static bool Says(string section, string word)
    {
        foreach (string line in section.Split('\n'))
        {
            if (line.Trim() == word)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>A line of the features that is supported: with a star when it is enabled too.</summary>
    private static bool HasFeature(string text, string feature)
    {
        foreach (string line in text.Split('\n'))
        {
            if (line.Trim().TrimStart('*').Trim() == feature)
            {
                return true;
            }
        }

        return false;
    }

    private static TimeSpan Minutes(Match match) =>
        match.Success && int.TryParse(match.Groups[1].Value, NumberStyles.None, CultureInfo.InvariantCulture, out int minutes) ? TimeSpan.FromMinutes(minutes) : TimeSpan.Zero;

    [GeneratedRegex(@"Model Number:\s+\S")]
    private static partial Regex ModelLine();

    [GeneratedRegex(@"(\d{1,6})min for SECURITY ERASE UNIT")]
    private static partial Regex EraseTimeLine();

    [GeneratedRegex(@"(\d{1,6})min for ENHANCED SECURITY ERASE UNIT")]
    private static partial Regex EnhancedTimeLine();
}
