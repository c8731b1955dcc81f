using System.Globalization;
using System.Text.RegularExpressions;

namespace Monitas.Agent.Wiping.Wire;

/// <summary>Sectors that an ATA disk has and does not show: a host protected area (HPA), or a device configuration overlay (DCO).</summary>
internal static partial class HdparmSectors
{
    /// <summary>Reads "hdparm -N": the sectors that the disk shows and those that it has without an HPA. False when it does not say, or says nonsense.</summary>
    public static bool TryParseHpa(string text, out long shown, out long native)
    {
        Match match = MaxSectors().Match(text);
        native = 0;
        shown = 0;
        return match.Success
            && long.TryParse(match.Groups[1].Value, NumberStyles.None, CultureInfo.InvariantCulture, out shown)
            && long.TryParse(match.Groups[2].Value, NumberStyles.None, CultureInfo.InvariantCulture, out native)
            && native >= shown && shown > 0 && !text.Contains("HPA setting seems invalid", System.StringComparison.Ordinal);
    }

    /// <summary>Reads "hdparm --dco-identify": the sectors that the disk really has. False when it does not say.</summary>
    public static bool TryParseDco(string text, out long real)
    {
        Match match = RealMaxSectors().Match(text);
        real = 0;
        return match.Success && long.TryParse(match.Groups[1].Value, NumberStyles.None, CultureInfo.InvariantCulture, out real) && real > 1;
    }

    [GeneratedRegex(@"max sectors\s*=\s*(\d{1,18})/(\d{1,18})")]
    private static partial Regex MaxSectors();

    [GeneratedRegex(@"Real max sectors:\s*(\d{1,18})")]
    private static partial Regex RealMaxSectors();
}
