using System;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using Monitas.Imaging.Manifests;

namespace Monitas.Agent.Files;

/// <summary>One line of the exclude file; see packaging/agent/exclude for what the characters mean.</summary>
internal sealed class ExcludePattern
{
    private readonly byte[] _glob;
    private readonly bool _wholePath;

    private ExcludePattern(string text, byte[] glob, bool wholePath, bool directoriesOnly, bool keeps)
    {
        Text = text;
        _glob = glob;
        _wholePath = wholePath;
        DirectoriesOnly = directoriesOnly;
        Keeps = keeps;
    }

    /// <summary>The line, to be shown.</summary>
    internal string Text { get; }

    /// <summary>The pattern ended with "/".</summary>
    internal bool DirectoriesOnly { get; }

    /// <summary>The pattern began with "!": what it matches is kept after all.</summary>
    internal bool Keeps { get; }

    /// <summary>Reads one line; false with a null pattern and no fault for an empty line or a comment.</summary>
    /// <param name="line">The line without its newline.</param>
    /// <param name="pattern">The pattern.</param>
    /// <param name="fault">What is wrong, in words; null when nothing is.</param>
    internal static bool TryParse(ReadOnlySpan<byte> line, [NotNullWhen(true)] out ExcludePattern? pattern, out string? fault)
    {
        pattern = null;
        fault = null;
        line = line.Trim(" \t\r"u8);
        if (line.IsEmpty || line[0] == '#')
        {
            return false;
        }
        string text = Encoding.UTF8.GetString(line);
        bool keeps = line[0] == '!';
        line = keeps ? line[1..] : line;
        bool directoriesOnly = line.EndsWith("/"u8);
        line = line.TrimEnd((byte)'/');
        if (line.IsEmpty)
        {
            fault = "it names nothing";
            return false;
        }
        if (!ByteGlob.IsWellFormed(line))
        {
            fault = "a '[' has no ']', or the line ends with '\\'";
            return false;
        }
        bool wholePath = line[0] == '/' || line.Contains((byte)'/');
        byte[] glob = wholePath && line[0] != '/' ? [.. "**/"u8, .. line] : line.ToArray();
        pattern = new ExcludePattern(text, glob, wholePath, directoriesOnly, keeps);
        return true;
    }

    /// <summary>Does the pattern name this path?</summary>
    internal bool Matches(ReadOnlySpan<byte> path, bool isDirectory)
    {
        if (DirectoriesOnly && !isDirectory)
        {
            return false;
        }
        return ByteGlob.IsMatch(_glob, _wholePath ? path : path[(path.LastIndexOf((byte)'/') + 1)..]);
    }
}
