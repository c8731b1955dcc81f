using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Monitas.BootServer.Backups;
using Monitas.Catalog.Records;
using Monitas.Contracts.Ids;
using Monitas.Contracts.Messages;
using Monitas.Imaging;
using Monitas.Imaging.Manifests;

namespace Monitas.BootServer.Api;

/// <summary>Opens manifests to answer the sysadmin, who is told when one cannot be read.</summary>
internal static class ArchiveManifests
{
    /// <summary>Opens an archive's manifest; the caller disposes it.</summary>
    /// <exception cref="ApiException">It cannot be read.</exception>
    public static Task<ManifestReader> ReadAsync(this ManifestCache manifests, ArchiveRecord archive, CancellationToken cancellationToken) =>
        ReadAsync(manifests.OpenAsync(archive, cancellationToken), archive.Number, archive.Volume);

    /// <inheritdoc cref="ReadAsync(ManifestCache, ArchiveRecord, CancellationToken)"/>
    public static Task<ManifestReader> ReadAsync(this ManifestCache manifests, ArchiveSummary archive, CancellationToken cancellationToken) =>
        ReadAsync(manifests.OpenAsync(archive, cancellationToken), archive.Number, archive.Volume);

    private static async Task<ManifestReader> ReadAsync(Task<FileStream> opening, int number, VolumeId volume)
    {
        try
        {
            FileStream file = await opening;
            return ManifestReader.Open(file, file.Name);
        }
        catch (Exception e) when (e is IOException or VolumeFormatException or KeyNotFoundException)
        {
            throw new ApiException(ErrorCode.Corrupt, $"The manifest of archive {number} cannot be read from volume {volume}: {e.Message}");
        }
    }
}
