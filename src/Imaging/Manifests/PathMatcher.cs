using System;

namespace Monitas.Imaging.Manifests;

/// <summary>
/// Compares sorted paths with a pattern, one after the other. It remembers where it found the text in the path before, so that what paths have in
/// common is looked at once. Not thread safe.
/// </summary>
/// <param name="pattern">The pattern.</param>
public sealed class PathMatcher(PathPattern pattern)
{
    private readonly byte[] _lower = pattern.IgnoresCase ? new byte[BytePath.MaxLength] : [];
    private int _foundEnd = -1;

    /// <summary>Does the path match?</summary>
    /// <param name="path">The path.</param>
    /// <param name="shared">How many bytes at its begin are those of the path before; 0 for the first.</param>
    public bool IsMatch(ReadOnlySpan<byte> path, int shared)
    {
        if (pattern.IgnoresCase)
        {
            PathPattern.ToLower(path[shared..], _lower.AsSpan(shared));
            path = _lower.AsSpan(0, path.Length);
        }
        return pattern.IsGlob ? IsGlobMatch(path) : HasText(path, shared);
    }

    private bool HasText(ReadOnlySpan<byte> path, int shared)
    {
        if (_foundEnd >= 0 && _foundEnd <= shared)
        {
            return true;
        }

        // It is not within what both paths share, so it ends behind that.
        int from = Math.Max(0, shared - pattern.Text.Length + 1);
        int at = path[from..].IndexOf(pattern.Text);
        _foundEnd = at < 0 ? -1 : from + at + pattern.Text.Length;
        return at >= 0;
    }

    private bool IsGlobMatch(ReadOnlySpan<byte> path)
    {
        ReadOnlySpan<byte> text = pattern.IsOfNames ? path[(path.LastIndexOf((byte)'/') + 1)..] : path;
        return (pattern.Literal.Length == 0 || text.IndexOf(pattern.Literal) >= 0) && ByteGlob.IsMatch(pattern.Text, text);
    }
}
