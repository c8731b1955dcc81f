using System;
using System.Text;

namespace Monitas.Agent.Hooks;

/// <summary>Puts lines together from pieces of text; of a line without end only its begin is held. Pure.</summary>
/// <param name="maxLength">What is longer is cut, with "..." in its place.</param>
/// <param name="tell">Gets the lines.</param>
internal sealed class BoundedLines(int maxLength, Action<string> tell)
{
    private readonly StringBuilder _line = new();
    private bool _isCut;
    private char _last;

    /// <summary>Takes a piece. A line ends with "\n", "\r" or both.</summary>
    internal void Add(ReadOnlySpan<char> text)
    {
        foreach (char letter in text)
        {
            if (letter == '\r' || (letter == '\n' && _last != '\r'))
            {
                Tell();
            }
            else if (letter != '\n' && _line.Length < maxLength)
            {
                _line.Append(letter);
            }
            else if (letter != '\n')
            {
                _isCut = true;
            }
            _last = letter;
        }
    }

    /// <summary>Gives out a last line that has no end.</summary>
    internal void End()
    {
        if (_line.Length > 0)
        {
            Tell();
        }
    }

    private void Tell()
    {
        tell(_isCut ? _line + "..." : _line.ToString());
        _line.Clear();
        _isCut = false;
    }
}
