using System;
using System.Numerics;

namespace Monitas.Imaging.Chunking;

/// <summary>How long content-defined chunks may be. Archives of one store share chunks only when they were cut alike.</summary>
public sealed record ChunkingSettings
{
    /// <summary>The settings of every archive: at least 256 KiB, about 1 MiB, at most 4 MiB.</summary>
    public static ChunkingSettings Default { get; } = new(256 * 1024, 1024 * 1024, 4 * 1024 * 1024);

    /// <summary>Checks and keeps the three lengths.</summary>
    /// <param name="minBytes">No chunk but the last of a stream is shorter; at least 64 (the hash's window).</param>
    /// <param name="targetBytes">Where cuts become likely; a power of two above <paramref name="minBytes"/>.</param>
    /// <param name="maxBytes">No chunk is longer; at least <paramref name="targetBytes"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The lengths are not in that order.</exception>
    public ChunkingSettings(int minBytes, int targetBytes, int maxBytes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(minBytes, ChunkCutter.WindowBytes);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(targetBytes, minBytes);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxBytes, targetBytes);
        if (!BitOperations.IsPow2(targetBytes))
        {
            throw new ArgumentOutOfRangeException(nameof(targetBytes), targetBytes, "The target must be a power of two.");
        }
        MinBytes = minBytes;
        TargetBytes = targetBytes;
        MaxBytes = maxBytes;
    }

    /// <summary>No chunk but the last of a stream is shorter, in bytes.</summary>
    public int MinBytes { get; }

    /// <summary>Where cuts become likely, in bytes; a power of two.</summary>
    public int TargetBytes { get; }

    /// <summary>No chunk is longer, in bytes.</summary>
    public int MaxBytes { get; }
}
