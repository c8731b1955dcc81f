using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Monitas.BootServer.Configuration;
using Monitas.BootServer.Retention;
using Monitas.BootServer.StoreKeys;
using Monitas.BootServer.Verify;
using Monitas.Catalog;
using Monitas.Contracts.Ids;
using Monitas.Imaging.Sealing;
using Monitas.Imaging.Stores;
using Monitas.Imaging.Volumes;

namespace Monitas.BootServer.Backups;

/// <summary>
/// Opens the store when the host starts, before agents are let in: opens its keys, reads the index of all chunks, brings the catalog in line, has
/// unfinished volumes of uploads salvaged, and removes what else an earlier run left unfinished.
/// </summary>
internal sealed class StoreOpening(
    VolumeStore volumes, StorePresence presence, UploadDirectory uploads, InterruptedUploads interrupted, StoreReconciler reconciler, DroppedVolumes dropped, StoreKeyRing keys,
    VolumeCheck check, CatalogRebuilder rebuilder, ICatalog catalog,
    ServerSettings settings, ILogger<StoreOpening> log)
    : IHostedService
{
    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            await OpenAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StartupException($"The store {settings.Store} cannot be opened ({e.Message}): check that it is there, mounted and writable, or set store in server.conf.", e);
        }
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task OpenAsync(CancellationToken cancellationToken)
    {
        if (await presence.FindAbsenceAtStartAsync(cancellationToken).ConfigureAwait(false) is { } why)
        {
            throw new StartupException(why);
        }
        await StoreKeyOpening.OpenAsync(volumes.Store, keys, settings, cancellationToken).ConfigureAwait(false);
        Dictionary<VolumeId, UploadNote> unfinished = await SortUnfinishedAsync(cancellationToken).ConfigureAwait(false);
        foreach (string file in uploads.Clear(unfinished.Keys.ToHashSet()))
        {
            BackupLog.LeftoverRemoved(log, file);
        }
        await volumes.OpenAsync(dropped.List(), cancellationToken).ConfigureAwait(false);
        await dropped.DeleteAsync(cancellationToken).ConfigureAwait(false);
        await check.ForgetDamagedAsync(cancellationToken).ConfigureAwait(false);
        if (catalog.ListVolumes().Count == 0 && catalog.ListArchives().Count == 0)
        {
            // New, or lost: in one step, so that numbers and names come back as they were.
            await rebuilder.RunAsync(cancellationToken).ConfigureAwait(false);
        }
        await reconciler.RunAsync(cancellationToken).ConfigureAwait(false);
        foreach ((VolumeId volume, UploadNote note) in unfinished)
        {
            interrupted.Salvage(volume, note);
        }
        StoreSpace space = await volumes.Store.GetSpaceAsync(cancellationToken).ConfigureAwait(false);
        BackupLog.StoreOpened(log, volumes.Index.Count, space.FreeBytes);
    }

    /// <summary>The unfinished volumes whose machine is known; all others are removed.</summary>
    private async Task<Dictionary<VolumeId, UploadNote>> SortUnfinishedAsync(CancellationToken cancellationToken)
    {
        Dictionary<VolumeId, UploadNote> known = [];
        foreach (StoreItem item in await volumes.Store.ListUnfinishedAsync(cancellationToken).ConfigureAwait(false))
        {
            if (VolumeNames.TryParse(item.Name, out VolumeId volume) && uploads.FindNote(volume) is { } note)
            {
                known[volume] = note;
            }
            else
            {
                await (await volumes.Store.ResumePutAsync(item.Name, cancellationToken).ConfigureAwait(false)).DisposeAsync().ConfigureAwait(false);
                BackupLog.LeftoverRemoved(log, item.Name);
            }
        }
        return known;
    }
}
