using System;
using System.Collections.Generic;

namespace Monitas.Imaging.Manifests;

/// <summary>A place in a manifest, which knows where blocks begin. Not thread safe.</summary>
internal sealed class ManifestCursor(ManifestReader manifest)
{
    private List<ManifestEntry>? _entries;
    private int _block;
    private int _entry;

    /// <summary>The entry at the place; null behind the last one. Unpacks its block.</summary>
    internal ManifestEntry? Current => _block == manifest.BlockCount ? null : (_entries ??= manifest.ReadBlock(_block))[_entry];

    /// <summary>Do both stand before blocks that are the same bytes?</summary>
    internal bool IsAtSameBlock(ManifestCursor other) =>
        _entry == 0 && other._entry == 0 && !IsAtEnd && !other.IsAtEnd && Digest.SequenceEqual(other.Digest);

    private bool IsAtEnd => _block == manifest.BlockCount;

    private ReadOnlySpan<byte> Digest => manifest.BlockDigest(_block);

    /// <summary>To the next entry.</summary>
    internal void Advance()
    {
        if (++_entry == _entries!.Count)
        {
            SkipBlock();
        }
    }

    /// <summary>To the begin of the next block.</summary>
    internal void SkipBlock()
    {
        _block++;
        _entry = 0;
        _entries = null;
    }
}
