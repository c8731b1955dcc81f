using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using Monitas.Contracts.Ids;

namespace Monitas.Imaging.Manifests;

/// <summary>
/// One question to many path lists: what to find, and what was found in the blocks that were looked into, so that what machines have in common is
/// searched once. Thread safe.
/// </summary>
public sealed class PathSearch
{
    private readonly byte[] _name;

    /// <summary>The question.</summary>
    /// <param name="pattern">What to find.</param>
    /// <param name="max">The most paths of one list.</param>
    public PathSearch(PathPattern pattern, int max)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        Pattern = pattern;
        Max = max;
        _name = LongestName(pattern.Literal);
    }

    /// <summary>What to find.</summary>
    public PathPattern Pattern { get; }

    /// <summary>The most paths of one list.</summary>
    public int Max { get; }

    /// <summary>What blocks have, by their digests; each up to <see cref="Max"/>.</summary>
    internal ConcurrentDictionary<ChunkId, IReadOnlyList<byte[]>> Answers { get; } = new();

    /// <summary>Can a path of this block match? Sure when false; see <see cref="Wire.PathListFormat"/>.</summary>
    internal bool MayBeIn(ReadOnlySpan<byte> block) => Pattern.IgnoresCase ? ByteText.ContainsLower(block, _name) : block.IndexOf(_name) >= 0;

    /// <summary>The longest part without '/', which lies within one name; empty when there is none.</summary>
    private static byte[] LongestName(ReadOnlySpan<byte> text)
    {
        ReadOnlySpan<byte> longest = default;
        foreach (Range range in text.Split((byte)'/'))
        {
            longest = text[range].Length > longest.Length ? text[range] : longest;
        }
        return longest.ToArray();
    }
}
