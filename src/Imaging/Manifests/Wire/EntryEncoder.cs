using System;
using System.Collections.Generic;
using Monitas.Contracts.Ids;
using Monitas.Imaging.Wire;

namespace Monitas.Imaging.Manifests.Wire;

/// <summary>Collects the entries of one block and writes it: the chunk table first, then the entries. See FORMAT.md.</summary>
internal sealed class EntryEncoder
{
    private readonly ByteWriter _entries = new();
    private readonly ByteWriter _entry = new();
    private readonly ByteWriter _field = new();
    private readonly Dictionary<ChunkId, int> _chunkNumbers = [];
    private readonly List<ChunkId> _chunks = [];
    private byte[] _pathBefore = [];

    /// <summary>The path of the first entry.</summary>
    internal byte[] FirstPath { get; private set; } = [];

    /// <summary>How many entries the block has.</summary>
    internal int EntryCount { get; private set; }

    /// <summary>How long the block's plain bytes are at least, and within 5 bytes.</summary>
    internal long RawLength => _entries.Length + ((long)_chunks.Count * ChunkId.SizeBytes);

    /// <summary>Adds an entry.</summary>
    internal void Add(ManifestEntry entry)
    {
        _entry.Clear();
        int shared = EntryCount == 0 ? 0 : _pathBefore.AsSpan().CommonPrefixLength(entry.Path);
        _entry.Varint((ulong)shared);
        _entry.Counted(entry.Path.AsSpan(shared));
        _entry.U8((byte)entry.Kind);
        _entry.Varint((ulong)entry.Mode);
        _entry.Varint(entry.Uid);
        _entry.Varint(entry.Gid);
        _entry.I64(entry.MtimeNs);
        _entry.Varint((ulong)entry.SizeBytes);
        AddFields(entry);
        _entries.Counted(_entry.Written);
        if (EntryCount == 0)
        {
            FirstPath = entry.Path;
        }
        _pathBefore = entry.Path;
        EntryCount++;
    }

    /// <summary>Writes the block's plain bytes and starts an empty block.</summary>
    internal void WriteBlock(ByteWriter block)
    {
        block.Varint((ulong)_chunks.Count);
        foreach (ChunkId chunk in _chunks)
        {
            chunk.WriteTo(block.Take(ChunkId.SizeBytes));
        }
        block.Bytes(_entries.Written);
        _entries.Clear();
        _chunks.Clear();
        _chunkNumbers.Clear();
        EntryCount = 0;
    }

    private void AddFields(ManifestEntry entry)
    {
        Field(EntryTag.UserName, entry.UserName);
        Field(EntryTag.GroupName, entry.GroupName);
        TimeField(EntryTag.CtimeNs, entry.CtimeNs);
        TimeField(EntryTag.BirthNs, entry.BirthNs);
        PairField(EntryTag.DeviceAndInode, entry.Device, entry.Inode);
        Field(EntryTag.LinkTarget, entry.LinkTarget);
        Field(EntryTag.HardLinkTo, entry.HardLinkTo);
        PairField(EntryTag.DeviceNumbers, entry.DeviceMajor, entry.DeviceMinor);
        if (entry.InodeFlags != 0)
        {
            _field.Clear();
            _field.Varint(entry.InodeFlags);
            Field(EntryTag.InodeFlags, _field.Written);
        }
        AttributesField(entry.ExtendedAttributes);
        SpansField(entry.Spans);
        if (entry.Inconsistent)
        {
            _entry.Varint((ulong)EntryTag.Inconsistent);
            _entry.Varint(0);
        }
    }

    private void Field(EntryTag tag, ReadOnlySpan<byte> payload)
    {
        if (!payload.IsEmpty)
        {
            _entry.Varint((ulong)tag);
            _entry.Counted(payload);
        }
    }

    private void TimeField(EntryTag tag, long nanoseconds)
    {
        if (nanoseconds != 0)
        {
            _field.Clear();
            _field.I64(nanoseconds);
            Field(tag, _field.Written);
        }
    }

    private void PairField(EntryTag tag, ulong first, ulong second)
    {
        if (first != 0 || second != 0)
        {
            _field.Clear();
            _field.Varint(first);
            _field.Varint(second);
            Field(tag, _field.Written);
        }
    }

    private void AttributesField(IReadOnlyList<ExtendedAttribute> attributes)
    {
        _field.Clear();
        foreach (ExtendedAttribute attribute in attributes)
        {
            _field.Counted(attribute.Name);
            _field.Counted(attribute.Value);
        }
        Field(EntryTag.ExtendedAttributes, _field.Written);
    }

    private void SpansField(IReadOnlyList<ContentSpan> spans)
    {
        _field.Clear();
        long end = 0;
        foreach (ContentSpan span in spans)
        {
            _field.Varint((ulong)(span.FileOffset - end));
            _field.Varint((ulong)NumberOf(span.Chunk));
            _field.Varint((ulong)span.ChunkOffset);
            _field.Varint((ulong)span.Length);
            end = span.FileOffset + span.Length;
        }
        Field(EntryTag.Spans, _field.Written);
    }

    private int NumberOf(ChunkId chunk)
    {
        if (!_chunkNumbers.TryGetValue(chunk, out int number))
        {
            number = _chunks.Count;
            _chunkNumbers.Add(chunk, number);
            _chunks.Add(chunk);
        }
        return number;
    }
}
