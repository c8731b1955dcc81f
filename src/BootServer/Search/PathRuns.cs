using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Threading;
using Monitas.BootServer.Api;
using Monitas.BootServer.Backups;
using Monitas.Catalog.Records;
using Monitas.Contracts.Ids;
using Monitas.Imaging.Manifests;

namespace Monitas.BootServer.Search;

/// <summary>Follows one path through the archives of a machine. Reads a block only where the path may have changed, however many archives there are.</summary>
internal sealed class PathRuns(ChangeLists changes, IndexCache indexes, ManifestCache manifests)
{
    /// <summary>The runs, newest first. All archives are in one of them; two neighbours may hold the same entry.</summary>
    /// <param name="machine">The machine.</param>
    /// <param name="archives">Its archives, oldest first.</param>
    /// <param name="path">The path.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ApiException">A manifest cannot be read.</exception>
    public async IAsyncEnumerable<PathRun> NewestFirstAsync(
        MachineId machine, IReadOnlyList<ArchiveSummary> archives, byte[] path, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ChangeList list = await changes.ReadAsync(machine, cancellationToken);
        uint hash = PathHash.Of(path);
        using PathLookup lookup = new(indexes, manifests, path);
        for (int last = archives.Count - 1; last >= 0;)
        {
            ManifestEntry? entry = await lookup.FindAsync(archives[last], cancellationToken);
            int first = last;
            while (first > 0 && !list.MayDiffer(archives[first - 1].Id, archives[first].Id, hash))
            {
                first--;
            }
            yield return new PathRun(first, last, entry);
            last = first - 1;
        }
    }
}
