using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Monitas.BootServer.Api;
using Monitas.Catalog.Records;
using Monitas.Contracts.Ids;
using Monitas.Imaging.Manifests;

namespace Monitas.BootServer.Search;

/// <summary>All versions of one path.</summary>
internal sealed class HistorySearch(PathRuns runs)
{
    /// <summary>The versions, oldest first. A version that was gone for a while and came back is listed twice.</summary>
    /// <param name="machine">The machine.</param>
    /// <param name="archives">Its archives, oldest first.</param>
    /// <param name="path">The path.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ApiException">A manifest cannot be read.</exception>
    public async Task<IReadOnlyList<VersionView>> FindAsync(MachineId machine, IReadOnlyList<ArchiveSummary> archives, byte[] path, CancellationToken cancellationToken)
    {
        List<PathRun> all = [];
        await foreach (PathRun run in runs.NewestFirstAsync(machine, archives, path, cancellationToken))
        {
            all.Add(run);
        }
        List<VersionView> versions = [];
        ManifestEntry? before = null;
        for (int i = all.Count - 1; i >= 0; i--)
        {
            (int first, int last, ManifestEntry? entry) = all[i];
            int count = last - first + 1;
            if (entry is not null && before is not null && FileVersion.IsSame(before, entry))
            {
                versions[^1] = versions[^1] with { LastArchive = archives[last].Number, LastTime = archives[last].Time, Archives = versions[^1].Archives + count };
            }
            else if (entry is not null)
            {
                versions.Add(new VersionView(FileViews.Of(entry), archives[first].Number, archives[first].Time, archives[last].Number, archives[last].Time, count));
            }
            before = entry;
        }
        return versions;
    }
}
