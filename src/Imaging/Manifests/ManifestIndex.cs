using System;
using System.Collections.Generic;
using System.IO;
using Monitas.Contracts.Ids;
using Monitas.Imaging.Manifests.Wire;

namespace Monitas.Imaging.Manifests;

/// <summary>
/// Which block of a manifest holds a path: the manifest's block index in a form so small (about 120 bytes a block) that those of a thousand
/// archives can be kept in memory. Checked against the manifest's digests when it is read. Thread safe; the manifest's file is not kept open.
/// </summary>
public sealed class ManifestIndex
{
    private readonly byte[] _paths;
    private readonly int[] _pathEnds;
    private readonly ChunkId[] _digests;
    private readonly long[] _offsets;
    private readonly int[] _compressedLengths;
    private readonly int[] _rawLengths;

    private ManifestIndex(IReadOnlyList<ManifestBlockInfo> blocks, long entryCount)
    {
        EntryCount = entryCount;
        _pathEnds = new int[blocks.Count];
        _digests = new ChunkId[blocks.Count];
        _offsets = new long[blocks.Count];
        _compressedLengths = new int[blocks.Count];
        _rawLengths = new int[blocks.Count];
        int end = 0;
        for (int i = 0; i < blocks.Count; i++)
        {
            _pathEnds[i] = end += blocks[i].FirstPath.Length;
            _digests[i] = new ChunkId(blocks[i].Digest);
            _offsets[i] = blocks[i].OffsetBytes;
            _compressedLengths[i] = blocks[i].CompressedLength;
            _rawLengths[i] = blocks[i].RawLength;
        }
        _paths = new byte[end];
        for (int i = 0; i < blocks.Count; i++)
        {
            blocks[i].FirstPath.CopyTo(_paths, _pathEnds[i] - blocks[i].FirstPath.Length);
        }
    }

    /// <summary>How many entries the manifest has.</summary>
    public long EntryCount { get; }

    /// <summary>How many blocks there are.</summary>
    public int BlockCount => _digests.Length;

    /// <summary>About how much memory this takes.</summary>
    public long MemoryBytes => _paths.Length + ((long)BlockCount * (ChunkId.SizeBytes + (3 * sizeof(int)) + sizeof(long))) + 256;

    /// <summary>Reads the index of a manifest.</summary>
    /// <param name="manifest">The whole stream is the manifest; it is left open.</param>
    /// <param name="name">What errors call it.</param>
    /// <exception cref="VolumeFormatException">The manifest is damaged.</exception>
    public static ManifestIndex Read(Stream manifest, string name)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        using ManifestFile file = new(manifest, name, leaveOpen: true);
        return new ManifestIndex(file.Blocks, file.Trailer.EntryCount);
    }

    /// <summary>The only block that may hold the path; -1 when none does.</summary>
    public int FindBlock(ReadOnlySpan<byte> path)
    {
        int low = 0;
        int high = BlockCount;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (BytePath.Compare(FirstPath(middle), path) <= 0)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }
        return low - 1;
    }

    /// <summary>The digest of a block as it is stored: equal digests are equal blocks, also in other manifests.</summary>
    public ChunkId Digest(int block) => _digests[block];

    /// <summary>The path of a block's first entry.</summary>
    internal ReadOnlySpan<byte> FirstPath(int block)
    {
        int start = block == 0 ? 0 : _pathEnds[block - 1];
        return _paths.AsSpan(start, _pathEnds[block] - start);
    }

    internal long OffsetBytes(int block) => _offsets[block];

    internal int CompressedLength(int block) => _compressedLengths[block];

    internal int RawLength(int block) => _rawLengths[block];
}
