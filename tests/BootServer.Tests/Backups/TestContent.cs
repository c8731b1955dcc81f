using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using Monitas.Contracts.Ids;
using Monitas.Contracts.Layouts;
using Monitas.Contracts.Machines;
using Monitas.Imaging.Compression;
using Monitas.Imaging.Manifests;
using Monitas.Imaging.Packs;

namespace Monitas.BootServer.Tests.Backups;

/// <summary>Files of one chunk each, made from a seed; their frames and their manifest.</summary>
internal sealed class TestContent
{
    public TestContent(int seed, int files, int fileBytes)
    {
        Random random = new(seed);
        using ZstdCodec codec = new();
        for (int i = 0; i < files; i++)
        {
            byte[] raw = new byte[fileBytes];
            random.NextBytes(raw);
            Raw.Add(raw);
            Frames.Add(ChunkFrame.Encode(raw, codec));
            Ids.Add(ChunkId.Of(raw));
        }
    }

    public List<byte[]> Raw { get; } = [];

    public List<byte[]> Frames { get; } = [];

    public List<ChunkId> Ids { get; } = [];

    public byte[] AllFrames => [.. Frames.SelectMany(f => f)];

    public byte[] AllIds => IdBytes(Ids);

    public static MachineLayout Layout => new()
    {
        Firmware = FirmwareKind.Uefi,
        Disks = [new LayoutDisk { Name = "disk0", SizeBytes = 1L << 30, LogicalSectorBytes = 512, TableKind = "gpt" }],
        FileSystems = [],
        BootLoader = new LayoutBootLoader { Kind = "grub" },
    };

    public static byte[] IdBytes(IReadOnlyList<ChunkId> ids)
    {
        byte[] bytes = new byte[ids.Count * ChunkId.SizeBytes];
        for (int i = 0; i < ids.Count; i++)
        {
            ids[i].WriteTo(bytes.AsSpan(i * ChunkId.SizeBytes));
        }
        return bytes;
    }

    /// <summary>The manifest of these files; each may be given another length than its chunk has.</summary>
    public byte[] Manifest(MachineId machine, ArchiveId archive, int extraBytes = 0)
    {
        using MemoryStream output = new();
        ManifestHeader header = new() { Archive = archive, Machine = machine, MachineName = "desk-1", Created = TimeProvider.System.GetUtcNow() };
        using (ManifestWriter writer = new(output, header))
        {
            writer.Add(new ManifestEntry { Path = "/"u8.ToArray(), Kind = EntryKind.Directory, Mode = 0x1ED, Uid = 0, Gid = 0, MtimeNs = 1 });
            for (int i = 0; i < Raw.Count; i++)
            {
                int length = Raw[i].Length + extraBytes;
                writer.Add(new ManifestEntry
                {
                    Path = Encoding.UTF8.GetBytes($"/file-{i:d4}"),
                    Kind = EntryKind.File,
                    Mode = 0x1A4,
                    Uid = 0,
                    Gid = 0,
                    MtimeNs = 1,
                    SizeBytes = length,
                    Spans = [new ContentSpan(0, Ids[i], 0, length)],
                });
            }
            writer.Finish();
        }
        return output.ToArray();
    }
}
