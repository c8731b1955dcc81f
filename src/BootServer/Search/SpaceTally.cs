using System;
using System.Collections.Generic;
using System.Linq;
using Monitas.BootServer.Api;
using Monitas.Contracts.Ids;
using Monitas.Imaging.Manifests;
using Monitas.Imaging.Volumes;

namespace Monitas.BootServer.Search;

/// <summary>
/// Adds up the entries below a directory. A chunk's stored length is shared out among the files that lie in it, by their bytes; what no file uses any
/// more is nobody's. A file with several names counts at its first.
/// </summary>
/// <param name="directory">The directory.</param>
/// <param name="max">So many children and so many files are named.</param>
/// <param name="index">How long chunks are as they are stored.</param>
/// <param name="own">The chunks that no other archive holds; null when nobody asked.</param>
internal sealed class SpaceTally(byte[] directory, int max, ChunkIndex index, HashSet<ChunkId>? own)
{
    private readonly Dictionary<byte[], Sum> _children = new(ByteArrays.Comparer);
    private readonly PriorityQueue<(byte[] Path, Sum Sum), long> _files = new();
    private readonly Sum _total = new();

    /// <summary>Adds an entry: the directory itself or one below it.</summary>
    public void Add(ManifestEntry entry)
    {
        Sum sum = Measure(entry);
        _total.Add(sum);
        byte[] child = ChildOf(entry.Path);
        if (!_children.TryGetValue(child, out Sum? children))
        {
            _children[child] = children = new Sum();
        }
        children.Add(sum);
        if (entry.Kind == EntryKind.File && sum.Bytes > 0)
        {
            _files.Enqueue((entry.Path, sum), sum.Bytes);
            if (_files.Count > max)
            {
                _files.Dequeue();
            }
        }
    }

    /// <summary>What was found.</summary>
    public SpaceReply Reply() => new(
        View(directory, _total),
        [.. _children.Where(pair => pair.Key.Length > 0).OrderByDescending(pair => pair.Value.Bytes).Take(max).Select(pair => View(pair.Key, pair.Value))],
        [.. _files.UnorderedItems.OrderByDescending(item => item.Priority).Select(item => View(item.Element.Path, item.Element.Sum))],
        own is not null);

    private Sum Measure(ManifestEntry entry)
    {
        Sum sum = new() { Entries = 1 };
        if (entry.HardLinkTo.Length > 0)
        {
            return sum;
        }
        sum.Bytes = entry.SizeBytes;
        double stored = 0;
        double onlyHere = 0;
        foreach (ContentSpan span in entry.Spans)
        {
            double part = index.TryLocate(span.Chunk, out ChunkLocation location) ? (double)span.Length * location.FrameLength / location.RawLength : 0;
            stored += part;
            onlyHere += own?.Contains(span.Chunk) == true ? part : 0;
        }
        sum.Stored = (long)stored;
        sum.OnlyHere = (long)onlyHere;
        return sum;
    }

    /// <summary>The path of what lies right in the directory and is or holds the entry; empty for the directory itself.</summary>
    private byte[] ChildOf(byte[] path)
    {
        int start = directory.Length == 1 ? 1 : directory.Length + 1;
        if (path.Length <= start)
        {
            return [];
        }
        int slash = path.AsSpan(start).IndexOf((byte)'/');
        return slash < 0 ? path : path[..(start + slash)];
    }

    private SpaceView View(byte[] path, Sum sum) => new(BytePath.ToDisplay(path), path, sum.Entries, sum.Bytes, sum.Stored, own is null ? null : sum.OnlyHere);

    private sealed class Sum
    {
        public long Entries { get; set; }

        public long Bytes { get; set; }

        public long Stored { get; set; }

        public long OnlyHere { get; set; }

        public void Add(Sum other)
        {
            Entries += other.Entries;
            Bytes += other.Bytes;
            Stored += other.Stored;
            OnlyHere += other.OnlyHere;
        }
    }
}
