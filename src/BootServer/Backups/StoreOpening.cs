using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Monitas.BootServer.Configuration;
using Monitas.Imaging.Stores;

namespace Monitas.BootServer.Backups;

/// <summary>
/// Opens the store when the host starts, before agents are let in: removes what an earlier run left unfinished, reads the index of
/// all chunks, and brings the catalog in line.
/// </summary>
internal sealed class StoreOpening(VolumeStore volumes, UploadDirectory uploads, StoreReconciler reconciler, ServerSettings settings, ILogger<StoreOpening> log)
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
        foreach (string file in await volumes.Store.RemoveUnfinishedAsync(cancellationToken).ConfigureAwait(false))
        {
            BackupLog.LeftoverRemoved(log, file);
        }
        foreach (string file in uploads.Clear())
        {
            BackupLog.LeftoverRemoved(log, file);
        }
        await volumes.OpenAsync(cancellationToken).ConfigureAwait(false);
        await reconciler.RunAsync(cancellationToken).ConfigureAwait(false);
        StoreSpace space = await volumes.Store.GetSpaceAsync(cancellationToken).ConfigureAwait(false);
        BackupLog.StoreOpened(log, volumes.Index.Count, space.FreeBytes);
    }
}
