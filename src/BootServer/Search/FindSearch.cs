using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Monitas.BootServer.Api;
using Monitas.BootServer.Backups;
using Monitas.Catalog.Records;
using Monitas.Contracts.Messages;
using Monitas.Imaging;
using Monitas.Imaging.Manifests;

namespace Monitas.BootServer.Search;

/// <summary>Searches the newest archives of machines by name, on all processors.</summary>
internal sealed class FindSearch(PathLists lists, IndexCache indexes, ManifestCache manifests)
{
    /// <summary>Twice as many as processors: while one list is read from the disk, another is searched.</summary>
    private static int Parallelism => 2 * Environment.ProcessorCount;

    /// <summary>Finds paths.</summary>
    /// <param name="archives">Machines' names and the archives to look into, in the order of the answer.</param>
    /// <param name="pattern">What to find.</param>
    /// <param name="max">The most to answer with.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ApiException">A manifest cannot be read.</exception>
    public async Task<FindReply> FindAsync(IReadOnlyList<(string Machine, ArchiveSummary Archive)> archives, PathPattern pattern, int max, CancellationToken cancellationToken)
    {
        ParallelOptions options = new() { MaxDegreeOfParallelism = Parallelism, CancellationToken = cancellationToken };
        List<byte[]>[] found = new List<byte[]>[archives.Count];

        // One more than are shown tells that there are more.
        PathSearch search = new(pattern, max + 1);
        using (ScannerPool scanners = new())
        {
            await Parallel.ForAsync(0, archives.Count, options, async (i, stop) => found[i] = await ScanAsync(scanners, archives[i].Archive, search, stop));
        }
        long all = found.Sum(paths => (long)paths.Count);
        int left = max;
        foreach (List<byte[]> paths in found)
        {
            paths.RemoveRange(Math.Min(left, paths.Count), paths.Count - Math.Min(left, paths.Count));
            left -= paths.Count;
        }
        List<FoundView>[] views = new List<FoundView>[archives.Count];
        await Parallel.ForAsync(0, archives.Count, options, async (i, stop) => views[i] = await DescribeAsync(archives[i].Machine, archives[i].Archive, found[i], stop));
        FoundView[] answer = [.. views.SelectMany(view => view)];
        return new FindReply(answer, all > answer.Length, archives.Count);
    }

    private async Task<List<byte[]>> ScanAsync(ScannerPool scanners, ArchiveSummary archive, PathSearch search, CancellationToken cancellationToken)
    {
        for (bool isSecond = false; ; isSecond = true)
        {
            byte[] list = await ReadAsync(archive, () => lists.ReadAsync(archive, cancellationToken));
            List<byte[]> found = [];
            PathListScanner scanner = scanners.Take();
            bool isSound = scanner.TryFind(list, archive.Id, search, found);
            scanners.Return(scanner);
            if (isSound || isSecond)
            {
                return isSound ? found : throw Unreadable(archive, "its path list is damaged, and so is the one made anew: look at the disk of the state directory");
            }
            lists.Drop(archive.Id);
        }
    }

    /// <summary>What the manifest says of these paths, which come in its order.</summary>
    private async Task<List<FoundView>> DescribeAsync(string machine, ArchiveSummary archive, List<byte[]> paths, CancellationToken cancellationToken)
    {
        List<FoundView> views = [];
        if (paths.Count == 0)
        {
            return views;
        }
        await ReadAsync(archive, async () =>
        {
            await using FileStream file = await manifests.OpenAsync(archive, cancellationToken);
            ManifestIndex index = await indexes.GetAsync(archive, cancellationToken);
            using ManifestProbe probe = new();
            foreach (byte[] path in paths)
            {
                int block = index.FindBlock(path);
                if (block >= 0 && probe.Find(file.SafeFileHandle, file.Name, index, block, path) is { } entry)
                {
                    views.Add(new FoundView(machine, archive.Number, archive.Time, FileViews.Of(entry)));
                }
            }
            return true;
        });
        return views;
    }

    private static async Task<T> ReadAsync<T>(ArchiveSummary archive, Func<Task<T>> read)
    {
        try
        {
            return await read();
        }
        catch (Exception e) when (e is IOException or VolumeFormatException or KeyNotFoundException)
        {
            throw Unreadable(archive, e.Message);
        }
    }

    private static ApiException Unreadable(ArchiveSummary archive, string why) =>
        new(ErrorCode.Corrupt, $"The names of archive {archive.Number} (volume {archive.Volume}) cannot be read: {why}");

    /// <summary>A scanner for each list that is searched at once; they are dear to make.</summary>
    private sealed class ScannerPool : IDisposable
    {
        private readonly ConcurrentBag<PathListScanner> _idle = [];

        public PathListScanner Take() => _idle.TryTake(out PathListScanner? scanner) ? scanner : new PathListScanner();

        public void Return(PathListScanner scanner) => _idle.Add(scanner);

        public void Dispose()
        {
            while (_idle.TryTake(out PathListScanner? scanner))
            {
                scanner.Dispose();
            }
        }
    }
}
