using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Threading;
using Monitas.Contracts.Ids;
using Monitas.Imaging;
using Monitas.Imaging.Compression;
using Monitas.Imaging.Iso;
using Monitas.Imaging.Iso.Wire;
using Monitas.Imaging.Manifests;
using Monitas.Imaging.Manifests.Wire;
using Monitas.Imaging.Packs;
using Monitas.Imaging.Sealing;
using Monitas.Imaging.Sealing.Wire;
using Monitas.Imaging.Volumes;
using Monitas.Imaging.Volumes.Wire;
using static Monitas.Fuzz.FuzzTarget;

namespace Monitas.Fuzz.Targets;

/// <summary>What is read from a store: a disk may give back anything, and a volume may come from anywhere.</summary>
internal static class StoreTargets
{
    private const long Much = 48 << 20;

    private static readonly ZstdCodec Codec = new();
    private static readonly ChunkId Chunk = ChunkId.Of("chunk"u8);
    private static readonly VolumeId Volume = new(new Guid("01900000-0000-7000-9000-000000000001"));

    /// <summary>Every volume is made in the same memory: to ask for so much anew, input after input, takes longer than to read it.</summary>
    private static readonly MemoryStream VolumeBytes = new();

    private static readonly VolumeKey Key = new([.. Enumerable.Range(0, 32).Select(i => (byte)i)]);

    /// <summary>All of them.</summary>
    public static IEnumerable<FuzzTarget> All() =>
    [
        new("chunk-frame", [Frame(300), Frame(3), Sealed(Frame(300))], Much, ChunkFrames),
        new("manifest", [Manifest()], Much, ReadManifest),
        new("manifest-header", [Manifest()[16..(16 + BitConverter.ToInt32(Manifest(), 12))]], 1 << 20, input => _ = ManifestHeaderCodec.TryParseFields(input, out _)),
        new("manifest-block", [Block()], 1 << 20, ReadBlock),
        new("iso", [Iso()], 8 << 20, ReadIso),
        new("chunk-index", [Index()[..^32]], 1 << 20, ReadIndex),
        new("sealed-file", [SealedFile(0), SealedFile(700)], 1 << 20, ReadSealedFile),
        new("digest-sector", [Digests()[..^32]], 1 << 20, ReadDigests),
        new("volume-json", [PlainJson(), SealedJson(), PlacedJson()], 8 << 20, ReadVolumes),
        new("store-keys", [KeysJson(), Encoding.UTF8.GetBytes(KeyText.Format(new StoreKey(new byte[32])))], 1 << 20, ReadKeys),
    ];

    private static byte[] Frame(int length)
    {
        return ChunkFrame.Encode([.. Enumerable.Range(0, length).Select(i => (byte)(i / 3))], Codec);
    }

    private static byte[] Sealed(byte[] frame)
    {
        using AesGcm cipher = Key.Frames();
        byte[] result = new byte[frame.Length + SealedFrame.OverheadBytes];
        SealedFrame.Seal(frame, cipher, new byte[SealedFrame.NonceBytes], result);
        return result;
    }

    private static byte[] Manifest()
    {
        using MemoryStream stream = new();
        ManifestHeader header = new()
        {
            Archive = new ArchiveId(new Guid("01900000-0000-7000-8000-000000000001")),
            Machine = new MachineId(new Guid("01900000-0000-7000-8000-000000000002")),
            MachineName = "pc",
            Created = DateTimeOffset.UnixEpoch,
            Roots = ["/"u8.ToArray()],
            Excludes = ["/tmp/*"],
        };
        using ManifestWriter writer = new(stream, header);
        foreach (ManifestEntry entry in Entries())
        {
            writer.Add(entry);
        }
        writer.Finish();
        return stream.ToArray();
    }

