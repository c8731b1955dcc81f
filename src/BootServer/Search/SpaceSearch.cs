using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Monitas.BootServer.Api;
using Monitas.BootServer.Backups;
using Monitas.Catalog.Records;
using Monitas.Contracts.Ids;
using Monitas.Imaging.Manifests;

namespace Monitas.BootServer.Search;

/// <summary>What takes the space of an archive: the biggest entries of a directory with all below them, and the biggest files.</summary>
internal sealed class SpaceSearch(OwnChunks ownChunks, ManifestCache manifests, VolumeStore volumes)
{
    /// <summary>Adds up what lies below a directory.</summary>
    /// <param name="archive">The archive.</param>
    /// <param name="directory">The directory.</param>
    /// <param name="max">So many children and so many files are named.</param>
    /// <param name="onlyHere">Find out also what no other archive of any machine holds: the chunk tables of all their manifests are read.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ApiException">The archive does not hold the directory, or a manifest cannot be read.</exception>
    public async Task<SpaceReply> FindAsync(ArchiveRecord archive, byte[] directory, int max, bool onlyHere, CancellationToken cancellationToken)
    {
        using ManifestReader manifest = await manifests.ReadAsync(archive, cancellationToken);
        if (!manifest.TryFind(directory, out ManifestEntry? top))
        {
            throw ApiException.NotFound($"Archive {archive.Number} does not hold {BytePath.ToDisplay(directory)}.");
        }
        HashSet<ChunkId>? own = onlyHere ? await ownChunks.FindAsync(archive, manifest, cancellationToken) : null;
        return await Task.Run(() => Add(manifest, top, max, own, cancellationToken), cancellationToken);
    }

    private SpaceReply Add(ManifestReader manifest, ManifestEntry top, int max, HashSet<ChunkId>? own, CancellationToken cancellationToken)
    {
        SpaceTally tally = new(top.Path, max, volumes.Index, own);
        tally.Add(top);
        foreach (ManifestEntry entry in manifest.EntriesBelow(top.Path))
        {
            cancellationToken.ThrowIfCancellationRequested();
            tally.Add(entry);
        }
        return tally.Reply();
    }
}
