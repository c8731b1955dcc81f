using System;
using System.Collections.Generic;
using System.Text;

namespace Monitas.Imaging.Iso.Wire;

/// <summary>A file or directory of a volume that is being written.</summary>
internal sealed class IsoNode
{
    private readonly SortedList<string, IsoNode> _children = new(Comparer<string>.Create(IsoNames.Compare));

    internal IsoNode(string name, bool isDirectory, IsoNode? parent)
    {
        Name = name;
        IsDirectory = isDirectory;
        Parent = parent ?? this;
        Level = parent is null ? 1 : parent.Level + 1;
        Identifier = "";
    }

    /// <summary>The Rock Ridge name.</summary>
    internal string Name { get; }

    /// <summary>The plain name; empty for the root.</summary>
    internal string Identifier { get; private init; }

    internal bool IsDirectory { get; }

    /// <summary>The directory that holds it; the root holds itself (6.8.2.1).</summary>
    internal IsoNode Parent { get; }

    /// <summary>1 for the root.</summary>
    internal int Level { get; }

    /// <summary>The first sector.</summary>
    internal long Lba { get; set; }

    /// <summary>The length in bytes; a directory's is whole sectors.</summary>
    internal long LengthBytes { get; set; }

    /// <summary>What lies in a directory, in the order of its records.</summary>
    internal IReadOnlyList<IsoNode> Children => _children.Values.AsReadOnly();

    /// <summary>The identifier's bytes.</summary>
    internal byte[] IdentifierBytes => Parent == this ? [0] : Encoding.ASCII.GetBytes(Identifier);

    /// <summary>Puts a new entry into this directory.</summary>
    /// <exception cref="ArgumentException">The name is there already, or the level is too deep.</exception>
    internal IsoNode Add(string name, bool isDirectory)
    {
        if (Find(name) is not null)
        {
            throw new ArgumentException($"The volume has '{name}' already.", nameof(name));
        }
        if (isDirectory && Level >= IsoFormat.MaxDirectoryLevel)
        {
            throw new ArgumentException("ISO 9660 has no more than eight levels of directories.", nameof(name));
        }
        string identifier = IsoNames.Make(name, isDirectory, new HashSet<string>(_children.Keys));
        IsoNode child = new(name, isDirectory, this) { Identifier = identifier };
        _children.Add(identifier, child);
        return child;
    }

    /// <summary>The entry with that name; null when there is none.</summary>
    internal IsoNode? Find(string name)
    {
        foreach (IsoNode child in _children.Values)
        {
            if (child.Name == name)
            {
                return child;
            }
        }
        return null;
    }
}
