using System;
using System.Collections.Generic;
using Monitas.Imaging.Manifests;

namespace Monitas.Imaging.Iso.Trees;

/// <summary>Builds the tree of a volume from a manifest's entries, which come in byte order of their paths. Sockets are left out.</summary>
internal sealed class TreeBuilder
{
    private const long NanosecondsPerSecond = 1_000_000_000;

    private readonly Dictionary<byte[], TreeDirectory> _directories = new(BytesComparer.Instance);
    private readonly HashSet<TreeAttributes> _attributes = [];
    private readonly Dictionary<byte[], TreeNode> _linked = new(BytesComparer.Instance);

    private readonly List<TreeNode> _files = [];

    private TreeBuilder()
    {
    }

    /// <summary>Builds it.</summary>
    /// <param name="entries">The entries; gone through twice.</param>
    /// <param name="files">Those whose content is to be in the volume, in the order of the entries.</param>
    internal static TreeDirectory Build(IEnumerable<ManifestEntry> entries, out IReadOnlyList<TreeNode> files)
    {
        TreeBuilder builder = new();
        foreach (ManifestEntry entry in entries)
        {
            if (entry.HardLinkTo.Length > 0)
            {
                builder._linked.TryAdd(entry.HardLinkTo, null!);
            }
        }
        TreeDirectory root = builder.Made([]);
        foreach (ManifestEntry entry in entries)
        {
            if (entry.Path.Length == 1)
            {
                root = builder.Directory(entry, []);
            }
            else if (entry.Kind != EntryKind.Socket)
            {
                builder.Add(root, entry);
            }
        }
        root.Parent = root;
        files = builder._files;
        return root;
    }

    private void Add(TreeDirectory root, ManifestEntry entry)
    {
        int slash = entry.Path.AsSpan().LastIndexOf((byte)'/');
        byte[] name = entry.Path[(slash + 1)..];
        TreeNode node = entry.Kind == EntryKind.Directory ? Directory(entry, name) : Node(entry, name);
        ParentOf(root, entry.Path, slash).Add(node);
        if (node is TreeDirectory directory)
        {
            _directories.TryAdd(entry.Path, directory);
        }
        if (node is { Kind: EntryKind.File, First: null, LengthBytes: > 0 })
        {
            _files.Add(node);
        }
        if (entry.HardLinkTo.Length == 0 && _linked.ContainsKey(entry.Path))
        {
            _linked[entry.Path] = node;
        }
    }

    /// <summary>A directory that the archive does not hold itself (a part of a tree was backed up) is made.</summary>
    private TreeDirectory ParentOf(TreeDirectory root, byte[] path, int slash)
    {
        if (slash <= 0)
        {
            return root;
        }
        byte[] directory = path[..slash];
        if (!_directories.TryGetValue(directory, out TreeDirectory? parent))
        {
            int above = directory.AsSpan().LastIndexOf((byte)'/');
            parent = Made(directory[(above + 1)..]);
            ParentOf(root, directory, above).Add(parent);
            _directories.Add(directory, parent);
        }
        return parent;
    }

    private TreeNode Node(ManifestEntry entry, byte[] name)
    {
        TreeNode? first = entry.HardLinkTo.Length > 0 ? _linked.GetValueOrDefault(entry.HardLinkTo) : null;
        if (first is not null)
        {
            first.Links++;
        }
        return new TreeNode
        {
            Name = name,
            Attributes = Shared(new TreeAttributes(entry.Kind, entry.Mode, entry.Uid, entry.Gid)),
            ModifiedSeconds = Seconds(entry),
            LengthBytes = entry.HardLinkTo.Length == 0 ? entry.SizeBytes : first?.LengthBytes ?? 0,
            Special = first is not null ? first
                : entry.LinkTarget.Length > 0 ? entry.LinkTarget
                : entry.Kind is EntryKind.BlockDevice or EntryKind.CharacterDevice ? ((ulong)entry.DeviceMajor << 32) | entry.DeviceMinor
                : null,
        };
    }

    private TreeDirectory Directory(ManifestEntry entry, byte[] name) =>
        new() { Name = name, Attributes = Shared(new TreeAttributes(entry.Kind, entry.Mode, entry.Uid, entry.Gid)), ModifiedSeconds = Seconds(entry) };

    private TreeDirectory Made(byte[] name) => new() { Name = name, Attributes = Shared(new TreeAttributes(EntryKind.Directory, 0x1ED, 0, 0)), ModifiedSeconds = 0 };

    private TreeAttributes Shared(TreeAttributes attributes)
    {
        if (!_attributes.TryGetValue(attributes, out TreeAttributes? shared))
        {
            _attributes.Add(attributes);
            shared = attributes;
        }
        return shared;
    }

    private static long Seconds(ManifestEntry entry) =>
        Math.DivRem(entry.MtimeNs, NanosecondsPerSecond).Quotient - (entry.MtimeNs % NanosecondsPerSecond < 0 ? 1 : 0);

    private sealed class BytesComparer : IEqualityComparer<byte[]>
    {
        internal static readonly BytesComparer Instance = new();

        public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

        public int GetHashCode(byte[] obj)
        {
            HashCode hash = default;
            hash.AddBytes(obj);
            return hash.ToHashCode();
        }
    }
}
