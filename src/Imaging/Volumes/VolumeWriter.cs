using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Contracts.Ids;
using Monitas.Imaging.Iso;
using Monitas.Imaging.Manifests;
using Monitas.Imaging.Packs;
using Monitas.Imaging.Sealing;
using Monitas.Imaging.Stores;

namespace Monitas.Imaging.Volumes;

/// <summary>
/// Writes one volume: chunks into packs, manifests and layouts, and at the end what names them all. Nobody sees the volume before
/// <see cref="SealAsync(CancellationToken)"/> has returned; disposing it before removes all that was written. Order is the rule here: chunk bytes, then the
/// manifests that refer to them, then the index, then VOLUME.JSON, then the descriptors; flushed; read back and compared; named.
/// Thread safe: calls are taken one after the other.
/// </summary>
public sealed partial class VolumeWriter : IAsyncDisposable
{
    private readonly IStoreUpload _upload;
    private readonly VolumeSettings _settings;
    private readonly VolumeSealer? _sealer;
    private readonly DateTimeOffset _created;
    private readonly IsoWriter _iso;
    private readonly VolumeFileWriter _file;
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly Dictionary<ChunkId, ChunkEntry> _chunks = [];
    private readonly List<VolumePack> _packs = [];
    private readonly List<long> _packOffsets = [];
    private readonly List<VolumeArchive> _archives = [];
    private int _packChunks;
    private long _packRawBytes;
    private long _archiveJsonBytes;
    private readonly long _sealingJsonBytes;
    private bool _broken;
    private bool _sealed;

    private VolumeWriter(IStoreUpload upload, VolumeId id, DateTimeOffset now, VolumeSettings settings, VolumeSealer? sealer)
    {
        Id = id;
        _sealer = sealer;
        _sealingJsonBytes = sealer is null ? 0 : MeasureJson(JsonSerializer.SerializeToUtf8Bytes(sealer.Description, VolumeJson.Default.VolumeSealing));
        _upload = upload;
        _settings = settings;
        _created = now;
        _iso = new IsoWriter(upload.Content, VolumeNames.LabelOf(id), now);
        _file = new VolumeFileWriter(_iso, sealer?.Key);
    }

    /// <summary>The volume.</summary>
    public VolumeId Id { get; }

    /// <summary>The archives that the volume is to say are removed; to be set before it is sealed.</summary>
    public IReadOnlyList<ArchiveId> Removed { get; set; } = [];

    /// <summary>How many bytes the volume has so far.</summary>
    public long WrittenBytes => _iso.PositionBytes;

    /// <summary>How many chunks the volume has so far. To be asked between calls.</summary>
    public int ChunkCount => _chunks.Count;

    /// <summary>Begins a volume.</summary>
    /// <param name="store">Where it is to lie.</param>
    /// <param name="id">Its id.</param>
    /// <param name="now">The date of the volume.</param>
    /// <param name="settings">Null for the defaults.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="StoreFullException">The store is full; so may every other member throw. The volume can only be disposed then.</exception>
    public static async ValueTask<VolumeWriter> CreateAsync(
        IStore store, VolumeId id, DateTimeOffset now, VolumeSettings? settings, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(store);
        VolumeSealer? sealer = VolumeSealer.For(store, id);
        IStoreUpload upload = await store.BeginPutAsync(VolumeNames.OfVolume(id), cancellationToken).ConfigureAwait(false);
        return new VolumeWriter(upload, id, now, settings ?? new VolumeSettings(), sealer);
    }

    /// <summary>Has this chunk been appended?</summary>
    public async ValueTask<bool> ContainsAsync(ChunkId chunk, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        bool contains = _chunks.ContainsKey(chunk);
        _gate.Release();
        return contains;
    }

