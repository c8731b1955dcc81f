using System;
using System.Collections.Generic;

namespace Monitas.Agent.Files;

/// <summary>Paths as keys: equal when all bytes are equal.</summary>
internal sealed class PathComparer : IEqualityComparer<byte[]>
{
    /// <summary>The only one.</summary>
    internal static readonly PathComparer Instance = new();

    private PathComparer()
    {
    }

    /// <inheritdoc/>
    public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

    /// <inheritdoc/>
    public int GetHashCode(byte[] obj)
    {
        HashCode hash = default;
        hash.AddBytes(obj);
        return hash.ToHashCode();
    }
}
