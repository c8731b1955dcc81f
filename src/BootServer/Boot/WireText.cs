using System.Globalization;

namespace Monitas.BootServer.Boot;

/// <summary>Texts that come from the network and are shown to the sysadmin, at a terminal too.</summary>
internal static class WireText
{
    /// <summary>The most characters that are shown: the longest file name that DHCP carries fits.</summary>
    public const int MaximumLength = 255;

    /// <summary>The text with '?' for each character that a terminal would obey or that shows others where they do not stand, and cut where it is too long to be honest.</summary>
    public static string Shown(string text) =>
        string.Create(int.Min(text.Length, MaximumLength), text, static (span, whole) =>
        {
            for (int i = 0; i < span.Length; i++)
            {
                span[i] = IsShown(whole[i]) ? whole[i] : '?';
            }
        });

    private static bool IsShown(char character) => char.GetUnicodeCategory(character)
        is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
            or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned);
}