    private static IEnumerable<ManifestEntry> Entries()
    {
        yield return new ManifestEntry { Path = "/"u8.ToArray(), Kind = EntryKind.Directory, Mode = 0x1ED, Uid = 0, Gid = 0, MtimeNs = 1 };
        yield return new ManifestEntry
        {
            Path = "/file"u8.ToArray(),
            Kind = EntryKind.File,
            Mode = 0x1A4,
            Uid = 1,
            Gid = 2,
            MtimeNs = -1,
            SizeBytes = 100,
            UserName = "anna"u8.ToArray(),
            ExtendedAttributes = [new ExtendedAttribute("user.a"u8.ToArray(), "b"u8.ToArray())],
            Spans = [new ContentSpan(10, Chunk, 5, 20), new ContentSpan(50, Chunk, 0, 3)],
        };
        yield return new ManifestEntry { Path = "/link"u8.ToArray(), Kind = EntryKind.SymbolicLink, Mode = 0x1FF, Uid = 0, Gid = 0, MtimeNs = 1, LinkTarget = "file"u8.ToArray() };
    }

    /// <summary>The plain bytes of the only block of <see cref="Manifest"/>.</summary>
    private static byte[] Block()
    {
        byte[] manifest = Manifest();
        int fields = BitConverter.ToInt32(manifest, 12);
        int index = (int)BitConverter.ToInt64(manifest, manifest.Length - 144 + 8);
        byte[] plain = new byte[64 * 1024];
        return Codec.TryDecompress(manifest.AsSpan(16 + fields, index - 16 - fields), plain, out int written) ? plain[..written] : throw new FuzzException("the corpus is sound");
    }

    /// <summary>A descriptor and one directory, from sector 16 on.</summary>
    private static byte[] Iso()
    {
        byte[] bytes = new byte[2 * IsoFormat.SectorBytes];
        DirectoryRecord root = new() { Lba = 17, LengthBytes = IsoFormat.SectorBytes, IsDirectory = true, Identifier = [0] };
        new VolumeDescriptor { VolumeIdentifier = "MONITAS_FUZZ", SectorCount = 18, Root = root }.WriteTo(bytes);
        Span<byte> directory = bytes.AsSpan(IsoFormat.SectorBytes);
        foreach (DirectoryRecord record in (DirectoryRecord[])[root, root with { Identifier = [1] }, File("A.;1", 5, true), File("A.;1", 5, false), File("B.;1", 0, false)])
        {
            directory = directory[record.WriteTo(directory)..];
        }
        return bytes;

        static DirectoryRecord File(string name, uint length, bool more) =>
            new() { Lba = 16, LengthBytes = length, IsDirectory = false, HasMoreSections = more, Identifier = Encoding.ASCII.GetBytes(name), SystemUse = [(byte)'N', (byte)'M', 6, 1, 0, (byte)name[0]] };
    }

    private static byte[] Index() => IndexCodec.ToBytes([new ChunkEntry(Chunk, 1, 0, 100, 60), new ChunkEntry(ChunkId.Of("other"u8), 2, 7, 100, 60)]);

    private static byte[] SealedFile(int length)
    {
        using FileSealer sealer = new(Key, "file", new byte[SealedFileFormat.SaltBytes]);
        return sealer.SealAll(new byte[length]);
    }

    private static VolumeDescription Description() => new()
    {
        Format = VolumeDescription.CurrentFormat,
        Volume = Volume,
        Created = DateTimeOffset.UnixEpoch,
        Packs = [new VolumePack { Number = 1, Content = new VolumeFile("packs/p0000001.zst", 3, new string('0', 64)), Chunks = 1, RawBytes = 5 }],
        Index = new VolumeFile("INDEX", 3, new string('0', 64)),
        Archives = [],
    };

    private static byte[] PlainJson() => JsonSerializer.SerializeToUtf8Bytes(Description(), VolumeJson.Default.VolumeDescription);

