using System;
using System.Collections.Generic;
using System.IO;
using System.Text;
using CsCheck;
using Monitas.Contracts.Ids;
using Monitas.Imaging.Manifests;

namespace Monitas.Imaging.Tests.Manifests;

/// <summary>Entries and whole manifests for tests.</summary>
internal static class ManifestSamples
{
    internal static ManifestHeader Header { get; } = new()
    {
        Archive = new ArchiveId(Guid.Parse("01900000-0000-7000-8000-000000000001")),
        Machine = new MachineId(Guid.Parse("01900000-0000-7000-8000-000000000002")),
        MachineName = "pc-ä",
        Created = new DateTimeOffset(2026, 11, 22, 10, 20, 30, TimeSpan.Zero).AddTicks(1234567),
        Roots = ["/"u8.ToArray(), "/boot/efi"u8.ToArray()],
        Excludes = ["/var/cache/*"],
        AgentVersion = "0.1.0",
    };

    internal static ManifestEntry File(string path, params ContentSpan[] spans)
    {
        long size = spans.Length == 0 ? 0 : spans[^1].FileOffset + spans[^1].Length;
        return new ManifestEntry
        {
            Path = Encoding.UTF8.GetBytes(path),
            Kind = EntryKind.File,
            Mode = 0x1A4,
            Uid = 0,
            Gid = 0,
            MtimeNs = 1_700_000_000_123_456_789,
            SizeBytes = size,
            Spans = spans,
        };
    }

    internal static ManifestEntry Directory(string path) => new()
    {
        Path = Encoding.UTF8.GetBytes(path),
        Kind = EntryKind.Directory,
        Mode = 0x1ED,
        Uid = 0,
        Gid = 0,
        MtimeNs = 1_700_000_000_000_000_000,
    };

    internal static byte[] Write(ManifestHeader header, IEnumerable<ManifestEntry> entries)
    {
        using MemoryStream stream = new();
        using ManifestWriter writer = new(stream, header);
        foreach (ManifestEntry entry in entries)
        {
            writer.Add(entry);
        }
        writer.Finish();
        return stream.ToArray();
    }

    /// <summary>Any entry that the rules allow, but for its path, which is set by the caller.</summary>
    internal static Gen<ManifestEntry> AnyEntry { get; } =
        from kind in Gen.Enum<EntryKind>()
        from mode in Gen.Int[0, 0xFFF]
        from ids in Gen.Select(Gen.UInt, Gen.UInt, Gen.UInt, Gen.UInt)
        from times in Gen.Select(Gen.Long, Gen.Long, Gen.Long)
        from inode in Gen.Select(Gen.ULong, Gen.ULong)
        from names in Gen.Select(Gen.Byte.Array[0, 20], Gen.Byte.Array[0, 20])
        from target in Gen.Byte.Array[1, 50]
        from flags in Gen.UInt
        from values in Gen.Byte.Array[0, 40].Array[0, 4]
        from spans in Gen.Select(Gen.Long[0, 1L << 40], Gen.UInt[0, 5], Gen.Int[0, 100_000], Gen.Int[1, 4_000_000]).Array[0, 6]
        from tail in Gen.Long[0, 1L << 40]
        from inconsistent in Gen.Bool
        select Build(kind, mode, ids, times, inode, names, target, flags, values, spans, tail, inconsistent);

    private static ManifestEntry Build(
        EntryKind kind, int mode, (uint, uint, uint, uint) ids, (long, long, long) times, (ulong, ulong) inode, (byte[], byte[]) names,
        byte[] target, uint flags, byte[][] values, (long, uint, int, int)[] runs, long tail, bool inconsistent)
    {
        List<ExtendedAttribute> attributes = [];
        for (int i = 0; i < values.Length; i++)
        {
            attributes.Add(new ExtendedAttribute(Encoding.ASCII.GetBytes($"user.{i}"), values[i]));
        }
        List<ContentSpan> spans = [];
        long end = 0;
        foreach ((long gap, uint chunk, int offset, int length) in kind == EntryKind.File ? runs : [])
        {
            spans.Add(new ContentSpan(end + gap, ChunkId.Of([(byte)chunk]), offset, length));
            end += gap + length;
        }
        bool device = kind is EntryKind.BlockDevice or EntryKind.CharacterDevice;
        return new ManifestEntry
        {
            Path = [],
            Kind = kind,
            Mode = mode,
            Uid = ids.Item1,
            Gid = ids.Item2,
            UserName = names.Item1,
            GroupName = names.Item2,
            MtimeNs = times.Item1,
            CtimeNs = times.Item2,
            BirthNs = times.Item3,
            Device = inode.Item1,
            Inode = inode.Item2,
            SizeBytes = kind == EntryKind.File ? end + tail : 0,
            LinkTarget = kind == EntryKind.SymbolicLink ? target : [],
            DeviceMajor = device ? ids.Item3 : 0,
            DeviceMinor = device ? ids.Item4 : 0,
            InodeFlags = flags,
            ExtendedAttributes = attributes,
            Spans = spans,
            Inconsistent = inconsistent,
        };
    }
}
