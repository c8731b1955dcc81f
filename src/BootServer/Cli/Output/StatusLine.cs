using System.IO;

namespace Monitas.BootServer.Cli.Output;

/// <summary>One line at the end of the terminal that is drawn over and over, above which other lines scroll.</summary>
internal sealed class StatusLine(TextWriter output, int width)
{
    private bool _shown;

    /// <summary>Draws the line anew.</summary>
    public void Show(string text)
    {
        string cut = text.Length < width ? text : text[..(width - 1)];
        output.Write("\r" + cut + "\u001b[K");
        output.Flush();
        _shown = true;
    }

    /// <summary>Takes the line away, so that others can be written.</summary>
    public void Clear()
    {
        if (_shown)
        {
            output.Write("\r\u001b[K");
            _shown = false;
        }
    }
}
