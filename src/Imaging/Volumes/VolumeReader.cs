using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Contracts.Ids;
using Monitas.Imaging.Iso;
using Monitas.Imaging.Sealing;
using Monitas.Imaging.Sealing.Wire;
using Monitas.Imaging.Volumes.Wire;

namespace Monitas.Imaging.Volumes;

/// <summary>
/// Reads a sealed volume. Opening reads its digest sector, or its directories when it has none that is sound, and VOLUME.JSON, and checks that
/// every file named there is in the volume with that length. VOLUME.JSON and INDEX are read from their copies when they are damaged. Not thread safe. All members throw <see cref="VolumeFormatException"/> on damaged bytes.
/// </summary>
public sealed partial class VolumeReader : IAsyncDisposable
{
    private const int MaxDescriptionBytes = 64 * 1024 * 1024;
    private const int MaxLayoutBytes = 16 * 1024 * 1024;

    private readonly Stream _stream;
    private readonly string _name;
    private readonly bool _leaveOpen;
    private readonly List<VolumeDamage> _damage = [];
    private VolumeKey? _key;

    private VolumeReader(Stream stream, string name, bool leaveOpen, VolumeMap map)
    {
        _stream = stream;
        _name = name;
        _leaveOpen = leaveOpen;
        Map = map;
        Description = null!;
    }

    /// <summary>What the volume holds.</summary>
    public VolumeDescription Description { get; private set; }

    /// <summary>The length of the whole volume in bytes.</summary>
    public long LengthBytes => _stream.Length;

    /// <summary>Opens a manifest; the stream is good until this reader is disposed or used otherwise.</summary>
    /// <exception cref="KeyNotFoundException">The volume does not have that archive.</exception>
    public Stream OpenManifest(ArchiveId archive)
    {
        string file = Find(archive).Manifest.File;
        return _key is null ? OpenFile(file) : new SealedFileStream(OpenFile(file), _key, file, $"{_name}:{file}");
    }

    /// <summary>The machine's layout at an archive (JSON); empty when there is none. Checked against its digest.</summary>
    /// <exception cref="KeyNotFoundException">The volume does not have that archive.</exception>
    public async ValueTask<byte[]> ReadLayoutAsync(ArchiveId archive, CancellationToken cancellationToken)
    {
        if (Find(archive).Layout is not VolumeFile layout)
        {
            return [];
        }
        string digest = await VolumeFiles.HashAsync(OpenFile(layout.File), cancellationToken).ConfigureAwait(false);
        return digest == layout.Sha256
            ? await ReadFileAsync(layout.File, MaxLayoutBytes, cancellationToken).ConfigureAwait(false)
            : throw Damaged(layout.File, 0, $"SHA-256 {layout.Sha256}", digest);
    }

    /// <summary>Reads and checks the chunk index, in order of ids; from its copy when it is damaged.</summary>
    public ValueTask<IReadOnlyList<ChunkEntry>> ReadIndexAsync(CancellationToken cancellationToken) =>
        ReadEitherAsync(Description.Index.File, Stored(VolumeNames.IndexCopy), Array.MaxLength, ParseIndex, cancellationToken);

    /// <summary>The same without looking at the copy.</summary>
    internal async ValueTask<IReadOnlyList<ChunkEntry>> ReadStoredIndexAsync(CancellationToken cancellationToken) =>
        ParseIndex(await ReadFileAsync(Description.Index.File, Array.MaxLength, cancellationToken).ConfigureAwait(false));

    /// <summary>Where an entry of this volume's index lies in the store.</summary>
    public ChunkLocation Locate(ChunkEntry entry)
    {
        IsoFile pack = Map.Files[Description.Packs[entry.Pack - 1].Content.File];
        return new ChunkLocation(Description.Volume, entry.Pack, pack.OffsetBytes + entry.OffsetBytes, entry.FrameLength, entry.RawLength);
    }

