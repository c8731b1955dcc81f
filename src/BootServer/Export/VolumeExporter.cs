using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Monitas.BootServer.Api;
using Monitas.BootServer.Backups;
using Monitas.Catalog.Records;
using Monitas.Contracts.Ids;
using Monitas.Contracts.Messages;
using Monitas.Imaging;
using Monitas.Imaging.Manifests;
using Monitas.Imaging.Packs;
using Monitas.Imaging.Stores;
using Monitas.Imaging.Volumes;

namespace Monitas.BootServer.Export;

/// <summary>Writes one archive as a volume set of its own: only the chunks that it uses, each checked, and its manifest. Another store can take it in.</summary>
internal sealed class VolumeExporter(VolumeStore volumes, ManifestCache manifests, FrameVerifier verifier, VolumeSettings settings, TimeProvider clock)
{
    /// <summary>Writes the volumes into a directory, which is made when it is not there and must be empty.</summary>
    /// <exception cref="ApiException">The directory cannot be used or is full, or content is missing or damaged.</exception>
    public async Task<ExportReply> WriteAsync(MachineRecord machine, ArchiveRecord archive, string directory, CancellationToken cancellationToken)
    {
        try
        {
            if (Directory.Exists(directory) && Directory.EnumerateFileSystemEntries(directory).Any())
            {
                throw ApiException.BadRequest($"{directory} is not empty: name a new directory.");
            }
            IReadOnlyList<SealedVolume> written = await WriteVolumesAsync(machine, archive, new DirectoryStore(directory), cancellationToken);
            return new ExportReply(directory, [.. written.Select(volume => VolumeNames.OfVolume(volume.Description.Volume))], written.Sum(volume => volume.LengthBytes));
        }
        catch (StoreFullException e)
        {
            throw new ApiException(ErrorCode.StoreFull, $"There is no room left in {directory}: {e.Message}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or VolumeFormatException or KeyNotFoundException)
        {
            throw new ApiException(ErrorCode.Corrupt, $"The archive could not be written to {directory}: {e.Message}");
        }
    }

    /// <summary>All volumes or none: what was written before a failure is removed.</summary>
    private async Task<IReadOnlyList<SealedVolume>> WriteVolumesAsync(MachineRecord machine, ArchiveRecord archive, DirectoryStore target, CancellationToken cancellationToken)
    {
        await using VolumeSet set = new(target, settings, archive.Machine, clock);
        try
        {
            await using FileStream manifest = await manifests.OpenAsync(archive, cancellationToken);
            using (ManifestReader reader = ManifestReader.Open(manifest, manifest.Name, leaveOpen: true))
            {
                await WriteChunksAsync(machine, archive, reader, set, cancellationToken);
            }
            manifest.Position = 0;
            byte[] layout = archive.Layout is null ? [] : JsonSerializer.SerializeToUtf8Bytes(archive.Layout, ContractsJson.Default.MachineLayout);
            await set.CompleteAsync(
                archive.Id, manifest, layout, others => ArchiveDescription.Of(archive with { Volumes = others }, machine.Name, machine).ToJson(), cancellationToken);
            return set.Sealed;
        }
        catch
        {
            foreach (SealedVolume volume in set.Sealed)
            {
                await target.DeleteAsync(VolumeNames.OfVolume(volume.Description.Volume), CancellationToken.None);
            }
            throw;
        }
    }

    private async Task WriteChunksAsync(MachineRecord machine, ArchiveRecord archive, ManifestReader manifest, VolumeSet set, CancellationToken cancellationToken)
    {
        ChunkSource source = new(volumes.Store, volumes.Index);
        foreach (ChunkId chunk in manifest.ChunkIds().Distinct())
        {
            byte[] frame = await source.ReadFrameAsync(chunk, cancellationToken);
            if (await verifier.VerifyAsync(frame, cancellationToken) is not ChunkFrameError.None and ChunkFrameError why)
            {
                throw new ApiException(ErrorCode.Corrupt, $"The chunk {chunk} is damaged ({why}): monitas-server archive verify {machine.Name} {archive.Number} says more.");
            }
            await set.AppendAsync(frame, cancellationToken);
        }
    }
}
