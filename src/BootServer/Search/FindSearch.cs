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
internal sealed class FindSearch(PathLists lists, ManifestCache manifests)
{
    /// <summary>Finds paths.</summary>
    /// <param name="archives">Machines' names and the archives to look into, in the order of the answer.</param>
    /// <param name="pattern">What to find.</param>
    /// <param name="max">The most to answer with.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ApiException">A manifest cannot be read.</exception>
    public async Task<FindReply> FindAsync(IReadOnlyList<(string Machine, ArchiveRecord Archive)> archives, PathPattern pattern, int max, CancellationToken cancellationToken)
    {
        List<byte[]>[] found = new List<byte[]>[archives.Count];
        using ScannerPool scanners = new();
        await Parallel.ForAsync(0, archives.Count, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancellationToken }, async (i, stop) =>
        {
            // One more than are shown tells that there are more.
            found[i] = await ScanAsync(scanners, archives[i].Archive, pattern, max + 1, stop);
        });
        List<FoundView> views = [];
        for (int i = 0; i < found.Length && views.Count < max; i++)
        {
            await DescribeAsync(archives[i].Machine, archives[i].Archive, found[i].Take(max - views.Count), views, cancellationToken);
        }
        return new FindReply(views, found.Sum(paths => (long)paths.Count) > views.Count, archives.Count);
    }

    private async Task<List<byte[]>> ScanAsync(ScannerPool scanners, ArchiveRecord archive, PathPattern pattern, int max, CancellationToken cancellationToken)
    {
        for (bool isSecond = false; ; isSecond = true)
        {
            byte[] list = await ReadAsync(archive, () => lists.ReadAsync(archive, cancellationToken));
            List<byte[]> found = [];
            PathListScanner scanner = scanners.Take();
            bool isSound = scanner.TryFind(list, archive.Id, pattern, max, found);
            scanners.Return(scanner);
            if (isSound || isSecond)
            {
                return isSound ? found : throw Unreadable(archive, "its path list is damaged, and so is the one made anew: look at the disk of the state directory");
            }
            lists.Drop(archive.Id);
        }
    }

    /// <summary>Adds what the manifest says of these paths, which come in its order.</summary>
    private async Task DescribeAsync(string machine, ArchiveRecord archive, IEnumerable<byte[]> paths, List<FoundView> views, CancellationToken cancellationToken)
    {
        byte[][] all = [.. paths];
        if (all.Length == 0)
        {
            return;
        }
        using ManifestReader manifest = await ReadAsync(archive, async () =>
        {
            FileStream file = await manifests.OpenAsync(archive, cancellationToken);
            return ManifestReader.Open(file, file.Name);
        });
        await ReadAsync(archive, () =>
        {
            foreach (byte[] path in all)
            {
                if (manifest.TryFind(path, out ManifestEntry? entry))
                {
                    views.Add(new FoundView(machine, archive.Number, archive.Time, FileViews.Of(entry)));
                }
            }
            return Task.FromResult(true);
        });
    }

    private static async Task<T> ReadAsync<T>(ArchiveRecord archive, Func<Task<T>> read)
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

    private static ApiException Unreadable(ArchiveRecord archive, string why) =>
        new(ErrorCode.Corrupt, $"The names of archive {archive.Number} (volume {archive.Volume}) cannot be read: {why}");

    /// <summary>A scanner for each processor at most; they are dear to make.</summary>
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
