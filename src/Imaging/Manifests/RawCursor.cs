using System;
using Monitas.Contracts.Ids;
using Monitas.Imaging.Manifests.Wire;
using Monitas.Imaging.Wire;

namespace Monitas.Imaging.Manifests;

/// <summary>
/// A place in a manifest, as <see cref="ManifestCursor"/>, but with entries as bytes: several times as fast when only few of them are of interest.
/// Not thread safe.
/// </summary>
internal sealed class RawCursor(ManifestReader manifest)
{
    private readonly byte[] _path = new byte[BytePath.MaxLength];
    private byte[]? _plain;
    private Range _chunks;
    private Range _fields;
    private int _block;
    private int _next;
    private int _pathLength;
    private bool _isFirst = true;

    /// <summary>The path of the entry here.</summary>
    internal ReadOnlySpan<byte> Path => _path.AsSpan(0, _pathLength);

    /// <summary>Do both stand before blocks that are the same bytes?</summary>
    internal bool IsAtSameBlock(RawCursor other) => _isFirst && other._isFirst && !IsAtEnd && !other.IsAtEnd && Digest.SequenceEqual(other.Digest);

    private bool IsAtEnd => _block == manifest.BlockCount;

    private ReadOnlySpan<byte> Digest => manifest.BlockDigest(_block);

    /// <summary>Unpacks the block here unless that is done; false behind the last one.</summary>
    /// <exception cref="VolumeFormatException">The block is damaged.</exception>
    internal bool TryLoad()
    {
        if (_plain is null && !IsAtEnd)
        {
            _plain = manifest.ReadPlain(_block);
            ByteReader reader = new(_plain);
            int count = (int)reader.Varint(reader.Left / ChunkId.SizeBytes);
            int start = reader.Position;
            reader.Bytes(count * ChunkId.SizeBytes);
            _chunks = start..reader.Position;
            _next = reader.Position;
            _pathLength = 0;
            Require(!reader.Failed);
            ReadEntry();
        }
        return !IsAtEnd;
    }

    /// <summary>To the next entry.</summary>
    /// <exception cref="VolumeFormatException">It cannot be read.</exception>
    internal void Advance()
    {
        if (_next == _plain!.Length)
        {
            SkipBlock();
        }
        else
        {
            _isFirst = false;
            ReadEntry();
        }
    }

    /// <summary>To the begin of the next block.</summary>
    internal void SkipBlock()
    {
        _block++;
        _plain = null;
        _isFirst = true;
    }

    /// <summary>Are the entries here the same but for their paths?</summary>
    /// <exception cref="VolumeFormatException">One of them cannot be read.</exception>
    internal bool HasSameFields(RawCursor other) => Entry().IsSameAs(other.Entry());

    private RawEntry Entry()
    {
        Require(RawEntry.TryCut(_plain.AsSpan(_fields), _plain.AsSpan(_chunks), out RawEntry entry));
        return entry;
    }

    private void ReadEntry()
    {
        ByteReader reader = new(_plain.AsSpan(_next));
        ReadOnlySpan<byte> body = reader.Counted(int.MaxValue);
        ByteReader fields = new(body);
        int shared = (int)fields.Varint(_pathLength);
        ReadOnlySpan<byte> rest = fields.Counted(BytePath.MaxLength - shared);
        Require(!reader.Failed && !fields.Failed);
        rest.CopyTo(_path.AsSpan(shared));
        _pathLength = shared + rest.Length;
        _next += reader.Position;
        _fields = (_next - fields.Left).._next;
    }

    private void Require(bool isSound)
    {
        if (!isSound)
        {
            throw manifest.DamagedBlock(_block, "a block of sound entries", "another");
        }
    }
}
