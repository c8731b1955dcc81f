using System;
using System.Collections.Generic;
using Monitas.Imaging.Manifests;

namespace Monitas.Imaging.Iso.Trees;

/// <summary>What a browsable volume shows of an entry. Small, since all of a volume's are in memory: some 200 bytes each.</summary>
internal sealed class TreeNode
{
    private List<TreeNode>? _children;

    /// <summary>The name as bytes; empty for the root.</summary>
    internal required byte[] Name { get; init; }

    internal required EntryKind Kind { get; init; }

    internal required int Mode { get; init; }

    internal required uint Uid { get; init; }

    internal required uint Gid { get; init; }

    /// <summary>Seconds since 1970; the volume has no finer time.</summary>
    internal required long ModifiedSeconds { get; init; }

    /// <summary>A file's length; a directory's once it has its place.</summary>
    internal long LengthBytes { get; set; }

    /// <summary>The first sector; 0 when there is none.</summary>
    internal uint Lba { get; set; }

    /// <summary>How many names a file has.</summary>
    internal int Links { get; set; } = 1;

    /// <summary>Where a symbolic link leads.</summary>
    internal byte[] LinkTarget { get; init; } = [];

    /// <summary>A device's number: major in the upper half.</summary>
    internal ulong Device { get; init; }

    /// <summary>The node that holds the content when this is a further name of a file.</summary>
    internal TreeNode? First { get; init; }

    /// <summary>The directory that holds it; the root holds itself.</summary>
    internal TreeNode Parent { get; set; } = null!;

    /// <summary>The plain name.</summary>
    internal string Identifier { get; set; } = "";

    internal bool IsDirectory => Kind == EntryKind.Directory;

    /// <summary>What lies in a directory; once it was put in order, by identifier.</summary>
    internal IReadOnlyList<TreeNode> Children => _children ?? [];

    internal void Add(TreeNode child)
    {
        child.Parent = this;
        (_children ??= []).Add(child);
    }

    /// <summary>Gives all children identifiers and puts them in the order of ECMA-119 9.3.</summary>
    internal void Order()
    {
        if (_children is not null)
        {
            TreeNames.Assign(_children);
            _children.Sort((left, right) => Wire.IsoNames.Compare(left.Identifier, right.Identifier));
            _children.TrimExcess();
        }
    }

    /// <summary>How many directories lie right in this one.</summary>
    internal int DirectoryCount()
    {
        int count = 0;
        foreach (TreeNode child in Children)
        {
            count += child.IsDirectory ? 1 : 0;
        }
        return count;
    }

    /// <summary>Its time.</summary>
    internal DateTimeOffset Modified => DateTimeOffset.FromUnixTimeSeconds(Math.Clamp(ModifiedSeconds, -2208988800, 5837356800));
}
