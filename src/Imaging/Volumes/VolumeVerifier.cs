using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Contracts.Ids;
using Monitas.Imaging.Compression;
using Monitas.Imaging.Manifests;
using Monitas.Imaging.Packs;
using Monitas.Imaging.Sealing;
using Monitas.Imaging.Sealing.Wire;
using Monitas.Imaging.Stores;

namespace Monitas.Imaging.Volumes;

/// <summary>
/// Reads a whole volume again: unpacks and hashes every chunk, reads every entry of every manifest, compares every file and all that
/// leads to them with its digest, and goes on after damage, so that the report names all of it.
/// </summary>
public sealed class VolumeVerifier
{
    private const string WithoutDigests =
        "The volume was written by an older version, which stored no digests of descriptors, directories, README.TXT and EXTRACT.PY: these were not checked.";

    private readonly VolumeReader _reader;
    private readonly IProgress<long>? _progress;
    private readonly List<VolumeDamage> _damage = [];
    private readonly byte[] _frame = new byte[ChunkFrame.MaxLength(ChunkFrameHeader.MaxRawLength) + SealedFrame.OverheadBytes];
    private readonly byte[] _raw = new byte[ChunkFrameHeader.MaxRawLength];
    private long _chunks;
    private long _bytes;

    private VolumeVerifier(VolumeReader reader, IProgress<long>? progress)
    {
        _reader = reader;
        _progress = progress;
    }

    /// <summary>Verifies one volume of a store.</summary>
    /// <param name="store">The store.</param>
    /// <param name="volume">The volume.</param>
    /// <param name="progress">Is told the bytes read so far, now and then.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="IOException">The store cannot be read at all; damage is reported, not thrown.</exception>
    public static Task<VolumeReport> VerifyAsync(IStore store, VolumeId volume, IProgress<long>? progress, CancellationToken cancellationToken) =>
        VerifyAsync(store, volume, null, progress, null, cancellationToken);

    /// <summary>Verifies one volume of a store, or goes on with that.</summary>
    /// <param name="store">The store.</param>
    /// <param name="volume">The volume.</param>
    /// <param name="from">Where it goes on; null for the begin.</param>
    /// <param name="progress">Is told the bytes read so far, those before <paramref name="from"/> among them, now and then.</param>
    /// <param name="passed">Is told after each pack where it could go on. What it throws ends the work.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="IOException">The store cannot be read at all; damage is reported, not thrown.</exception>
    public static async Task<VolumeReport> VerifyAsync(
        IStore store, VolumeId volume, VerifyPoint? from, IProgress<long>? progress, Action<VerifyPoint>? passed, CancellationToken cancellationToken)
    {
        VolumeReader reader;
        try
        {
            reader = await VolumeReader.OpenStoredAsync(store, volume, cancellationToken).ConfigureAwait(false);
        }
        catch (VolumeFormatException error)
        {
            return new VolumeReport(volume, 0, 0, [new VolumeDamage("", error.OffsetBytes, error.Message, null)]);
        }
        await using (reader)
        {
            VolumeVerifier verifier = new(reader, progress);
            await verifier.VerifyAsync(from, passed, cancellationToken).ConfigureAwait(false);
            // What is found in a part in several ways is told as it was found first, which says most.
            return new VolumeReport(volume, verifier._chunks, verifier._bytes, [.. verifier._damage.DistinctBy(one => (one.File, one.OffsetBytes, one.Chunk))])
            {
                Unchecked = reader.Description.DigestSector is null ? WithoutDigests : "",
            };
        }
    }

    private async Task VerifyAsync(VerifyPoint? from, Action<VerifyPoint>? passed, CancellationToken cancellationToken)
    {
        VolumeDescription description = _reader.Description;
        if (from is not null)
        {
            (_chunks, _bytes) = (from.Chunks, from.Bytes);
            // The index is read again, and what is wrong with it found again.
            _damage.AddRange(from.Damage.Where(one => one.File != description.Index.File));
        }
        ILookup<int, ChunkEntry> entries = (await ReadIndexAsync(cancellationToken).ConfigureAwait(false)).ToLookup(entry => entry.Pack);
        _damage.AddRange(_reader.Damage);
        using ZstdCodec codec = new();
        foreach ((int index, VolumePack pack) in description.Packs.Index().Skip(from?.Packs ?? 0))
        {
            await VerifyPackAsync(pack, entries[pack.Number].OrderBy(entry => entry.OffsetBytes), codec, cancellationToken).ConfigureAwait(false);
            passed?.Invoke(new VerifyPoint
            {
                Packs = index + 1,
                OffsetBytes = _reader.OffsetOf(pack.Content.File) + pack.Content.LengthBytes,
                Chunks = _chunks,
                Bytes = _bytes,
                Damage = [.. _damage],
            });
        }
        foreach (VolumeArchive archive in description.Archives)
        {
            VerifyManifest(archive, cancellationToken);
        }
        foreach (VolumeFile file in VolumeFiles.Of(description).Skip(description.Packs.Count))
        {
            string digest = await VolumeFiles.HashAsync(_reader.OpenFile(file.File), cancellationToken).ConfigureAwait(false);
            CheckDigest(file, digest);
            Count(file.LengthBytes);
        }
        VolumeStructure structure = _reader.OpenStructure();
        _damage.AddRange(await structure.FindDamageAsync(cancellationToken).ConfigureAwait(false));
        Count(structure.BytesRead);
    }

