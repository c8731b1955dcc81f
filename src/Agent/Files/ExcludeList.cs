using System;
using System.Collections.Generic;
using System.IO;
using System.Text;

namespace Monitas.Agent.Files;

/// <summary>
/// What is left out of an archive. Of all patterns that match, the last one decides. What is below a directory that is left out is
/// left out too and is not even looked at.
/// </summary>
internal sealed class ExcludeList
{
    private readonly List<ExcludePattern> _patterns = [];
    private readonly List<string> _lines = [];

    private ExcludeList()
    {
    }

    /// <summary>The patterns as they were written, for the manifest's header.</summary>
    internal IReadOnlyList<string> Lines => _lines;

    /// <summary>The list in the file, or the built-in one when there is no file, and more patterns behind it.</summary>
    /// <param name="file">The exclude file.</param>
    /// <param name="more">Patterns that come with an order.</param>
    /// <exception cref="InvalidDataException">Lines that make no sense; the message names all of them.</exception>
    internal static ExcludeList Load(string file, IReadOnlyList<string> more)
    {
        byte[] text = File.Exists(file) ? File.ReadAllBytes(file) : DefaultExcludes.Text.ToArray();
        ExcludeList list = new();
        List<string> faults = [];
        list.Add(text, file, faults);
        list.Add(Encoding.UTF8.GetBytes(string.Join('\n', more)), "the order", faults);
        return faults.Count == 0 ? list : throw new InvalidDataException(string.Join(" ", faults));
    }

    /// <summary>Is this path left out?</summary>
    internal bool Excludes(ReadOnlySpan<byte> path, bool isDirectory)
    {
        for (int i = _patterns.Count - 1; i >= 0; i--)
        {
            if (_patterns[i].Matches(path, isDirectory))
            {
                return !_patterns[i].Keeps;
            }
        }
        return false;
    }

    /// <summary>Is this path, or a directory above it, left out? For a path that was not reached by walking.</summary>
    internal bool ExcludesAnywhere(ReadOnlySpan<byte> path, bool isDirectory)
    {
        for (int at = 1; at < path.Length; at++)
        {
            if (path[at] == '/' && Excludes(path[..at], isDirectory: true))
            {
                return true;
            }
        }
        return Excludes(path, isDirectory);
    }

    private void Add(ReadOnlySpan<byte> text, string source, List<string> faults)
    {
        int number = 0;
        foreach (Range range in text.Split((byte)'\n'))
        {
            number++;
            if (ExcludePattern.TryParse(text[range], out ExcludePattern? pattern, out string? fault))
            {
                _patterns.Add(pattern);
                _lines.Add(Encoding.UTF8.GetString(text[range].Trim(" \t\r"u8)));
            }
            else if (fault is not null)
            {
                faults.Add($"{source}, line {number}: this pattern makes no sense: {fault}.");
            }
        }
    }
}
