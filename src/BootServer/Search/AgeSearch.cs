using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Monitas.BootServer.Api;
using Monitas.BootServer.Backups;
using Monitas.Catalog.Records;
using Monitas.Imaging.Manifests;

namespace Monitas.BootServer.Search;

/// <summary>How old the newest copy of a path is, and since when it is the same. Reads a few blocks, however many archives there are.</summary>
internal sealed class AgeSearch(IndexCache indexes, ManifestCache manifests)
{
    /// <summary>The newest copy of a path among a machine's archives; null when none holds it.</summary>
    /// <param name="machine">The machine.</param>
    /// <param name="archives">Its archives, oldest first.</param>
    /// <param name="path">The path.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ApiException">A manifest cannot be read.</exception>
    public async Task<AgeView?> FindAsync(MachineRecord machine, IReadOnlyList<ArchiveRecord> archives, byte[] path, CancellationToken cancellationToken)
    {
        using PathLookup lookup = new(indexes, manifests, path);
        for (int i = archives.Count - 1; i >= 0; i--)
        {
            if (await lookup.FindAsync(archives[i], cancellationToken) is { } entry)
            {
                int first = await FirstAsync(lookup, archives, i, entry, cancellationToken);
                return new AgeView(
                    machine.Name, archives[i].Number, archives[i].Time, i == archives.Count - 1, FileViews.Of(entry), archives[first].Number, archives[first].Time);
            }
        }
        return null;
    }

    /// <summary>
    /// The oldest archive from which on all up to <paramref name="newest"/> hold this version. Archives between two that hold the untouched inode need
    /// not be looked at, so it is found by halving; where the inode is another (a restore) it goes on by single steps.
    /// </summary>
    private static async Task<int> FirstAsync(PathLookup lookup, IReadOnlyList<ArchiveRecord> archives, int newest, ManifestEntry entry, CancellationToken cancellationToken)
    {
        int first = newest;
        while (true)
        {
            first = await FirstUntouchedAsync(lookup, archives, first, entry, cancellationToken);
            if (first == 0 || await lookup.FindAsync(archives[first - 1], cancellationToken) is not { } before || !FileVersion.IsSame(before, entry))
            {
                return first;
            }
            first--;
            entry = before;
        }
    }

    private static async Task<int> FirstUntouchedAsync(PathLookup lookup, IReadOnlyList<ArchiveRecord> archives, int known, ManifestEntry entry, CancellationToken cancellationToken)
    {
        int low = -1;
        for (int step = 1; known - step >= 0; step *= 2)
        {
            if (!await IsUntouchedAsync(known - step))
            {
                low = known - step;
                break;
            }
            known -= step;
        }
        while (known - low > 1)
        {
            int middle = low + ((known - low) / 2);
            if (await IsUntouchedAsync(middle))
            {
                known = middle;
            }
            else
            {
                low = middle;
            }
        }
        return known;

        async Task<bool> IsUntouchedAsync(int at) => await lookup.FindAsync(archives[at], cancellationToken) is { } found && FileVersion.IsUntouched(found, entry);
    }
}
