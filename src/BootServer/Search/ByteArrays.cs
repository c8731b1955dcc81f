using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;

namespace Monitas.BootServer.Search;

/// <summary>Paths as keys: arrays with the same bytes are equal.</summary>
internal sealed class ByteArrays : IEqualityComparer<byte[]>
{
    /// <summary>The only one.</summary>
    public static ByteArrays Comparer { get; } = new();

    /// <inheritdoc/>
    public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

    /// <inheritdoc/>
    public int GetHashCode([DisallowNull] byte[] obj)
    {
        HashCode hash = default;
        hash.AddBytes(obj);
        return hash.ToHashCode();
    }
}
