using System;
using System.Collections.Generic;
using Monitas.Imaging.Manifests;

namespace Monitas.Imaging.Iso.Trees;

/// <summary>Builds the tree of a volume from a manifest's entries, which come in byte order of their paths. Sockets are left out.</summary>
internal sealed class TreeBuilder
{
    private const long NanosecondsPerSecond = 1_000_000_000;

    private readonly Dictionary<byte[], TreeNode> _directories = new(BytesComparer.Instance);
    private readonly Dictionary<byte[], TreeNode> _linked = new(BytesComparer.Instance);

    private readonly List<TreeNode> _files = [];

    private TreeBuilder()
    {
    }

    /// <summary>Builds it.</summary>
    /// <param name="entries">The entries; gone through twice.</param>
    /// <param name="files">Those whose content is to be in the volume, in the order of the entries.</param>
    internal static TreeNode Build(IEnumerable<ManifestEntry> entries, out IReadOnlyList<TreeNode> files)
    {
        TreeBuilder builder = new();
        foreach (ManifestEntry entry in entries)
        {
            if (entry.HardLinkTo.Length > 0)
            {
                builder._linked.TryAdd(entry.HardLinkTo, null!);
            }
        }
        TreeNode root = new() { Name = [], Kind = EntryKind.Directory, Mode = 0x1ED, Uid = 0, Gid = 0, ModifiedSeconds = 0 };
        foreach (ManifestEntry entry in entries)
        {
            if (entry.Path.Length == 1)
            {
                root = builder.Node(entry, []);
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

    private void Add(TreeNode root, ManifestEntry entry)
    {
        int slash = entry.Path.AsSpan().LastIndexOf((byte)'/');
        TreeNode node = Node(entry, entry.Path[(slash + 1)..]);
        ParentOf(root, entry.Path, slash).Add(node);
        if (node.IsDirectory)
        {
            _directories.TryAdd(entry.Path, node);
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
    private TreeNode ParentOf(TreeNode root, byte[] path, int slash)
    {
        if (slash <= 0)
        {
            return root;
        }
        byte[] directory = path[..slash];
        if (!_directories.TryGetValue(directory, out TreeNode? parent))
        {
            int above = directory.AsSpan().LastIndexOf((byte)'/');
            parent = new TreeNode { Name = directory[(above + 1)..], Kind = EntryKind.Directory, Mode = 0x1ED, Uid = 0, Gid = 0, ModifiedSeconds = 0 };
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
            Kind = entry.Kind,
            Mode = entry.Mode,
            Uid = entry.Uid,
            Gid = entry.Gid,
            ModifiedSeconds = Math.DivRem(entry.MtimeNs, NanosecondsPerSecond).Quotient - (entry.MtimeNs % NanosecondsPerSecond < 0 ? 1 : 0),
            LengthBytes = entry.HardLinkTo.Length == 0 ? entry.SizeBytes : first?.LengthBytes ?? 0,
            LinkTarget = first is null ? entry.LinkTarget : first.LinkTarget,
            Device = first is null ? ((ulong)entry.DeviceMajor << 32) | entry.DeviceMinor : first.Device,
            First = first,
        };
    }

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
