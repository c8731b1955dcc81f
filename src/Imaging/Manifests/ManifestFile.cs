using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using Monitas.Contracts.Ids;
using Monitas.Imaging.Compression;
using Monitas.Imaging.Manifests.Wire;
using Monitas.Imaging.Wire;

namespace Monitas.Imaging.Manifests;

/// <summary>
/// The parts of a manifest file: reads, checks digests and unpacks. Every length is checked against the file's before memory is
/// taken for it. Thread safe: one reader at a time has the stream.
/// </summary>
internal sealed class ManifestFile : IDisposable
{
    private readonly Stream _stream;
    private readonly string _name;
    private readonly bool _leaveOpen;
    private readonly ZstdCodec _codec = new();
    private readonly object _gate = new();

    internal ManifestFile(Stream stream, string name, bool leaveOpen)
    {
        _stream = stream;
        _name = name;
        _leaveOpen = leaveOpen;
        Trailer = ReadTrailer();
        Header = ReadHeader(out long headerLength);
        Blocks = ReadIndex(headerLength);
    }

    internal ManifestTrailer Trailer { get; }

    internal ManifestHeader Header { get; }

    internal IReadOnlyList<ManifestBlockInfo> Blocks { get; }

    /// <summary>Reads the entries of one block.</summary>
    internal List<ManifestEntry> ReadEntries(int block)
    {
        ManifestBlockInfo info = Blocks[block];
        byte[] plain = ReadBlock(info);
        if (!BlockDecoder.TryParse(plain, info.EntryCount, out List<ManifestEntry> entries, out string fault, out int at))
        {
            throw Damaged(info.OffsetBytes, $"{info.EntryCount} sound entries", $"{fault} (at byte {at} of the block's plain bytes)");
        }
        bool endsInOrder = block + 1 == Blocks.Count || BytePath.Compare(entries[^1].Path, Blocks[block + 1].FirstPath) < 0;
        if (BytePath.Compare(entries[0].Path, info.FirstPath) != 0 || !endsInOrder)
        {
            throw Damaged(info.OffsetBytes, "a block with the paths that the index says", "others");
        }
        return entries;
    }

    /// <summary>Reads only the chunk table of one block.</summary>
    internal ChunkId[] ReadChunks(int block)
    {
        ByteReader reader = new(ReadBlock(Blocks[block]));
        return BlockDecoder.TryParseChunks(ref reader, out ChunkId[] chunks)
            ? chunks
            : throw Damaged(Blocks[block].OffsetBytes, "a chunk table", "one that is longer than the block");
    }

    /// <summary>Reads a block without taking it apart.</summary>
    internal byte[] ReadPlain(int block) => ReadBlock(Blocks[block]);

    /// <summary>What to throw when a block's plain bytes make no sense.</summary>
    internal VolumeFormatException DamagedBlock(int block, string expected, string actual) => Damaged(Blocks[block].OffsetBytes, expected, actual);

    public void Dispose()
    {
        _codec.Dispose();
        if (!_leaveOpen)
        {
            _stream.Dispose();
        }
    }

    private ManifestTrailer ReadTrailer()
    {
        long length = _stream.Length;
        if (length < ManifestTrailer.SizeBytes + ManifestFormat.HeaderPrefixBytes)
        {
            throw Damaged(length, "a manifest", "the end of the file");
        }
        long offset = length - ManifestTrailer.SizeBytes;
        if (!ManifestTrailer.TryParse(Read(offset, ManifestTrailer.SizeBytes), out ManifestTrailer? trailer)
            || trailer.IndexOffsetBytes > offset || trailer.IndexCompressedLength != offset - trailer.IndexOffsetBytes)
        {
            throw Damaged(offset, "a manifest's trailer", "other bytes");
        }
        return trailer;
    }

    private ManifestHeader ReadHeader(out long headerLength)
    {
        if (!ManifestHeaderCodec.TryParsePrefix(Read(0, ManifestFormat.HeaderPrefixBytes), out int fieldsLength))
        {
            throw Damaged(0, $"a manifest of format version {ManifestFormat.Version}", "other bytes");
        }
        headerLength = ManifestFormat.HeaderPrefixBytes + fieldsLength;
        if (headerLength > Trailer.IndexOffsetBytes)
        {
            throw Damaged(12, "a header that ends before the index", $"{headerLength} bytes");
        }
        byte[] bytes = Read(0, (int)headerLength);
        if (!SHA256.HashData(bytes).AsSpan().SequenceEqual(Trailer.HeaderDigest)
            || !ManifestHeaderCodec.TryParseFields(bytes.AsSpan(ManifestFormat.HeaderPrefixBytes), out ManifestHeader? header))
        {
            throw Damaged(ManifestFormat.HeaderPrefixBytes, "the header that the trailer's digest names", "other bytes");
        }
        return header;
    }

    private List<ManifestBlockInfo> ReadIndex(long headerLength)
    {
        byte[] plain = ReadPart(Trailer.IndexOffsetBytes, Trailer.IndexCompressedLength, Trailer.IndexRawLength, Trailer.IndexDigest, "the block index");
        return ManifestBlockInfo.TryParseAll(plain, Trailer.BlockCount, headerLength, Trailer.IndexOffsetBytes, out List<ManifestBlockInfo> blocks)
            && blocks.Sum(block => (long)block.EntryCount) == Trailer.EntryCount
            ? blocks
            : throw Damaged(Trailer.IndexOffsetBytes, "a sorted block index that covers the file", "another");
    }

    private byte[] ReadBlock(ManifestBlockInfo info) => ReadPart(info.OffsetBytes, info.CompressedLength, info.RawLength, info.Digest, "a block of entries");

    private byte[] ReadPart(long offsetBytes, int compressedLength, int rawLength, byte[] digest, string what)
    {
        byte[] stored = Read(offsetBytes, compressedLength);
        if (!SHA256.HashData(stored).AsSpan().SequenceEqual(digest))
        {
            throw Damaged(offsetBytes, $"{what} with SHA-256 {Convert.ToHexStringLower(digest)}", "other bytes");
        }
        byte[] plain = new byte[rawLength];
        lock (_gate)
        {
            if (_codec.TryDecompress(stored, plain, out int written) && written == rawLength)
            {
                return plain;
            }
        }
        throw Damaged(offsetBytes, $"{what} that unpacks to {rawLength} bytes", "another");
    }

    private byte[] Read(long offsetBytes, int length)
    {
        byte[] bytes = new byte[length];
        lock (_gate)
        {
            _stream.Position = offsetBytes;
            int got = _stream.ReadAtLeast(bytes, length, throwOnEndOfStream: false);
            return got == length ? bytes : throw Damaged(offsetBytes + got, $"{length - got} more bytes", "the end of the file");
        }
    }

    private VolumeFormatException Damaged(long offsetBytes, string expected, string actual) => new(_name, offsetBytes, expected, actual);
}
