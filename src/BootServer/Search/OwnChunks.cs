using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Monitas.BootServer.Api;
using Monitas.BootServer.Backups;
using Monitas.Catalog;
using Monitas.Catalog.Records;
using Monitas.Contracts.Ids;
using Monitas.Imaging.Manifests;

namespace Monitas.BootServer.Search;

/// <summary>
/// Finds the chunks of an archive that no other has. The chunk tables of all archives are read, each machine's one after the other: of an archive only
/// the blocks that the one before does not have, so that time grows with what changed, and memory not with the number of archives.
/// </summary>
internal sealed class OwnChunks(ICatalog catalog, ManifestCache manifests)
{
    /// <summary>So many are taken out at once.</summary>
    private const int Batch = 1024;

    /// <summary>The archive's chunks that are in no other archive.</summary>
    /// <exception cref="ApiException">A manifest cannot be read.</exception>
    public async Task<HashSet<ChunkId>> FindAsync(ArchiveRecord archive, ManifestReader manifest, CancellationToken cancellationToken)
    {
        HashSet<ChunkId> own = await Task.Run(() => manifest.ChunkIds().ToHashSet(), cancellationToken);
        ParallelOptions options = new() { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancellationToken };

        // The neighbours have most of it, so little is left to look for in the others.
        IReadOnlyList<ArchiveSummary> same = catalog.ListArchiveSummaries(archive.Machine);
        IEnumerable<IEnumerable<ArchiveSummary>> sides =
            [same.TakeWhile(other => other.Id != archive.Id).Reverse(), same.SkipWhile(other => other.Id != archive.Id).Skip(1)];
        IEnumerable<IEnumerable<ArchiveSummary>> others = catalog.ListMachinesWithArchives().Where(machine => machine != archive.Machine).Select(catalog.ListArchiveSummaries);
        await Parallel.ForEachAsync(sides.Concat(others), options, async (archives, stop) => await TakeOutAsync(own, archives, stop));
        return own;
    }

    private async Task TakeOutAsync(HashSet<ChunkId> own, IEnumerable<ArchiveSummary> archives, CancellationToken cancellationToken)
    {
        HashSet<ChunkId> before = [];
        foreach (ArchiveSummary archive in archives)
        {
            using ManifestReader manifest = await manifests.ReadAsync(archive, cancellationToken);
            foreach (ChunkId[] chunks in manifest.ChunkIdsBut(before).Chunk(Batch))
            {
                lock (own)
                {
                    own.ExceptWith(chunks);
                }
                cancellationToken.ThrowIfCancellationRequested();
            }
            before = manifest.BlockDigests();
        }
    }
}
