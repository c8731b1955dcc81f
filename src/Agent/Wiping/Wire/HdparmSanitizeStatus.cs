using System;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Monitas.Agent.Wiping.Wire;

/// <summary>Reads "hdparm --sanitize-status" (ACS-4 7.36: SD0 idle, SD1 frozen, SD2 at work, SD3 failed, SD4 succeeded).</summary>
internal static partial class HdparmSanitizeStatus
{
    /// <summary>Reads the text; false when it names no state.</summary>
    public static bool TryParse(string text, out SanitizeState state)
    {
        Match match = StateLine().Match(text);
        Match progress = ProgressLine().Match(text);
        double part = progress.Success ? int.Parse(progress.Groups[1].Value, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture) / 65536.0 : 0;
        bool endedWell = text.Contains("Last Sanitize Operation Completed Without Error", StringComparison.Ordinal);
        state = match.Groups[1].Value switch
        {
            "1" => new SanitizeState(SanitizeStage.Frozen, 0),
            "2" => new SanitizeState(SanitizeStage.Running, part),
            "3" => new SanitizeState(SanitizeStage.Failed, 0),
            "4" => new SanitizeState(SanitizeStage.Done, 1),
            _ => new SanitizeState(endedWell ? SanitizeStage.Done : SanitizeStage.Idle, endedWell ? 1 : 0),
        };
        return match.Success;
    }

    [GeneratedRegex(@"State:\s+SD([0-4]) ")]
    private static partial Regex StateLine();

    [GeneratedRegex(@"Progress:\s+0x([0-9a-f]{1,4}) ")]
    private static partial Regex ProgressLine();
}
