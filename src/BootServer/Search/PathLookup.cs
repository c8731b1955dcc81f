using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Monitas.BootServer.Api;
using Monitas.BootServer.Backups;
using Monitas.Catalog.Records;
using Monitas.Contracts.Ids;
using Monitas.Contracts.Messages;
using Monitas.Imaging;
using Monitas.Imaging.Manifests;

namespace Monitas.BootServer.Search;

/// <summary>Looks one path up in many archives. A block that several archives have in common is read once. Not thread-safe.</summary>
/// <param name="indexes">Knows which block of a manifest holds the path.</param>
/// <param name="manifests">Where manifests lie.</param>
/// <param name="path">The path.</param>
internal sealed class PathLookup(IndexCache indexes, ManifestCache manifests, byte[] path) : IDisposable
{
    private readonly ManifestProbe _probe = new();
    private readonly Dictionary<ChunkId, ManifestEntry?> _seen = [];

    /// <summary>The archive's entry; null when it does not hold the path.</summary>
    /// <exception cref="ApiException">The manifest cannot be read.</exception>
    public async ValueTask<ManifestEntry?> FindAsync(ArchiveSummary archive, CancellationToken cancellationToken)
    {
        try
        {
            return await TryFindAsync(archive, cancellationToken);
        }
        catch (VolumeFormatException)
        {
            // The cached copy is damaged: the volume has the original.
            indexes.Forget(archive.Id);
            manifests.Drop(archive.Id);
        }
        catch (FileNotFoundException)
        {
            // A deletion of the archive or a cleaning of the cache came in between; the second time decides.
            indexes.Forget(archive.Id);
        }
        try
        {
            return await TryFindAsync(archive, cancellationToken);
        }
        catch (Exception e) when (e is VolumeFormatException or IOException or KeyNotFoundException)
        {
            throw new ApiException(ErrorCode.Corrupt, $"The manifest of archive {archive.Number} cannot be read from volume {archive.Volume}: {e.Message}");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _probe.Dispose();

    private async ValueTask<ManifestEntry?> TryFindAsync(ArchiveSummary archive, CancellationToken cancellationToken)
    {
        ManifestIndex index = await indexes.GetAsync(archive, cancellationToken);
        int block = index.FindBlock(path);
        if (block < 0)
        {
            return null;
        }
        ChunkId digest = index.Digest(block);
        if (!_seen.TryGetValue(digest, out ManifestEntry? entry))
        {
            await using FileStream file = await manifests.OpenAsync(archive, cancellationToken);
            entry = _probe.Find(file.SafeFileHandle, file.Name, index, block, path);
            _seen[digest] = entry;
        }
        return entry;
    }
}
