using System;

namespace Monitas.Imaging.Manifests;

/// <summary>A number of 32 bits for a path: the upper half of FNV-1a with 64 bits, which is mixed well enough for short texts. Stored, so it never changes.</summary>
public static class PathHash
{
    private const ulong Basis = 0xCBF29CE484222325;
    private const ulong Prime = 0x100000001B3;

    /// <summary>The number of a path. Others may have the same one.</summary>
    public static uint Of(ReadOnlySpan<byte> path)
    {
        ulong hash = Basis;
        foreach (byte value in path)
        {
            hash = unchecked((hash ^ value) * Prime);
        }
        return (uint)(hash >> 32);
    }
}
