using System;
using Monitas.Imaging.Manifests;

namespace Monitas.Imaging.Iso.Trees;

/// <summary>What a browsable volume shows of an entry. Small, since all of a volume's are in memory: some 110 bytes each.</summary>
internal class TreeNode
{
    /// <summary>The name as bytes; empty for the root.</summary>
    internal required byte[] Name { get; init; }

    /// <summary>Kind, mode and owners.</summary>
    internal required TreeAttributes Attributes { get; init; }

    /// <summary>Seconds since 1970; the volume has no finer time.</summary>
    internal required long ModifiedSeconds { get; init; }

    /// <summary>A file's length; a directory's once it has its place.</summary>
    internal long LengthBytes { get; set; }

    /// <summary>The first sector; 0 when there is none.</summary>
    internal uint Lba { get; set; }

    /// <summary>How many names a file has.</summary>
    internal int Links { get; set; } = 1;

    /// <summary>What few entries have: the node with the content of a further name, a symbolic link's target as bytes, a device's number; null else.</summary>
    internal object? Special { get; init; }

    internal EntryKind Kind => Attributes.Kind;

    /// <summary>The node that holds the content when this is a further name of a file.</summary>
    internal TreeNode? First => Special as TreeNode;

    /// <summary>Where a symbolic link leads.</summary>
    internal byte[] LinkTarget => (First ?? this).Special as byte[] ?? [];

    /// <summary>A device's number: major in the upper half.</summary>
    internal ulong Device => (First ?? this).Special is ulong device ? device : 0;

    /// <summary>Its time.</summary>
    internal DateTimeOffset Modified => DateTimeOffset.FromUnixTimeSeconds(Math.Clamp(ModifiedSeconds, -2208988800, 5837356800));
}
