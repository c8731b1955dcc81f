using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Monitas.BootServer.Api;
using Monitas.Catalog.Records;

namespace Monitas.BootServer.Search;

/// <summary>How old the newest copy of a path is, and since when it is the same.</summary>
internal sealed class AgeSearch(PathRuns runs)
{
    /// <summary>The newest copy of a path among a machine's archives; null when none holds it.</summary>
    /// <param name="machine">The machine.</param>
    /// <param name="archives">Its archives, oldest first.</param>
    /// <param name="path">The path.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ApiException">A manifest cannot be read.</exception>
    public async Task<AgeView?> FindAsync(MachineRecord machine, IReadOnlyList<ArchiveSummary> archives, byte[] path, CancellationToken cancellationToken)
    {
        PathRun? newest = null;
        PathRun? oldest = null;
        await foreach (PathRun run in runs.NewestFirstAsync(machine.Id, archives, path, cancellationToken))
        {
            if (run.Entry is not null && (oldest is null || FileVersion.IsSame(run.Entry, oldest.Entry!)))
            {
                newest ??= run;
                oldest = run;
            }
            else if (oldest is not null)
            {
                break;
            }
        }
        return newest is null ? null : new AgeView(
            machine.Name, archives[newest.Last].Number, archives[newest.Last].Time, newest.Last == archives.Count - 1, FileViews.Of(newest.Entry!),
            archives[oldest!.First].Number, archives[oldest.First].Time);
    }
}
