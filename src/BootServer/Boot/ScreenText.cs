namespace Monitas.BootServer.Boot;

/// <summary>Names in the scripts of boot loaders.</summary>
internal static class ScreenText
{
    /// <summary>Only characters that neither iPXE nor GRUB takes for anything but text; others become question marks.</summary>
    public static string Printable(string name) =>
        string.Create(name.Length, name, static (span, text) =>
        {
            for (int i = 0; i < span.Length; i++)
            {
                span[i] = char.IsAsciiLetterOrDigit(text[i]) || text[i] is '-' or '_' or '.' or ' ' or ':' ? text[i] : '?';
            }
        });
}
