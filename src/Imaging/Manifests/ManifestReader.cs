using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.IO;
using Monitas.Contracts.Ids;
using Monitas.Imaging.Manifests.Wire;

namespace Monitas.Imaging.Manifests;

/// <summary>
/// Reads a manifest. Header and index are read and checked when it is opened; a block of entries when it is needed. The block
/// that was used last is kept, so that looking up neighbours costs one read. Thread safe. All members throw
/// <see cref="VolumeFormatException"/> on damaged bytes and <see cref="IOException"/> when the file cannot be read.
/// </summary>
public sealed class ManifestReader : IDisposable
{
    private readonly ManifestFile _file;
    private volatile DecodedBlock? _last;

    private ManifestReader(ManifestFile file) => _file = file;

    /// <summary>What the manifest says about its archive.</summary>
    public ManifestHeader Header => _file.Header;

    /// <summary>How many entries there are.</summary>
    public long EntryCount => _file.Trailer.EntryCount;

    /// <summary>The lengths of all regular files, each inode counted once, in bytes.</summary>
    public long TotalBytes => _file.Trailer.TotalBytes;

    /// <summary>Opens a manifest file.</summary>
    public static ManifestReader Open(string path) =>
        Open(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0), path);

    /// <summary>Opens a manifest in a stream that can seek; the manifest is the whole stream.</summary>
    /// <param name="stream">Belongs to the reader from now on (also when this throws), unless <paramref name="leaveOpen"/>.</param>
    /// <param name="name">What errors call it.</param>
    /// <param name="leaveOpen">Do not close the stream.</param>
    public static ManifestReader Open(Stream stream, string name, bool leaveOpen = false)
    {
        ArgumentNullException.ThrowIfNull(stream);
        try
        {
            return new ManifestReader(new ManifestFile(stream, name, leaveOpen));
        }
        catch
        {
            if (!leaveOpen)
            {
                stream.Dispose();
            }
            throw;
        }
    }

    /// <summary>All entries in byte order of their paths.</summary>
    public IEnumerable<ManifestEntry> Entries()
    {
        for (int block = 0; block < _file.Blocks.Count; block++)
        {
            foreach (ManifestEntry entry in Load(block))
            {
                yield return entry;
            }
        }
    }

    /// <summary>All entries below a directory, at any depth, in byte order; not the directory itself.</summary>
    public IEnumerable<ManifestEntry> EntriesBelow(ReadOnlyMemory<byte> directory)
    {
        byte[] prefix = PrefixOf(directory.Span);
        foreach (ManifestEntry entry in EntriesFrom(prefix))
        {
            if (!entry.Path.AsSpan().StartsWith(prefix))
            {
                yield break;
            }
            if (entry.Path.Length > prefix.Length)
            {
                yield return entry;
            }
        }
    }

    /// <summary>The entries right in a directory, in byte order. What lies deeper is jumped over block by block.</summary>
    public IEnumerable<ManifestEntry> Children(ReadOnlyMemory<byte> directory)
    {
        byte[] prefix = PrefixOf(directory.Span);
        byte[]? from = prefix;
        while (from is not null)
        {
            byte[] start = from;
            from = null;
            foreach (ManifestEntry entry in EntriesFrom(start))
            {
                if (!entry.Path.AsSpan().StartsWith(prefix))
                {
                    yield break;
                }
                int slash = entry.Path.AsSpan(prefix.Length).IndexOf((byte)'/');
                if (slash >= 0)
                {
                    // '0' follows '/': the first path that is not below this child.
                    from = [.. entry.Path.AsSpan(0, prefix.Length + slash), (byte)'/' + 1];
                    break;
                }
                if (entry.Path.Length > prefix.Length)
                {
                    yield return entry;
                }
            }
        }
    }

    /// <summary>All entries whose path is <paramref name="path"/> or comes after it, in byte order.</summary>
    public IEnumerable<ManifestEntry> EntriesFrom(ReadOnlyMemory<byte> path)
    {
        int first = Math.Max(0, FindBlock(path.Span));
        for (int block = first; block < _file.Blocks.Count; block++)
        {
            List<ManifestEntry> entries = Load(block);
            int start = block == first ? LowerBound(entries, path.Span) : 0;
            for (int i = start; i < entries.Count; i++)
            {
                yield return entries[i];
            }
        }
    }

    /// <summary>Looks one path up; reads at most one block.</summary>
    public bool TryFind(ReadOnlySpan<byte> path, [NotNullWhen(true)] out ManifestEntry? entry)
    {
        entry = null;
        int block = FindBlock(path);
        if (block < 0)
        {
            return false;
        }
        List<ManifestEntry> entries = Load(block);
        int at = LowerBound(entries, path);
        if (at < entries.Count && BytePath.Compare(entries[at].Path, path) == 0)
        {
            entry = entries[at];
            return true;
        }
        return false;
    }

    /// <summary>The chunks that the archive's content lies in. An id may come again in another block.</summary>
    public IEnumerable<ChunkId> ChunkIds()
    {
        for (int block = 0; block < _file.Blocks.Count; block++)
        {
            foreach (ChunkId chunk in _file.ReadChunks(block))
            {
                yield return chunk;
            }
        }
    }

    /// <summary>The same, without the blocks with these digests: what the archive has in common with one that was read before is not read again.</summary>
    public IEnumerable<ChunkId> ChunkIdsBut(IReadOnlySet<ChunkId> blocks)
    {
        for (int block = 0; block < _file.Blocks.Count; block++)
        {
            if (!blocks.Contains(new ChunkId(_file.Blocks[block].Digest)))
            {
                foreach (ChunkId chunk in _file.ReadChunks(block))
                {
                    yield return chunk;
                }
            }
        }
    }

    /// <summary>The digests of all blocks as they are stored: blocks with equal ones are equal, also in other manifests.</summary>
    public HashSet<ChunkId> BlockDigests()
    {
        HashSet<ChunkId> digests = [];
        foreach (ManifestBlockInfo block in _file.Blocks)
        {
            digests.Add(new ChunkId(block.Digest));
        }
        return digests;
    }

    /// <summary>How many blocks there are.</summary>
    internal int BlockCount => _file.Blocks.Count;

    /// <summary>The SHA-256 of a block as it is stored.</summary>
    internal ReadOnlySpan<byte> BlockDigest(int block) => _file.Blocks[block].Digest;

    /// <summary>The entries of a block; not kept.</summary>
    internal List<ManifestEntry> ReadBlock(int block) => _file.ReadEntries(block);

    /// <summary>The plain bytes of a block, checked against its digest.</summary>
    internal byte[] ReadPlain(int block) => _file.ReadPlain(block);

    /// <summary>What to throw when a block's plain bytes make no sense.</summary>
    internal VolumeFormatException DamagedBlock(int block, string expected, string actual) => _file.DamagedBlock(block, expected, actual);

    /// <summary>The chunks that a block names.</summary>
    internal IReadOnlyList<ChunkId> ReadChunks(int block) => _file.ReadChunks(block);

    /// <summary>The entries of a block as far as the index tells.</summary>
    internal ManifestHit RangeOf(int block)
    {
        ManifestBlockInfo info = _file.Blocks[block];
        return new ManifestHit(info.FirstPath, info.EntryCount, IsRange: true, block + 1 == BlockCount ? null : _file.Blocks[block + 1].FirstPath);
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => _file.Dispose();

    private static byte[] PrefixOf(ReadOnlySpan<byte> directory) => directory is [(byte)'/'] ? [(byte)'/'] : [.. directory, (byte)'/'];

    private List<ManifestEntry> Load(int block)
    {
        DecodedBlock? last = _last;
        if (last is null || last.Number != block)
        {
            last = new DecodedBlock(block, _file.ReadEntries(block));
            _last = last;
        }
        return last.Entries;
    }

    /// <summary>The last block whose first path is not after this path; -1 when there is none.</summary>
    private int FindBlock(ReadOnlySpan<byte> path)
    {
        IReadOnlyList<ManifestBlockInfo> blocks = _file.Blocks;
        int low = 0;
        int high = blocks.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (BytePath.Compare(blocks[middle].FirstPath, path) <= 0)
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

    private static int LowerBound(List<ManifestEntry> entries, ReadOnlySpan<byte> path)
    {
        int low = 0;
        int high = entries.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (BytePath.Compare(entries[middle].Path, path) < 0)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }
        return low;
    }

    private sealed record DecodedBlock(int Number, List<ManifestEntry> Entries);
}
