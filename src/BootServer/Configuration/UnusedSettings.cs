using System.Collections.Generic;
using System.Linq;

namespace Monitas.BootServer.Configuration;

/// <summary>
/// Settings that are set and do nothing in the mode that is set: who wrote them expects something of them. One sentence each. Mode off is not
/// looked at: who switches network boot off for a while keeps its settings.
/// </summary>
internal static class UnusedSettings
{
    /// <summary>Of mode full, for the range that stands in [netboot]; a section [dhcp SUBNET] has its own.</summary>
    private static readonly string[] OfTheRange = ["router", "dns", "lease-time"];

    /// <summary>Of mode full.</summary>
    private static readonly string[] Lending = ["range-start", "range-end", .. OfTheRange];

    /// <summary>Of mode proxy.</summary>
    private static readonly string[] BesideAnother = ["pxe-addresses", "grub-next-server"];

    private const string WithoutRange = "is for the range from range-start to range-end, which is not set, and does nothing: a section [dhcp SUBNET] has its own.";

    /// <summary>Finds them.</summary>
    /// <param name="values">All that is set.</param>
    /// <param name="mode">The mode that is set.</param>
    public static IReadOnlyList<string> Find(SettingsValues values, NetbootMode mode) => mode switch
    {
        NetbootMode.Proxy => [.. OfFull(values, mode)],
        NetbootMode.External => [.. OfFull(values, mode), .. Name(values, BesideAnother, "is for mode proxy and does nothing in mode external.")],
        NetbootMode.Full when !values.IsSet("netboot:range-start") => [.. OfProxy(values), .. Name(values, OfTheRange, WithoutRange)],
        NetbootMode.Full => [.. OfProxy(values)],
        _ => [],
    };

    /// <summary>In mode full; pxe-addresses are refused there.</summary>
    private static IEnumerable<string> OfProxy(SettingsValues values) => Name(values, ["grub-next-server"], "is for mode proxy and does nothing in mode full.");

    private static IEnumerable<string> OfFull(SettingsValues values, NetbootMode mode)
    {
        string why = $"is for mode full and does nothing in mode {mode.ToString().ToLowerInvariant()}.";
        return Name(values, Lending, why).Concat(values.Sections(DhcpSettingsReader.Word).Select(section => $"{values.ShowSection(section)} {why}"));
    }

    private static IEnumerable<string> Name(SettingsValues values, IEnumerable<string> keys, string why) =>
        keys.Select(key => "netboot:" + key).Where(values.IsSet).Select(key => $"{values.Show(key)} {why}");
}
