using System;

namespace Monitas.Imaging.Manifests.Wire;

/// <summary>The fixed numbers of a manifest file; FORMAT.md has the whole layout.</summary>
internal static class ManifestFormat
{
    /// <summary>The version of the format.</summary>
    internal const ushort Version = 1;

    /// <summary>Magic, version, reserved, length of the fields.</summary>
    internal const int HeaderPrefixBytes = 16;

    /// <summary>A header is never longer, so that a damaged length costs no memory.</summary>
    internal const int MaxHeaderBytes = 1024 * 1024;

    /// <summary>A block is not ended before its plain bytes reach this.</summary>
    internal const int BlockMinBytes = 64 * 1024;

    /// <summary>A block is ended when its plain bytes reach this.</summary>
    internal const int BlockLimitBytes = 256 * 1024;

    /// <summary>Between the two, one path in so many begins a new block.</summary>
    private const uint PathsPerBoundary = 512;

    /// <summary>A block's plain bytes never exceed this: one entry with several million spans.</summary>
    internal const int MaxBlockRawBytes = 256 * 1024 * 1024;

    /// <summary>The index's plain bytes never exceed this: above a million blocks.</summary>
    internal const int MaxIndexRawBytes = 256 * 1024 * 1024;

    /// <summary>The first bytes of a manifest.</summary>
    internal static ReadOnlySpan<byte> HeaderMagic => "MONITMAN"u8;

    /// <summary>The first bytes of its trailer.</summary>
    internal static ReadOnlySpan<byte> TrailerMagic => "MONITEND"u8;

    /// <summary>
    /// Is this a path before which a block may end? It depends on the path alone, so that the manifests of two archives fall into step again behind
    /// every change, and blocks in which nothing has changed are the same bytes in both: searches then read them once.
    /// </summary>
    internal static bool IsBoundary(ReadOnlySpan<byte> path) => PathHash.Of(path) % PathsPerBoundary == 0;
}