    private async Task<IReadOnlyList<ChunkEntry>> ReadIndexAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _reader.ReadIndexAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (VolumeFormatException error)
        {
            Report(_reader.Description.Index.File, error.OffsetBytes, error.Message, null);
            return [];
        }
    }

    /// <summary>Reads a pack from start to end; the index says where frames are, so that a damaged one does not hide the next.</summary>
    private async Task VerifyPackAsync(VolumePack pack, IEnumerable<ChunkEntry> entries, ZstdCodec codec, CancellationToken cancellationToken)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await using Stream stream = _reader.OpenFile(pack.Content.File);
        using VolumeOpener? opener = _reader.Key is { } key ? new VolumeOpener(key) : null;
        foreach (ChunkEntry entry in entries)
        {
            if (entry.OffsetBytes != stream.Position)
            {
                Report(pack.Content.File, stream.Position, $"bytes up to {entry.OffsetBytes} of the pack belong to no chunk or to two", null);
                break;
            }
            Memory<byte> bytes = _frame.AsMemory(0, entry.FrameLength);
            await stream.ReadExactlyAsync(bytes, cancellationToken).ConfigureAwait(false);
            hash.AppendData(bytes.Span);
            ReadOnlyMemory<byte> plain = bytes;
            if (opener is not null && !opener.TryOpenFrame(bytes.Span, out plain))
            {
                Report(pack.Content.File, entry.OffsetBytes, "the sealed chunk frame is damaged", entry.Id);
            }
            else if (!ChunkFrame.TryDecode(plain.Span, codec, _raw, out ChunkFrameHeader header, out ChunkFrameError why) || header.Id != entry.Id)
            {
                string what = why == ChunkFrameError.None ? "another chunk stands in its place" : new ChunkFrameException(why, entry.OffsetBytes).Message;
                Report(pack.Content.File, entry.OffsetBytes, what, entry.Id);
            }
            _chunks++;
            Count(entry.FrameLength);
        }
        string digest = await HashRestAsync(stream, hash, cancellationToken).ConfigureAwait(false);
        CheckDigest(pack.Content, digest);
    }

    private async Task<string> HashRestAsync(Stream stream, IncrementalHash hash, CancellationToken cancellationToken)
    {
        byte[] buffer = new byte[1024 * 1024];
        int read;
        while ((read = await stream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0)
        {
            hash.AppendData(buffer, 0, read);
            Count(read);
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private void VerifyManifest(VolumeArchive archive, CancellationToken cancellationToken)
    {
        string file = archive.Manifest.File;
        try
        {
            using ManifestReader manifest = ManifestReader.Open(_reader.OpenManifest(archive.Archive), file);
            for (int block = 0; block < manifest.BlockCount; block++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                VerifyBlock(manifest, block, archive);
            }
        }
        catch (VolumeFormatException error)
        {
            Report(file, error.OffsetBytes, $"{error.Message} That hits all {archive.EntryCount} entries of archive {archive.Archive}", null);
        }
    }

    private void VerifyBlock(ManifestReader manifest, int block, VolumeArchive archive)
    {
        try
        {
            manifest.ReadBlock(block);
        }
        catch (VolumeFormatException error)
        {
            string hit = manifest.RangeOf(block).ToDisplay();
            Report(archive.Manifest.File, error.OffsetBytes, $"{error.Message} That hits {hit} of archive {archive.Archive}", null);
        }
    }

    private void CheckDigest(VolumeFile file, string digest)
    {
        if (digest != file.Sha256)
        {
            Report(file.File, 0, $"its SHA-256 is {digest}; VOLUME.JSON says {file.Sha256}", null);
        }
    }

    private void Report(string file, long offsetInFile, string what, ChunkId? chunk) =>
        _damage.Add(new VolumeDamage(file, _reader.OffsetOf(file) + offsetInFile, what, chunk));

    private void Count(long bytes)
    {
        _bytes += bytes;
        _progress?.Report(_bytes);
    }
}