    /// <summary>With places, as in a volume that has a digest sector.</summary>
    private static byte[] PlacedJson()
    {
        VolumeDescription description = Description();
        VolumePack pack = description.Packs[0];
        return JsonSerializer.SerializeToUtf8Bytes(
            description with
            {
                DigestSector = DigestSector.Version,
                Packs = [pack with { Content = pack.Content with { OffsetBytes = IsoWriter.HeadBytes } }],
                Index = description.Index with { OffsetBytes = IsoWriter.HeadBytes },
            },
            VolumeJson.Default.VolumeDescription);
    }

    private static byte[] Digests() => DigestSector.Over(Volume, new IsoStructure(new byte[10], 5000, new byte[20]), [new VolumeFile("INDEX", 3, new string('0', 64)) { OffsetBytes = 20 }]).ToBytes();

    private static byte[] SealedJson()
    {
        KeySlot slot = new() { Kind = KeySlot.KeyFileKind, Name = "key file", Salt = new string('0', 32), Wrapped = new string('0', 120) };
        VolumeSealing sealing = new() { Cipher = VolumeSealing.Aes, Key = new StoreKeyId(1), Slots = [slot] };
        return JsonSerializer.SerializeToUtf8Bytes(
            new SealedDescription { Format = VolumeDescription.CurrentFormat, Volume = Volume, Created = DateTimeOffset.UnixEpoch, Sealing = sealing }, VolumeJson.Default.SealedDescription);
    }

    private static byte[] KeysJson()
    {
        KeyFileSecret secret = new(new StoreKey(new byte[32]), "fuzz");
        return JsonSerializer.SerializeToUtf8Bytes(
            new StoreKeyList { Format = 1, Active = secret.Id, Keys = [new StoreKeyRecord { Key = secret.Id, Created = DateTimeOffset.UnixEpoch, Slots = [secret.NewSlot()] }] },
            SealingJson.Default.StoreKeyList);
    }

    private static void ChunkFrames(ReadOnlySpan<byte> input)
    {
        if (ChunkFrame.TryDecode(input, Codec, out byte[] raw, out ChunkFrameHeader header, out _))
        {
            Check(ChunkId.Of(raw) == header.Id, "what is taken matches its id");
        }
        using AesGcm cipher = Key.Frames();
        byte[] frame = new byte[input.Length];
        _ = SealedFrame.TryOpen(input, cipher, frame);
    }

    private static void ReadManifest(ReadOnlySpan<byte> input)
    {
        try
        {
            using ManifestReader reader = ManifestReader.Open(new MemoryStream(input.ToArray()), "manifest");
            Check(reader.Entries().Count() == reader.EntryCount, "a manifest that is read has as many entries as it says");
        }
        catch (VolumeFormatException)
        {
            // Damage that is told.
        }
    }

    private static void ReadBlock(ReadOnlySpan<byte> input)
    {
        if (BlockDecoder.TryParse(input, 3, out List<ManifestEntry> entries, out _, out _))
        {
            Check(entries.All(entry => ManifestEntryRules.FindFault(entry) is null), "entries that are taken keep the rules");
        }
    }

    private static void ReadIso(ReadOnlySpan<byte> input)
    {
        byte[] bytes = new byte[(IsoFormat.SystemAreaSectors * IsoFormat.SectorBytes) + input.Length];
        input.CopyTo(bytes.AsSpan(IsoFormat.SystemAreaSectors * IsoFormat.SectorBytes));
        try
        {
            IsoReader reader = IsoReader.OpenAsync(new MemoryStream(bytes), "iso", CancellationToken.None).AsTask().GetAwaiter().GetResult();
            Check(reader.Files.Values.All(file => file.OffsetBytes >= 0 && file.OffsetBytes + file.LengthBytes <= bytes.Length), "files lie within the volume");
        }
        catch (VolumeFormatException)
        {
            // Damage that is told.
        }
    }

