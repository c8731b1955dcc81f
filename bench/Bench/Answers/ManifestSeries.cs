using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using Monitas.Imaging.Compression;
using Monitas.Imaging.Manifests;
using Monitas.Imaging.Manifests.Wire;
using Monitas.Imaging.Wire;

namespace Monitas.Bench.Answers;

/// <summary>
/// The manifests of one machine's archives, day after day: between two of them some files change. Blocks without a change are taken over byte for
/// byte, as the writer would write them again; so a thousand manifests are made in minutes.
/// </summary>
internal sealed class ManifestSeries : IDisposable
{
    private readonly TreeModel _model;
    private readonly HashSet<string> _spared;
    private readonly Random _random = new(7);
    private readonly List<Block> _blocks = [];
    private readonly ZstdCodec _codec = new();
    private readonly EntryEncoder _encoder = new();
    private readonly ByteWriter _plain = new();

    /// <param name="model">Makes what changes.</param>
    /// <param name="entries">The first day's entries.</param>
    /// <param name="spared">The paths that no day changes.</param>
    internal ManifestSeries(TreeModel model, IReadOnlyList<ManifestEntry> entries, IEnumerable<string> spared)
    {
        _spared = [.. spared];
        _model = model;
        Block block = new();
        foreach (ManifestEntry entry in entries)
        {
            if (block.Entries.Count > 0 && (block.About >= ManifestFormat.BlockLimitBytes || (block.About >= ManifestFormat.BlockMinBytes && ManifestFormat.IsBoundary(entry.Path))))
            {
                _blocks.Add(block);
                block = new Block();
            }
            block.Entries.Add(entry);
            block.About += entry.Path.Length / 2 + 75;
        }
        _blocks.Add(block);
        _blocks.ForEach(Encode);
    }

    /// <summary>How many blocks there are.</summary>
    internal int BlockCount => _blocks.Count;

    /// <summary>
    /// Lets a day pass: one file in 500 is written to. Two thirds of them lie together, in one part in 30 of the tree that is another each day (logs, caches,
    /// a package that was brought up to date), the others anywhere; one changed file in 20 is removed for good.
    /// </summary>
    internal void Change()
    {
        int count = Math.Max(3, _blocks.Sum(block => block.Entries.Count) / 500);
        int part = Math.Max(1, _blocks.Count / 30);
        int hot = _random.Next(_blocks.Count - part + 1);
        HashSet<Block> changed = [];
        for (int i = 0; i < count; i++)
        {
            Block block = _blocks[i % 3 == 0 ? _random.Next(_blocks.Count) : hot + _random.Next(part)];
            int at = _random.Next(block.Entries.Count);
            if (_spared.Contains(Encoding.UTF8.GetString(block.Entries[at].Path)))
            {
                continue;
            }
            if (i % 20 == 7 && block.Entries.Count > 100)
            {
                block.Entries.RemoveAt(at);
            }
            else
            {
                block.Entries[at] = _model.Changed(block.Entries[at]);
            }
            changed.Add(block);
        }
        foreach (Block block in changed)
        {
            Encode(block);
        }
    }

    /// <summary>Removes a file; it is in no later manifest.</summary>
    internal void Remove(byte[] path)
    {
        Block block = BlockOf(path);
        block.Entries.RemoveAll(entry => BytePath.Compare(entry.Path, path) == 0);
        Encode(block);
    }

    /// <summary>Writes to a file.</summary>
    internal void Touch(byte[] path)
    {
        Block block = BlockOf(path);
        int at = block.Entries.FindIndex(entry => BytePath.Compare(entry.Path, path) == 0);
        block.Entries[at] = _model.Changed(block.Entries[at]);
        Encode(block);
    }

    /// <summary>Writes the manifest of today.</summary>
    internal void Write(Stream output, ManifestHeader header)
    {
        _plain.Clear();
        ManifestHeaderCodec.Write(_plain, header);
        byte[] head = _plain.Written.ToArray();
        output.Write(head);
        long offset = head.Length;
        _plain.Clear();
        foreach (Block block in _blocks)
        {
            output.Write(block.Stored);
            (block.Info with { OffsetBytes = offset }).Write(_plain);
            offset += block.Stored.Length;
        }
        byte[] index = Compress();
        ManifestTrailer trailer = new()
        {
            IndexOffsetBytes = offset,
            IndexCompressedLength = index.Length,
            IndexRawLength = _plain.Length,
            BlockCount = _blocks.Count,
            EntryCount = _blocks.Sum(block => (long)block.Entries.Count),
            TotalBytes = 0,
            HeaderDigest = SHA256.HashData(head),
            IndexDigest = SHA256.HashData(index),
        };
        output.Write(index);
        _plain.Clear();
        trailer.Write(_plain);
        output.Write(_plain.Written);
    }

    /// <summary>Gives the compressor's memory back.</summary>
    public void Dispose() => _codec.Dispose();

    private Block BlockOf(byte[] path) => _blocks.Last(candidate => BytePath.Compare(candidate.Entries[0].Path, path) <= 0);

    private void Encode(Block block)
    {
        block.Entries.ForEach(_encoder.Add);
        byte[] first = _encoder.FirstPath;
        int count = _encoder.EntryCount;
        _plain.Clear();
        _encoder.WriteBlock(_plain);
        block.Stored = Compress();
        block.Info = new ManifestBlockInfo
        {
            FirstPath = first,
            OffsetBytes = 0,
            CompressedLength = block.Stored.Length,
            RawLength = _plain.Length,
            EntryCount = count,
            Digest = SHA256.HashData(block.Stored),
        };
    }

    private byte[] Compress()
    {
        byte[] room = new byte[ZstdCodec.MaxCompressedLength(_plain.Length)];
        return room[.._codec.Compress(_plain.Written, room)];
    }

    private sealed class Block
    {
        public List<ManifestEntry> Entries { get; } = [];

        public int About { get; set; }

        public byte[] Stored { get; set; } = [];

        public ManifestBlockInfo Info { get; set; } = null!;
    }
}
