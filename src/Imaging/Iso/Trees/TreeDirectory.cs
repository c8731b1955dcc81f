using System.Collections.Generic;

namespace Monitas.Imaging.Iso.Trees;

/// <summary>A directory of a browsable volume.</summary>
internal sealed class TreeDirectory : TreeNode
{
    private readonly List<TreeNode> _children = [];

    /// <summary>The directory that holds it; the root holds itself.</summary>
    internal TreeDirectory Parent { get; set; } = null!;

    /// <summary>The plain name; known once its parent's children were named.</summary>
    internal string Identifier { get; private set; } = "";

    /// <summary>How many directories lie right in this one.</summary>
    internal int DirectoryCount { get; private set; }

    internal void Add(TreeNode child)
    {
        _children.Add(child);
        if (child is TreeDirectory directory)
        {
            directory.Parent = this;
            DirectoryCount++;
        }
    }

    /// <summary>
    /// What lies in it, with plain names, in the order of ECMA-119 9.3. Made anew each time, always the same: the names of millions of files would take more
    /// memory than all else.
    /// </summary>
    internal List<(TreeNode Node, string Identifier)> Named()
    {
        _children.TrimExcess();
        string[] identifiers = TreeNames.Of(_children);
        List<(TreeNode Node, string Identifier)> named = new(_children.Count);
        for (int i = 0; i < identifiers.Length; i++)
        {
            named.Add((_children[i], identifiers[i]));
            if (_children[i] is TreeDirectory directory)
            {
                directory.Identifier = identifiers[i];
            }
        }
        named.Sort((left, right) => Wire.IsoNames.Compare(left.Identifier, right.Identifier));
        return named;
    }
}
