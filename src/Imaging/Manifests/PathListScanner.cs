using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Security.Cryptography;
using Monitas.Contracts.Ids;
using Monitas.Imaging.Compression;
using Monitas.Imaging.Manifests.Wire;
using Monitas.Imaging.Wire;

namespace Monitas.Imaging.Manifests;

/// <summary>
/// Searches path lists; see <see cref="PathListFormat"/>. Most blocks are only looked through for the bytes that a match must have, which is far faster
/// than going over their paths. Keeps its buffers and its codec, so make one for each thread. Not thread safe.
/// </summary>
public sealed class PathListScanner : IDisposable
{
    /// <summary>How much of a list <see cref="IsListOf"/> needs.</summary>
    public const int HeaderBytes = PathListFormat.HeaderBytes;

    private readonly ZstdCodec _codec = new();
    private readonly byte[] _plain = new byte[PathListFormat.MaxBlockBytes];
    private readonly byte[] _path = new byte[BytePath.MaxLength];

    /// <summary>Finds paths in a list.</summary>
    /// <param name="list">The whole list.</param>
    /// <param name="archive">The archive whose list it should be.</param>
    /// <param name="search">What to find, and the most of it.</param>
    /// <param name="found">Gets the paths, in byte order; at most <see cref="PathSearch.Max"/>.</param>
    /// <returns>False when the list is damaged or another archive's; what was found then is of no use.</returns>
    public bool TryFind(ReadOnlySpan<byte> list, ArchiveId archive, PathSearch search, List<byte[]> found)
    {
        ArgumentNullException.ThrowIfNull(search);
        ArgumentNullException.ThrowIfNull(found);
        found.Clear();
        if (!IsListOf(list, archive))
        {
            return false;
        }
        list = list[PathListFormat.HeaderBytes..];
        while (list.Length > sizeof(uint) && found.Count < search.Max)
        {
            ByteReader head = new(list);
            uint stored = head.U32();
            uint plain = head.U32();
            ReadOnlySpan<byte> digest = head.Bytes(ChunkId.SizeBytes);
            ReadOnlySpan<byte> frame = head.Bytes((int)Math.Min(stored, int.MaxValue));
            if (head.Failed || !TryAnswer(digest, frame, plain, search, out IReadOnlyList<byte[]> answer))
            {
                return false;
            }
            for (int i = 0; i < answer.Count && found.Count < search.Max; i++)
            {
                found.Add(answer[i]);
            }
            list = list[head.Position..];
        }
        return found.Count >= search.Max || list is [0, 0, 0, 0];
    }

    /// <summary>Does this begin as the list of the archive does, in the format of today? The first 32 bytes are enough.</summary>
    public static bool IsListOf(ReadOnlySpan<byte> list, ArchiveId archive) =>
        list.Length >= HeaderBytes && list.StartsWith(PathListFormat.Magic)
        && BinaryPrimitives.ReadUInt16LittleEndian(list[8..]) == PathListFormat.Version && new Guid(list[16..32], bigEndian: true) == archive.Value;

    /// <summary>Gives the codec's memory back.</summary>
    public void Dispose() => _codec.Dispose();

    /// <summary>What a block has; a block that was met before, in this or another list, is not even unpacked.</summary>
    private bool TryAnswer(ReadOnlySpan<byte> digest, ReadOnlySpan<byte> frame, uint plainLength, PathSearch search, out IReadOnlyList<byte[]> answer)
    {
        ChunkId block = new(digest);
        if (search.Answers.TryGetValue(block, out IReadOnlyList<byte[]>? known))
        {
            answer = known;
            return true;
        }
        List<byte[]> found = [];
        answer = found;
        if (plainLength > PathListFormat.MaxBlockBytes || !SHA256.HashData(frame).AsSpan().SequenceEqual(digest)
            || !_codec.TryDecompress(frame, _plain.AsSpan(0, (int)plainLength), out int written) || written != plainLength)
        {
            return false;
        }
        Span<byte> plain = _plain.AsSpan(0, written);
        if (search.MayBeIn(plain) && !TryScan(plain, search, found))
        {
            return false;
        }
        search.Answers[block] = found;
        return true;
    }

    private bool TryScan(ReadOnlySpan<byte> block, PathSearch search, List<byte[]> found)
    {
        PathMatcher matcher = new(search.Pattern);
        ByteReader reader = new(block);
        int lengthBefore = 0;
        while (reader.Left > 0 && found.Count < search.Max)
        {
            int shared = (int)reader.Varint(lengthBefore);
            ReadOnlySpan<byte> rest = reader.Counted(BytePath.MaxLength - shared);
            if (reader.Failed)
            {
                return false;
            }
            rest.CopyTo(_path.AsSpan(shared));
            lengthBefore = shared + rest.Length;
            ReadOnlySpan<byte> path = _path.AsSpan(0, lengthBefore);
            if (matcher.IsMatch(path, shared))
            {
                found.Add(path.ToArray());
            }
        }
        return !reader.Failed;
    }
}
