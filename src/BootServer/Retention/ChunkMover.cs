using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Threading;
using System.Threading.Tasks;
using Monitas.BootServer.Backups;
using Monitas.Catalog;
using Monitas.Catalog.Records;
using Monitas.Contracts.Ids;
using Monitas.Imaging;
using Monitas.Imaging.Packs;
using Monitas.Imaging.Volumes;

namespace Monitas.BootServer.Retention;

/// <summary>Copies what counts in volumes into the new one of a compaction. What turns out to be damaged stays where it is, and its volume with it.</summary>
internal sealed class ChunkMover(ICatalog catalog, VolumeStore volumes, ManifestCache manifests, FrameVerifier verifier)
{
    /// <summary>Copies the chunks that are found in these volumes, after the dead ones were forgotten.</summary>
    public async Task MoveChunksAsync(IReadOnlyList<VolumeUse> batch, Move move, CancellationToken cancellationToken)
    {
        foreach (VolumeUse use in batch)
        {
            VolumeId volume = use.Volume.Id;
            await using VolumeReader reader = await VolumeReader.OpenAsync(volumes.Store, volume, cancellationToken).ConfigureAwait(false);
            IReadOnlyList<ChunkEntry> entries = await reader.ReadIndexAsync(cancellationToken).ConfigureAwait(false);
            foreach (ChunkEntry entry in entries.OrderBy(entry => entry.Pack).ThenBy(entry => entry.OffsetBytes))
            {
                if (!volumes.Index.TryLocate(entry.Id, out ChunkLocation location) || location.Volume != volume)
                {
                    continue;
                }
                byte[] frame = await reader.ReadFrameAsync(location, cancellationToken).ConfigureAwait(false);
                if (await IsSoundAsync(frame, entry.Id, cancellationToken).ConfigureAwait(false))
                {
                    await move.PutChunkAsync(entry.Id, frame, cancellationToken).ConfigureAwait(false);
                }
                else
                {
                    volumes.Index.MarkDamaged(entry.Id, volume);
                    move.Stuck[volume] = $"the chunk {entry.Id} in it (pack {entry.Pack}, byte {location.OffsetBytes}) is damaged.";
                }
            }
        }
    }

    /// <summary>Copies the manifests of the archives whose home these volumes are.</summary>
    /// <param name="batch">The volumes.</param>
    /// <param name="places">In which volumes archives will lie.</param>
    /// <param name="move">The new volume.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public async Task MoveManifestsAsync(
        IReadOnlyList<VolumeUse> batch, IReadOnlyDictionary<ArchiveId, IReadOnlyList<VolumeId>> places, Move move, CancellationToken cancellationToken)
    {
        ILookup<VolumeId, ArchiveRecord> homes = catalog.ListArchives().ToLookup(archive => archive.Volume);
        foreach (VolumeUse use in batch)
        {
            await using VolumeReader reader = await VolumeReader.OpenAsync(volumes.Store, use.Volume.Id, cancellationToken).ConfigureAwait(false);
            foreach (ArchiveRecord archive in homes[use.Volume.Id])
            {
                try
                {
                    await MoveAsync(reader, archive with { Volumes = places.GetValueOrDefault(archive.Id) ?? archive.Volumes }, move, cancellationToken).ConfigureAwait(false);
                }
                catch (Exception e) when (e is VolumeFormatException or KeyNotFoundException or FileNotFoundException)
                {
                    move.Stuck[use.Volume.Id] = $"the manifest of archive {archive.Number} of machine {archive.Machine} cannot be moved: {e.Message}";
                }
            }
        }
    }

    private async Task MoveAsync(VolumeReader reader, ArchiveRecord archive, Move move, CancellationToken cancellationToken)
    {
        VolumeArchive stored = reader.Description.Archives.FirstOrDefault(one => one.Archive == archive.Id)
            ?? throw new KeyNotFoundException($"The volume {reader.Description.Volume} does not hold it.");
        byte[] layout = await reader.ReadLayoutAsync(archive.Id, cancellationToken).ConfigureAwait(false);
        VolumeId[] others = [.. archive.Volumes.Where(volume => volume != move.Volume)];
        byte[] description = ArchiveDescription.Of(archive with { Volumes = others }, stored.MachineName, catalog.FindMachine(archive.Machine)).ToJson();
        await using Stream manifest = await OpenSoundAsync(reader, archive, stored, cancellationToken).ConfigureAwait(false);
        await move.PutManifestAsync(archive.Id, manifest, layout, description, others, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The manifest as it was sealed: from the volume or, when that is damaged, from the cache.</summary>
    private async Task<Stream> OpenSoundAsync(VolumeReader reader, ArchiveRecord archive, VolumeArchive stored, CancellationToken cancellationToken)
    {
        Stream original = reader.OpenManifest(archive.Id);
        if (await DigestAsync(original, cancellationToken).ConfigureAwait(false) == stored.Manifest.Sha256)
        {
            return original;
        }
        FileStream cached = await manifests.OpenAsync(archive, cancellationToken).ConfigureAwait(false);
        if (await DigestAsync(cached, cancellationToken).ConfigureAwait(false) == stored.Manifest.Sha256)
        {
            return cached;
        }
        await cached.DisposeAsync().ConfigureAwait(false);
        throw new VolumeFormatException($"{VolumeNames.OfVolume(reader.Description.Volume)}:{stored.Manifest.File}", 0, $"SHA-256 {stored.Manifest.Sha256}", "another");
    }

    private static async Task<string> DigestAsync(Stream stream, CancellationToken cancellationToken)
    {
        string digest = Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellationToken).ConfigureAwait(false));
        stream.Position = 0;
        return digest;
    }

    private async Task<bool> IsSoundAsync(byte[] frame, ChunkId chunk, CancellationToken cancellationToken) =>
        await verifier.VerifyAsync(frame, cancellationToken).ConfigureAwait(false) == ChunkFrameError.None
        && ChunkFrameHeader.TryParse(frame, out ChunkFrameHeader header, out _) && header.Id == chunk;
}
