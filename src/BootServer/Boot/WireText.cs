namespace Monitas.BootServer.Boot;

/// <summary>Texts that come from the network and are shown to the sysadmin, at a terminal too.</summary>
internal static class WireText
{
    /// <summary>The most characters that are shown: the longest file name that DHCP carries fits.</summary>
    public const int MaximumLength = 255;

    /// <summary>The text with '?' for each control character, which a terminal would obey, and cut where it is too long to be honest.</summary>
    public static string Shown(string text) =>
        string.Create(int.Min(text.Length, MaximumLength), text, static (span, whole) =>
        {
            for (int i = 0; i < span.Length; i++)
            {
                span[i] = char.IsControl(whole[i]) ? '?' : whole[i];
            }
        });
}