    /// <summary>Appends a chunk's frame, whose bytes the caller has checked; false when the volume has that chunk already.</summary>
    /// <exception cref="ArgumentException">It is not exactly one frame.</exception>
    /// <exception cref="VolumeFullException">The volume would not keep its limit. It can still be sealed.</exception>
    public async ValueTask<bool> AppendChunkAsync(ReadOnlyMemory<byte> frame, CancellationToken cancellationToken)
    {
        if (!ChunkFrameHeader.TryParse(frame.Span, out ChunkFrameHeader header, out ChunkFrameError why) || header.FrameLength != frame.Length)
        {
            throw new ArgumentException($"Not one chunk frame: {why}.", nameof(frame));
        }
        bool? added = await RunAsync<bool?>(async () =>
        {
            if (_chunks.ContainsKey(header.Id))
            {
                return false;
            }
            if (!HasRoomForChunk(frame.Length))
            {
                return null;
            }
            ReadOnlyMemory<byte> stored = _sealer is null ? frame : _sealer.SealFrame(frame.Span);
            await MakeRoomAsync(stored.Length, cancellationToken).ConfigureAwait(false);
            await WriteFrameAsync(header, stored, cancellationToken).ConfigureAwait(false);
            return true;
        }, cancellationToken).ConfigureAwait(false);
        return added ?? throw new VolumeFullException(Id, _settings.MaxVolumeBytes ?? 0);
    }

    /// <summary>Puts the manifest of an archive into the volume of which no other volume is said to be needed.</summary>
    /// <inheritdoc cref="PutManifestAsync(ArchiveId, Stream, ReadOnlyMemory{byte}, ReadOnlyMemory{byte}, IReadOnlyCollection{VolumeId}, CancellationToken)"/>
    public ValueTask PutManifestAsync(
        ArchiveId archive, Stream manifest, ReadOnlyMemory<byte> layoutJson, ReadOnlyMemory<byte> descriptionJson, CancellationToken cancellationToken) =>
        PutManifestAsync(archive, manifest, layoutJson, descriptionJson, [], cancellationToken);

