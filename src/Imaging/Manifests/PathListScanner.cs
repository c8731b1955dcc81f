using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Security.Cryptography;
using Monitas.Contracts.Ids;
using Monitas.Imaging.Compression;
using Monitas.Imaging.Manifests.Wire;
using Monitas.Imaging.Wire;

namespace Monitas.Imaging.Manifests;

/// <summary>Searches path lists; see <see cref="PathListFormat"/>. Keeps its buffers and its codec, so make one for each thread. Not thread safe.</summary>
public sealed class PathListScanner : IDisposable
{
    private readonly ZstdCodec _codec = new();
    private readonly byte[] _plain = new byte[PathListFormat.MaxBlockBytes];
    private readonly byte[] _path = new byte[BytePath.MaxLength];

    /// <summary>Finds paths in a list.</summary>
    /// <param name="list">The whole list.</param>
    /// <param name="archive">The archive whose list it should be.</param>
    /// <param name="pattern">What to find.</param>
    /// <param name="max">Stops after so many.</param>
    /// <param name="found">Gets the paths, in byte order.</param>
    /// <returns>False when the list is damaged or another archive's; what was found then is of no use.</returns>
    public bool TryFind(ReadOnlySpan<byte> list, ArchiveId archive, PathPattern pattern, int max, List<byte[]> found)
    {
        ArgumentNullException.ThrowIfNull(found);
        if (!IsListOf(list, archive))
        {
            return false;
        }
        PathMatcher matcher = new(pattern);
        int room = found.Count + max;
        list = list[PathListFormat.HeaderBytes..];
        while (list.Length > sizeof(uint) && found.Count < room)
        {
            if (!TryUnpack(ref list, out ReadOnlySpan<byte> block) || !TryScan(block, matcher, room, found))
            {
                return false;
            }
        }
        return found.Count >= room || list is [0, 0, 0, 0];
    }

    /// <summary>Gives the codec's memory back.</summary>
    public void Dispose() => _codec.Dispose();

    private static bool IsListOf(ReadOnlySpan<byte> list, ArchiveId archive) =>
        list.Length >= PathListFormat.HeaderBytes && list.StartsWith(PathListFormat.Magic)
        && BinaryPrimitives.ReadUInt16LittleEndian(list[8..]) == PathListFormat.Version && new Guid(list[16..32], bigEndian: true) == archive.Value;

    private bool TryUnpack(ref ReadOnlySpan<byte> list, out ReadOnlySpan<byte> block)
    {
        block = default;
        ByteReader head = new(list);
        uint stored = head.U32();
        uint plain = head.U32();
        ReadOnlySpan<byte> digest = head.Bytes(32);
        if (head.Failed || plain > PathListFormat.MaxBlockBytes || stored > head.Left)
        {
            return false;
        }
        ReadOnlySpan<byte> frame = head.Bytes((int)stored);
        list = list[head.Position..];
        if (!SHA256.HashData(frame).AsSpan().SequenceEqual(digest)
            || !_codec.TryDecompress(frame, _plain.AsSpan(0, (int)plain), out int written) || written != plain)
        {
            return false;
        }
        block = _plain.AsSpan(0, written);
        return true;
    }

    private bool TryScan(ReadOnlySpan<byte> block, PathMatcher matcher, int room, List<byte[]> found)
    {
        ByteReader reader = new(block);
        int lengthBefore = 0;
        while (reader.Left > 0 && found.Count < room)
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
