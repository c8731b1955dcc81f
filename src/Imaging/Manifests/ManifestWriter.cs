using System;
using System.Collections.Generic;
using System.IO;
using System.Security.Cryptography;
using Monitas.Imaging.Compression;
using Monitas.Imaging.Manifests.Wire;
using Monitas.Imaging.Wire;

namespace Monitas.Imaging.Manifests;

/// <summary>
/// Writes a manifest as a stream: header, compressed blocks of entries, index, trailer. Holds one block and the index in memory.
/// Not thread safe; leaves the output open.
/// </summary>
public sealed class ManifestWriter : IDisposable
{
    private readonly Stream _output;
    private readonly ZstdCodec _codec = new();
    private readonly EntryEncoder _block = new();
    private readonly ByteWriter _plain = new();
    private readonly List<ManifestBlockInfo> _blocks = [];
    private readonly byte[] _headerDigest;
    private byte[] _compressed = [];
    private byte[]? _pathBefore;
    private long _lengthBytes;
    private long _entryCount;
    private long _totalBytes;
    private bool _finished;

    /// <summary>Writes the header.</summary>
    /// <param name="output">Gets the manifest from where it stands; need not seek.</param>
    /// <param name="header">What the manifest says about its archive.</param>
    public ManifestWriter(Stream output, ManifestHeader header)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(header);
        _output = output;
        ManifestHeaderCodec.Write(_plain, header);
        _headerDigest = SHA256.HashData(_plain.Written);
        Write(_plain.Written);
    }

    /// <summary>Adds the next entry.</summary>
    /// <exception cref="ArgumentException">The path does not come after the one before in byte order, or the entry breaks a rule.</exception>
    public void Add(ManifestEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        ObjectDisposedException.ThrowIf(_finished, this);
        if (_pathBefore is not null && BytePath.Compare(_pathBefore, entry.Path) >= 0)
        {
            throw new ArgumentException(
                $"'{BytePath.ToDisplay(entry.Path)}' does not come after '{BytePath.ToDisplay(_pathBefore)}' in byte order.", nameof(entry));
        }
        if (ManifestEntryRules.FindFault(entry) is string fault)
        {
            throw new ArgumentException($"'{BytePath.ToDisplay(entry.Path)}' has {fault}.", nameof(entry));
        }
        if (_block.RawLength >= ManifestFormat.BlockMinBytes && ManifestFormat.IsBoundary(entry.Path))
        {
            EndBlock();
        }
        _block.Add(entry);
        _pathBefore = entry.Path;
        _entryCount++;
        _totalBytes += entry.HardLinkTo.Length == 0 ? entry.SizeBytes : 0;
        if (_block.RawLength >= ManifestFormat.BlockLimitBytes)
        {
            EndBlock();
        }
    }

    /// <summary>Writes the index and the trailer; nothing can be added after it. The caller flushes the output.</summary>
    public ManifestSummary Finish()
    {
        ObjectDisposedException.ThrowIf(_finished, this);
        if (_block.EntryCount > 0)
        {
            EndBlock();
        }
        _plain.Clear();
        foreach (ManifestBlockInfo info in _blocks)
        {
            info.Write(_plain);
        }
        long indexOffset = _lengthBytes;
        ReadOnlySpan<byte> index = Compress();
        ManifestTrailer trailer = new()
        {
            IndexOffsetBytes = indexOffset,
            IndexCompressedLength = index.Length,
            IndexRawLength = _plain.Length,
            BlockCount = _blocks.Count,
            EntryCount = _entryCount,
            TotalBytes = _totalBytes,
            HeaderDigest = _headerDigest,
            IndexDigest = SHA256.HashData(index),
        };
        Write(index);
        _plain.Clear();
        trailer.Write(_plain);
        Write(_plain.Written);
        _finished = true;
        return new ManifestSummary(_entryCount, _totalBytes, _lengthBytes);
    }

    /// <summary>Gives the compressor's memory back. What was not finished is no manifest.</summary>
    public void Dispose() => _codec.Dispose();

    private void EndBlock()
    {
        if (_block.RawLength > ManifestFormat.MaxBlockRawBytes - 16)
        {
            throw new ArgumentException(
                $"'{BytePath.ToDisplay(_pathBefore)}' lies in more pieces than a manifest can hold ({ManifestFormat.MaxBlockRawBytes} bytes of them).");
        }
        int entries = _block.EntryCount;
        byte[] firstPath = _block.FirstPath;
        _plain.Clear();
        _block.WriteBlock(_plain);
        ReadOnlySpan<byte> stored = Compress();
        _blocks.Add(new ManifestBlockInfo
        {
            FirstPath = firstPath,
            OffsetBytes = _lengthBytes,
            CompressedLength = stored.Length,
            RawLength = _plain.Length,
            EntryCount = entries,
            Digest = SHA256.HashData(stored),
        });
        Write(stored);
    }

    private ReadOnlySpan<byte> Compress()
    {
        int room = ZstdCodec.MaxCompressedLength(_plain.Length);
        if (_compressed.Length < room)
        {
            _compressed = new byte[room];
        }
        return _compressed.AsSpan(0, _codec.Compress(_plain.Written, _compressed));
    }

    private void Write(ReadOnlySpan<byte> bytes)
    {
        _output.Write(bytes);
        _lengthBytes += bytes.Length;
    }
}
