using System;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Monitas.Agent.Wiping.Wire;

/// <summary>Reads "nvme sanitize-log" (NVM Express 1.4, 5.14.1.16.2): SPROG in 1/65536, and bits 2:0 of SSTAT.</summary>
internal static partial class NvmeSanitizeLog
{
    /// <summary>Reads the text; false when it has no status.</summary>
    public static bool TryParse(string text, out SanitizeState state)
    {
        Match status = StatusLine().Match(text);
        Match progress = ProgressLine().Match(text);
        double part = progress.Success ? Math.Min(1, int.Parse(progress.Groups[1].Value, CultureInfo.InvariantCulture) / 65536.0) : 0;
        int bits = !status.Success ? 0
            : status.Groups[1].Length > 0 ? int.Parse(status.Groups[1].Value, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture)
            : int.Parse(status.Groups[2].Value, CultureInfo.InvariantCulture);
        state = (bits & 7) switch
        {
            1 or 4 => new SanitizeState(SanitizeStage.Done, 1),
            2 => new SanitizeState(SanitizeStage.Running, part),
            3 => new SanitizeState(SanitizeStage.Failed, 0),
            _ => new SanitizeState(SanitizeStage.Idle, 0),
        };
        return status.Success;
    }

    [GeneratedRegex(@"\(SSTAT\)\s*:\s*(?:0x([0-9a-fA-F]{1,4})|(\d{1,5}))\b")]
    private static partial Regex StatusLine();

    [GeneratedRegex(@"\(SPROG\)\s*:\s*(\d{1,5})\b")]
    private static partial Regex ProgressLine();
}
