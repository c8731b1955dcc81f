using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Threading;
using Monitas.BootServer.Search;
using Monitas.BootServer.Search.Wire;
using Monitas.Contracts.Ids;
using Monitas.Imaging.Compression;
using Monitas.Imaging.Manifests;
using Monitas.Imaging.Manifests.Wire;
using static Monitas.Fuzz.FuzzTarget;

namespace Monitas.Fuzz.Targets;

/// <summary>What the server keeps to answer questions fast: it lies in files that a disk may give back changed.</summary>
internal static class SearchTargets
{
    private const int MaxFound = 100;

    private static readonly MachineId Machine = new(new Guid("01900000-0000-7000-8000-000000000002"));
    private static readonly ArchiveId[] Archives = [.. Enumerable.Range(1, 3).Select(i => new ArchiveId(new Guid(i, 0, 0x7000, 0x80, 0, 0, 0, 0, 0, 0, 1)))];
    private static readonly byte[] List = Paths();
    private static readonly ZstdCodec Codec = new();
    private static readonly PathListScanner Scanner = new();
    private static readonly PathPattern Pattern = PathPattern.TryParse("a"u8, ignoreCase: true, out PathPattern? pattern, out string why) ? pattern : throw new FuzzException(why);

    /// <summary>All of them.</summary>
    public static IEnumerable<FuzzTarget> All() =>
    [
        new("change-list", [Changes()[..^SHA256.HashSizeInBytes]], 1 << 20, ReadChanges),
        new("path-list", [List], 1 << 20, ReadPaths),
        new("path-list-block", [Block()], 4 << 20, ReadBlock),
    ];

    private static byte[] Changes() => ChangeListFile.ToBytes(
        Machine, [new ArchiveChange(Archives[0], Archives[1], [1, 70_000, uint.MaxValue]), new ArchiveChange(Archives[1], Archives[2], [])]);

    private static byte[] Paths()
    {
        using MemoryStream manifest = new();
        ManifestHeader header = new()
        {
            Archive = Archives[0],
            Machine = Machine,
            MachineName = "pc",
            Created = DateTimeOffset.UnixEpoch,
            Roots = ["/"u8.ToArray()],
            Excludes = [],
        };
        using ManifestWriter writer = new(manifest, header);
        foreach (byte[] path in (byte[][])["/"u8.ToArray(), "/Anna"u8.ToArray(), "/Anna/letters"u8.ToArray(), "/Anna/letters/a.odt"u8.ToArray(), "/tmp"u8.ToArray()])
        {
            writer.Add(new ManifestEntry { Path = path, Kind = EntryKind.Directory, Mode = 0x1ED, Uid = 0, Gid = 0, MtimeNs = 1 });
        }
        writer.Finish();
        manifest.Position = 0;
        using ManifestReader reader = ManifestReader.Open(manifest, "manifest", leaveOpen: true);
        using MemoryStream list = new();
        PathListWriter.Write(reader, list, CancellationToken.None);
        return list.ToArray();
    }

    /// <summary>The plain bytes of the only block of <see cref="List"/>.</summary>
    private static byte[] Block()
    {
        int length = BinaryPrimitives.ReadInt32LittleEndian(List.AsSpan(PathListFormat.HeaderBytes));
        byte[] plain = new byte[1024];
        return Codec.TryDecompress(List.AsSpan(PathListFormat.HeaderBytes + PathListFormat.BlockHeadBytes, length), plain, out int written)
            ? plain[..written]
            : throw new FuzzException("the corpus is sound");
    }

    /// <summary>With a digest that fits, so that what is behind it is tried too.</summary>
    private static void ReadChanges(ReadOnlySpan<byte> input)
    {
        const int ReservedEnd = 16;
        byte[] bytes = [.. input, .. SHA256.HashData(input)];
        if (ChangeListFile.TryParse(bytes, Machine, out List<ArchiveChange> changes))
        {
            ReadOnlySpan<byte> again = ChangeListFile.ToBytes(Machine, changes);
            Check(again[ReservedEnd..^SHA256.HashSizeInBytes].SequenceEqual(input[ReservedEnd..]), "a change list survives the way out and back");
        }
    }

    private static void ReadPaths(ReadOnlySpan<byte> input)
    {
        List<byte[]> found = [];
        if (Scanner.TryFind(input, Archives[0], new PathSearch(Pattern, MaxFound), found))
        {
            Check(found.Count <= MaxFound, "no more is found than was asked for");
            Check(found.All(path => path.Length <= BytePath.MaxLength && path.Any(one => one is (byte)'a' or (byte)'A')), "what is found matches");
        }
    }

    /// <summary>As plain bytes of a block whose frame and digest fit.</summary>
    private static void ReadBlock(ReadOnlySpan<byte> input)
    {
        byte[] frame = new byte[ZstdCodec.MaxCompressedLength(input.Length)];
        int length = input.IsEmpty ? 0 : Codec.Compress(input, frame);
        byte[] list = new byte[PathListFormat.HeaderBytes + PathListFormat.BlockHeadBytes + length + sizeof(uint)];
        List.AsSpan(0, PathListFormat.HeaderBytes).CopyTo(list);
        Span<byte> block = list.AsSpan(PathListFormat.HeaderBytes);
        BinaryPrimitives.WriteInt32LittleEndian(block, length);
        BinaryPrimitives.WriteInt32LittleEndian(block[4..], input.Length);
        SHA256.HashData(frame.AsSpan(0, length), block[8..]);
        frame.AsSpan(0, length).CopyTo(block[PathListFormat.BlockHeadBytes..]);
        ReadPaths(list);
    }
}
