using System.Text;

namespace Monitas.BootServer.WebConsole;

/// <summary>Names of figures and stages as people say them.</summary>
internal static class SpokenName
{
    /// <summary>"unchangedFiles" as "unchanged files".</summary>
    public static string Of(string camelCase)
    {
        var text = new StringBuilder();
        foreach (char letter in camelCase)
        {
            text.Append(char.IsUpper(letter) && text.Length > 0 ? " " : "").Append(char.ToLowerInvariant(letter));
        }
        return text.ToString();
    }
}