    /// <summary>
    /// Puts an archive's manifest into the volume and reads it back. It is put even beyond the volume's limit: the caller has asked for room
    /// with <see cref="HasRoomForArchive"/>, or the volume is empty and no other would have more.
    /// </summary>
    /// <param name="archive">The archive.</param>
    /// <param name="manifest">The manifest's bytes, from where the stream stands to its end.</param>
    /// <param name="layoutJson">The machine's layout; may be empty.</param>
    /// <param name="descriptionJson">A JSON object with what the server wants to find again in VOLUME.JSON; may be empty.</param>
    /// <param name="otherVolumes">The other volumes that hold content of the archive.</param>
    /// <param name="cancellationToken">Ends the wait; the volume is not usable then.</param>
    /// <exception cref="VolumeFormatException">The manifest is not sound or is another archive's.</exception>
    /// <exception cref="ArgumentException">The description is not a JSON object.</exception>
    public async ValueTask PutManifestAsync(
        ArchiveId archive, Stream manifest, ReadOnlyMemory<byte> layoutJson, ReadOnlyMemory<byte> descriptionJson,
        IReadOnlyCollection<VolumeId> otherVolumes, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        ArgumentNullException.ThrowIfNull(otherVolumes);
        JsonElement description = ParseObject(descriptionJson);
        await RunAsync(async () =>
        {
            await EndPackAsync(cancellationToken).ConfigureAwait(false);
            VolumeFile manifestFile = await _file.WriteFileAsync(VolumeNames.OfManifest(archive), manifest, cancellationToken).ConfigureAwait(false);
            VolumeArchive record = ReadBack(archive, manifestFile, _file.OffsetBytes);
            VolumeFile? layout = layoutJson.IsEmpty
                ? null
                : await _file.WriteFileAsync(VolumeNames.OfLayout(archive), layoutJson, cancellationToken).ConfigureAwait(false);
            record = record with { Layout = layout, Volumes = [.. otherVolumes.Where(id => id != Id), Id], Description = description };
            _archives.Add(record);
            _archiveJsonBytes += MeasureJson(JsonSerializer.SerializeToUtf8Bytes(record, VolumeJson.Default.VolumeArchive));
            return true;
        }, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Closes the volume unfinished and leaves it for <see cref="ResumeAsync"/>. Nothing but disposing may follow.</summary>
    public ValueTask SuspendAsync() => _upload.SuspendAsync();

    /// <summary>Removes the volume unless it was sealed or suspended.</summary>
    public async ValueTask DisposeAsync()
    {
        await _upload.DisposeAsync().ConfigureAwait(false);
        _sealer?.Dispose();
        _file.Dispose();
        _gate.Dispose();
    }

    private static JsonElement ParseObject(ReadOnlyMemory<byte> json)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json.IsEmpty ? "{}"u8.ToArray() : json);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? document.RootElement.Clone()
                : throw new ArgumentException("The description is not a JSON object.", nameof(json));
        }
        catch (JsonException error)
        {
            throw new ArgumentException("The description is not a JSON object.", nameof(json), error);
        }
    }

    private VolumeArchive ReadBack(ArchiveId archive, VolumeFile file, long offsetBytes)
    {
        string name = $"{VolumeNames.OfVolume(Id)}:{file.File}";
        long end = _upload.Content.Position;
        Stream content = new RangeStream(_upload.Content, offsetBytes, file.LengthBytes, leaveOpen: true);
        content = _sealer is null ? content : new SealedFileStream(content, _sealer.Key, file.File, name);
        using ManifestReader reader = ManifestReader.Open(content, name);
        _upload.Content.Position = end;
        if (reader.Header.Archive != archive)
        {
            throw new VolumeFormatException(name, 0, $"the manifest of archive {archive}", $"that of {reader.Header.Archive}");
        }
        return new VolumeArchive
        {
            Archive = archive,
            Machine = reader.Header.Machine,
            MachineName = reader.Header.MachineName,
            Created = reader.Header.Created,
            EntryCount = reader.EntryCount,
            TotalBytes = reader.TotalBytes,
            Manifest = file,
        };
    }

    /// <summary>Writes a frame, sealed if the volume is, to the open pack and notes where it lies.</summary>
    private async ValueTask WriteFrameAsync(ChunkFrameHeader header, ReadOnlyMemory<byte> frame, CancellationToken cancellationToken)
    {
        ChunkEntry entry = new(header.Id, _packs.Count + 1, _file.LengthBytes, frame.Length, header.RawLength);
        await _file.WriteAsync(frame, cancellationToken).ConfigureAwait(false);
        _chunks.Add(header.Id, entry);
        _packChunks++;
        _packRawBytes += header.RawLength;
    }

    private async ValueTask MakeRoomAsync(int frameLength, CancellationToken cancellationToken)
    {
        if (_file.IsOpen && _file.LengthBytes + frameLength > _settings.MaxPackBytes)
        {
            await EndPackAsync(cancellationToken).ConfigureAwait(false);
        }
        if (!_file.IsOpen)
        {
            await _file.BeginPackAsync(_packs.Count + 1, cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask EndPackAsync(CancellationToken cancellationToken)
    {
        if (_file.IsOpen)
        {
            VolumeFile file = await _file.EndAsync(cancellationToken).ConfigureAwait(false);
            _packs.Add(new VolumePack { Number = _packs.Count + 1, Content = file, Chunks = _packChunks, RawBytes = _packRawBytes });
            _packOffsets.Add(_file.OffsetBytes);
            _packChunks = 0;
            _packRawBytes = 0;
        }
    }

    /// <summary>One call at a time; after a failed one nothing more is written.</summary>
    private async ValueTask<T> RunAsync<T>(Func<ValueTask<T>> action, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_broken || _sealed)
            {
                throw new InvalidOperationException("The volume is sealed, or an earlier write to it failed.");
            }
            _broken = true;
            T result = await action().ConfigureAwait(false);
            _broken = false;
            return result;
        }
        finally
        {
            _gate.Release();
        }
    }
}