    /// <summary>Reads one chunk frame, opened if it is sealed; not unpacked or checked.</summary>
    public async ValueTask<byte[]> ReadFrameAsync(ChunkLocation location, CancellationToken cancellationToken)
    {
        byte[] frame = new byte[location.FrameLength];
        _stream.Position = location.OffsetBytes;
        await _stream.ReadExactlyAsync(frame, cancellationToken).ConfigureAwait(false);
        if (_key is null)
        {
            return frame;
        }
        byte[] plain = new byte[Math.Max(0, frame.Length - SealedFrame.OverheadBytes)];
        using AesGcm cipher = _key.Frames();
        return SealedFrame.TryOpen(frame, cipher, plain) ? plain : throw new VolumeFormatException(_name, location.OffsetBytes, "a sealed chunk frame", "other bytes");
    }

    /// <summary>Has the volume digests of all that it holds? Those of older programs have none of descriptors, directories and the pages for people.</summary>
    public bool HasDigests => Map.Digests is not null;

    /// <summary>Closes the volume.</summary>
    public ValueTask DisposeAsync() => _leaveOpen ? ValueTask.CompletedTask : _stream.DisposeAsync();

    /// <summary>Where the volume's files lie.</summary>
    internal VolumeMap Map { get; }

    /// <summary>The damage that this reader came across and read around.</summary>
    internal IReadOnlyList<VolumeDamage> Damage => _damage;

    /// <summary>The volume's key; null when it is not sealed.</summary>
    internal VolumeKey? Key => _key;

    /// <summary>A file of the volume as it is stored, as a stream; it moves this reader's.</summary>
    internal Stream OpenFile(string path)
    {
        IsoFile file = Map.Files[path];
        return new RangeStream(_stream, file.OffsetBytes, file.LengthBytes, leaveOpen: true);
    }

    /// <summary>What checks all that VOLUME.JSON has no digests of.</summary>
    internal VolumeStructure OpenStructure() => new(_stream, Map);

    /// <summary>Where a file begins in the volume.</summary>
    internal long OffsetOf(string path) => Map.Files[path].OffsetBytes;

    private void Note(VolumeDamage damage) => _damage.Add(damage);

    private string Stored(string path) => _key is null ? path : path + VolumeNames.SealedSuffix;

    private IReadOnlyList<ChunkEntry> ParseIndex(byte[] bytes)
    {
        List<long> packLengths = Description.Packs.Select(pack => pack.Content.LengthBytes).ToList();
        return IndexCodec.TryParse(bytes, packLengths, _key is null ? 0 : SealedFrame.OverheadBytes, out List<ChunkEntry>? entries, out string fault, out long at)
            ? entries
            : throw Damaged(VolumeNames.Index, at, "a sound chunk index", fault);
    }

    private VolumeArchive Find(ArchiveId archive) =>
        Description.Archives.FirstOrDefault(candidate => candidate.Archive == archive)
        ?? throw new KeyNotFoundException($"The volume {Description.Volume} does not hold the manifest of archive {archive}.");

    private async ValueTask<byte[]> ReadFileAsync(string path, int maxLength, CancellationToken cancellationToken)
    {
        if (!Map.Files.TryGetValue(path, out IsoFile? file) || file.LengthBytes > maxLength)
        {
            throw Damaged(path, 0, $"a file of at most {maxLength} bytes", file is null ? "none" : $"{file.LengthBytes} bytes");
        }
        await using Stream stored = OpenFile(path);
        await using Stream plain = _key is null ? stored : new SealedFileStream(stored, _key, path, $"{_name}:{path}");
        byte[] bytes = new byte[plain.Length];
        await plain.ReadExactlyAsync(bytes, cancellationToken).ConfigureAwait(false);
        return bytes;
    }

    private VolumeFormatException Damaged(string file, long offsetBytes, string expected, string actual) =>
        new($"{_name}:{file}", offsetBytes, expected, actual);
}
