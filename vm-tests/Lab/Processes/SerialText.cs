using System.Text.RegularExpressions;

namespace Monitas.Lab.Processes;

/// <summary>Text of a terminal without the terminal's orders.</summary>
public static partial class SerialText
{
    /// <summary>Removes escape sequences (ECMA-48 5.4) and carriage returns.</summary>
    public static string Clean(string text) => EscapeSequence().Replace(text, "").Replace("\r", "");

    [GeneratedRegex(@"\x1b(\[[0-9;?=]*[ -/]*[@-~]|\][^\x07]*\x07|[()][0-9A-B]|[=>cM78])")]
    private static partial Regex EscapeSequence();
}
