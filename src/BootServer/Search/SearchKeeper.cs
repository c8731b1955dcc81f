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
using Monitas.Contracts.Ids;
using Monitas.Imaging;

namespace Monitas.BootServer.Search;

/// <summary>
/// Keeps ready what answers are found with, so that no question has to wait for it: the path lists of the newest archives, and what changed from each
/// archive to the next. Looks once a minute for new archives. Ends with the server.
/// </summary>
internal sealed class SearchKeeper(ICatalog catalog, PathLists lists, ChangeLists changes, TimeProvider clock, ILogger<SearchKeeper> log) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    /// <summary>The archives that the change lists were brought up to date with; the catalog gives the same list as long as nothing has changed.</summary>
    private readonly Dictionary<MachineId, IReadOnlyList<ArchiveSummary>> _compared = [];

    /// <summary>Makes what is missing and removes what is not needed any more.</summary>
    public async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        List<IReadOnlyList<ArchiveSummary>> machines =
            [.. catalog.ListMachines().Select(machine => catalog.ListArchiveSummaries(machine.Id)).Where(archives => archives.Count > 0)];
        foreach (ArchiveSummary archive in machines.Select(archives => archives[^1]))
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
        lists.KeepOnly(machines.Select(archives => archives[^1].Id).ToHashSet());
        foreach (IReadOnlyList<ArchiveSummary> archives in machines)
        {
            await CompareAsync(archives[0].Machine, archives, cancellationToken);
        }
        changes.KeepOnly(machines.Select(archives => archives[0].Machine).ToHashSet());
    }

    private async Task CompareAsync(MachineId machine, IReadOnlyList<ArchiveSummary> archives, CancellationToken cancellationToken)
    {
        if (ReferenceEquals(_compared.GetValueOrDefault(machine), archives))
        {
            return;
        }
        try
        {
            await changes.EnsureAsync(machine, archives, cancellationToken);
            _compared[machine] = archives;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Its file is the trouble, not those of the others.
            SearchLog.KeeperFailed(log, e.Message);
        }
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
