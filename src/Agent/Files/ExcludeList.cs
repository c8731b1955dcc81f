using System;
using System.Collections.Generic;
using System.IO;
using System.Text;

namespace Monitas.Agent.Files;

/// <summary>
/// What is left out of an archive: by name (patterns) and by what a file is (<see cref="ExcludeRules"/>). Of all patterns that match, the last one decides. What is below a directory that is left out is
/// left out too and is not even looked at.
/// </summary>
internal sealed class ExcludeList
{
    private readonly List<ExcludePattern> _patterns = [];
    private readonly List<string> _lines = [];

    private ExcludeList()
    {
    }

    /// <summary>What is left out for what it is, whatever its name.</summary>
    internal ExcludeRules Rules { get; private set; } = ExcludeRules.None;

    /// <summary>The patterns and rules as they were written, for the manifest's header.</summary>
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

    /// <summary>
    /// The list for a comparison: the patterns of the file and of the archive, but the rules of the archive alone, since of what it holds a
    /// rule that was not in force then says nothing.
    /// </summary>
    /// <param name="file">The exclude file.</param>
    /// <param name="archived">What the archive was made with.</param>
    /// <exception cref="InvalidDataException">Lines that make no sense; the message names all of them.</exception>
    internal static ExcludeList LoadForCompare(string file, IReadOnlyList<string> archived)
    {
        ExcludeList list = Load(file, archived);
        list.Rules = ExcludeRules.None;
        foreach (string line in archived)
        {
            if (ExcludeRules.IsRule(line))
            {
                list.Rules = list.Rules.With(line, out _);
            }
        }
        return list;
    }

    /// <summary>Is this path left out?</summary>
    internal bool Excludes(ReadOnlySpan<byte> path, bool isDirectory) => FindPattern(path, isDirectory) is not null;

    /// <summary>The pattern that leaves this path out; null when none does.</summary>
    internal ExcludePattern? FindPattern(ReadOnlySpan<byte> path, bool isDirectory)
    {
        for (int i = _patterns.Count - 1; i >= 0; i--)
        {
            if (_patterns[i].Matches(path, isDirectory))
            {
                return _patterns[i].Keeps ? null : _patterns[i];
            }
        }
        return null;
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
            string line = Encoding.UTF8.GetString(text[range].Trim(" \t\r"u8));
            if (ExcludeRules.IsRule(line))
            {
                Rules = Rules.With(line, out string? wrong);
                _lines.Add(line);
                if (wrong is not null)
                {
                    faults.Add($"{source}, line {number}: {wrong}");
                }
            }
            else if (ExcludePattern.TryParse(text[range], out ExcludePattern? pattern, out string? fault))
            {
                _patterns.Add(pattern);
                _lines.Add(line);
            }
            else if (fault is not null)
            {
                faults.Add($"{source}, line {number}: this pattern makes no sense: {fault}.");
            }
        }
    }
}
