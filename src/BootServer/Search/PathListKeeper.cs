using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Monitas.Catalog;
using Monitas.Catalog.Records;
using Monitas.Imaging;

namespace Monitas.BootServer.Search;

/// <summary>
/// Keeps the path lists of the newest archives ready, so that a search need not make them: looks once a minute for new archives. Ends with the server.
/// </summary>
internal sealed class PathListKeeper(ICatalog catalog, PathLists lists, TimeProvider clock, ILogger<PathListKeeper> log) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    /// <summary>Makes what is missing and removes what is not needed any more.</summary>
    public async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        List<ArchiveRecord> newest = [.. catalog.ListMachines().Select(machine => catalog.FindNewestArchive(machine.Id)).OfType<ArchiveRecord>()];
        foreach (ArchiveRecord archive in newest)
        {
            try
            {
                await lists.EnsureAsync(archive, cancellationToken);
            }
            catch (Exception e) when (e is IOException or VolumeFormatException or KeyNotFoundException or UnauthorizedAccessException)
            {
                // A search will meet it again and say so to the sysadmin.
                SearchLog.ListNotMade(log, archive.Id, archive.Machine, e.Message);
            }
        }
        lists.KeepOnly(newest.Select(archive => archive.Id).ToHashSet());
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // The host's start does not wait for the first turn.
        await Task.Yield();
        using PeriodicTimer timer = new(Interval, clock);
        do
        {
            try
            {
                await RunOnceAsync(stoppingToken);
            }
            catch (Exception e) when (e is CatalogException or IOException or UnauthorizedAccessException)
            {
                SearchLog.KeeperFailed(log, e.Message);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }
}
