using System;

namespace Monitas.Imaging.Manifests.Wire;

/// <summary>
/// A path list: the paths of a manifest and nothing else, so that a search by name reads little. It can be made anew from the manifest at any time.
/// <code>
///  0  8  "MONITPTH"
///  8  2  version, 1
/// 10  6  0
/// 16 16  archive id, in the order of its text
/// then blocks, and the end: 4 bytes of 0
/// </code>
/// A block: compressed length 4, plain length 4, SHA-256 of the block as stored 32, one zstd frame. Its plain bytes are entries: varint how many bytes
/// of the path before (in this block) this path begins with, counted rest.
/// </summary>
internal static class PathListFormat
{
    /// <summary>The version of the format.</summary>
    internal const ushort Version = 1;

    /// <summary>Magic, version, 0, archive.</summary>
    internal const int HeaderBytes = 32;

    /// <summary>What stands before a block's frame.</summary>
    internal const int BlockHeadBytes = 40;

    /// <summary>A block is ended when its plain bytes reach this.</summary>
    internal const int BlockTargetBytes = 256 * 1024;

    /// <summary>A block's plain bytes never exceed this: the target and one path.</summary>
    internal const int MaxBlockBytes = BlockTargetBytes + (2 * BytePath.MaxLength);

    /// <summary>The first bytes.</summary>
    internal static ReadOnlySpan<byte> Magic => "MONITPTH"u8;
}