    /// <summary>With a digest that fits, so that what is behind it is tried too.</summary>
    private static void ReadIndex(ReadOnlySpan<byte> input)
    {
        byte[] bytes = [.. input, .. SHA256.HashData(input)];
        if (IndexCodec.TryParse(bytes, [1000, 2000], 0, out List<ChunkEntry>? entries, out _, out _))
        {
            Check(IndexCodec.ToBytes(entries).AsSpan().SequenceEqual(bytes), "an index survives the way out and back");
        }
    }

    private static void ReadSealedFile(ReadOnlySpan<byte> input)
    {
        try
        {
            using SealedFileStream stream = new(new MemoryStream(input.ToArray()), Key, "file", "file");
            stream.CopyTo(Stream.Null);
        }
        catch (VolumeFormatException)
        {
            // Damage that is told.
        }
    }

    /// <summary>With a digest that fits, as an index.</summary>
    private static void ReadDigests(ReadOnlySpan<byte> input)
    {
        byte[] bytes = [.. input, .. SHA256.HashData(input)];
        if (DigestSector.TryParse(bytes, 100_000, out DigestSector? digests))
        {
            Check(digests.Parts.All(part => part.OffsetBytes >= 0 && part.OffsetBytes + part.LengthBytes <= 100_000), "parts lie before the sector");
        }
    }

    /// <summary>By its directories, and by its digest sector.</summary>
    private static void ReadVolumes(ReadOnlySpan<byte> input)
    {
        byte[] json = input.ToArray();
        ReadVolume(json, hasDigests: false);
        ReadVolume(json, hasDigests: true);
    }

    private static void ReadVolume(byte[] json, bool hasDigests)
    {
        MemoryStream stream = VolumeBytes;
        stream.SetLength(0);
        IsoWriter writer = new(stream, "MONITAS_FUZZ", DateTimeOffset.UnixEpoch);
        List<VolumeFile> files = [];
        foreach ((string path, byte[] content) in ((string, byte[])[])[(VolumeNames.Description, json), ("INDEX", [1, 2, 3]), ("packs/p0000001.zst", [1, 2, 3])])
        {
            long offset = writer.BeginFileAsync(path, CancellationToken.None).AsTask().GetAwaiter().GetResult();
            writer.WriteAsync(content, CancellationToken.None).AsTask().GetAwaiter().GetResult();
            writer.EndFileAsync(CancellationToken.None).AsTask().GetAwaiter().GetResult();
            files.Add(new VolumeFile(path, content.Length, Convert.ToHexStringLower(SHA256.HashData(content))) { OffsetBytes = offset });
        }
        Func<IsoStructure, byte[]>? makeLastSector = hasDigests ? structure => DigestSector.Over(Volume, structure, files.Take(1)).ToBytes() : null;
        writer.FinishAsync(DateTimeOffset.UnixEpoch, makeLastSector, CancellationToken.None).AsTask().GetAwaiter().GetResult();
        try
        {
            StoreKeyRing keys = new();
            VolumeReader reader = VolumeReader.OpenAsync(stream, Volume, "volume", leaveOpen: true, sealing => keys.Open(Volume, sealing), CancellationToken.None).AsTask().GetAwaiter().GetResult();
            Check(reader.Description.Volume == Volume, "the volume that is opened is the one that was asked for");
            Check(reader.Map.Files.Values.All(file => file.OffsetBytes >= 0 && file.OffsetBytes + file.LengthBytes <= stream.Length), "files lie within the volume");
            _ = reader.ReadIndexAsync(CancellationToken.None).AsTask().GetAwaiter().GetResult();
        }
        catch (Exception e) when (e is VolumeFormatException or StoreKeyException)
        {
            // Damage, or a key that is not there: both are told.
        }
    }

    private static void ReadKeys(ReadOnlySpan<byte> input)
    {
        if (StoreKeyObject.TryParse(input) is { } list)
        {
            StoreKeyRing ring = new();
            ring.Load(list, [new KeyFileSecret(new StoreKey(new byte[32]), "fuzz")], sealNew: false);
        }
        _ = KeyText.TryParse(Encoding.UTF8.GetString(input), out _, out _);
    }
}
