using System;

namespace Monitas.Imaging.Manifests.Wire;

/// <summary>
/// A path list: the paths of a manifest and nothing else, so that a search by name reads little. It can be made anew from the manifest at any time.
/// <code>
///  0  8  "MONITPTH"
///  8  2  version, 2
/// 10  6  0
/// 16 16  archive id, in the order of its text
/// then blocks, and the end: 4 bytes of 0
/// </code>
/// A block: compressed length 4, plain length 4, SHA-256 of the block as stored 32, one zstd frame. Its plain bytes are entries: varint how many bytes
/// of the path before (in this block) this path begins with, counted rest.
/// <para>
/// Only whole names are shared: the rest of a path begins behind a '/' or with one. So each name, and each part of a name, stands in one piece somewhere
/// in the block of each path that has it, and a block in which a text without '/' is not found as bytes has no path with that text.
/// </para>
/// <para>
/// Where blocks end depends on the paths alone, so that machines with the same files have the same blocks; a search looks into each once.
/// </para>
/// </summary>
internal static class PathListFormat
{
    /// <summary>The version of the format.</summary>
    internal const ushort Version = 2;

    /// <summary>Magic, version, 0, archive.</summary>
    internal const int HeaderBytes = 32;

    /// <summary>What stands before a block's frame.</summary>
    internal const int BlockHeadBytes = 40;

    /// <summary>A block is not ended before its plain bytes reach this.</summary>
    internal const int BlockMinBytes = 128 * 1024;

    /// <summary>A block is ended when its plain bytes reach this.</summary>
    internal const int BlockLimitBytes = 512 * 1024;

    /// <summary>A block's plain bytes never exceed this: the limit and one path.</summary>
    internal const int MaxBlockBytes = BlockLimitBytes + (2 * BytePath.MaxLength);

    /// <summary>Between the two limits, one path in so many begins a new block.</summary>
    private const uint PathsPerBoundary = 2048;

    /// <summary>The first bytes.</summary>
    internal static ReadOnlySpan<byte> Magic => "MONITPTH"u8;

    /// <summary>Does a new block begin with this path, when there are so many plain bytes in the one before?</summary>
    internal static bool BeginsBlock(ReadOnlySpan<byte> path, int bytesBefore) =>
        bytesBefore >= BlockLimitBytes || (bytesBefore >= BlockMinBytes && PathHash.Of(path) % PathsPerBoundary == 0);

    /// <summary>How many bytes a path shares with the one before: whole names only.</summary>
    internal static int Shared(ReadOnlySpan<byte> before, ReadOnlySpan<byte> path)
    {
        int shared = before.CommonPrefixLength(path);
        bool isWhole = shared < path.Length && path[shared] == '/';
        return isWhole ? shared : path[..shared].LastIndexOf((byte)'/') + 1;
    }
}
