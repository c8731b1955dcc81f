using System;
using System.Linq;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Monitas.BootServer.Backups;
using Monitas.BootServer.Configuration;
using Monitas.Catalog;
using Monitas.Catalog.Records;
using Monitas.Imaging.Stores;

namespace Monitas.BootServer.Verify;

/// <summary>
/// Reads every volume again within the days that are set, the one that was not read for longest first, one at a time and slowly. When a volume was
/// read stands in the catalog, so after a restart it goes on with the volume where it stopped.
/// </summary>
internal sealed class BackgroundVerification(
    ICatalog catalog, VolumeStore volumes, VolumeCheck check, ServerSettings settings, TimeProvider clock, ILogger<BackgroundVerification> log) : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(10);

    /// <summary>Reads the volume that is due, if any; false when none is.</summary>
    public async Task<bool> RunOnceAsync(CancellationToken cancellationToken)
    {
        if (Due() is not { } volume)
        {
            return false;
        }
        try
        {
            IStore paced = PacedStore.Around(volumes.Store, settings.Verify.MegabytesPerSecond * 1_000_000L, clock);
            VolumeVerification found = await check.RunAsync(volume.Id, paced, cancellationToken).ConfigureAwait(false);
            if (found.Ok)
            {
                VerifyLog.Sound(log, volume.Id, found.Bytes);
            }
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CatalogException)
        {
            // Gone meanwhile, or the disk says no: others are due too, and the next round asks again.
            VerifyLog.Failed(log, volume.Id, e);
            return false;
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using PeriodicTimer timer = new(Period, clock);
        while (settings.Verify.Days > 0 && await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false))
        {
            while (await RunOnceAsync(stoppingToken).ConfigureAwait(false))
            {
            }
        }
    }

    private VolumeRecord? Due()
    {
        DateTimeOffset before = clock.GetUtcNow() - TimeSpan.FromDays(settings.Verify.Days);
        return catalog.ListVolumes().OrderBy(Read).FirstOrDefault(volume => Read(volume) <= before);

        // A volume is read back when it is sealed.
        static DateTimeOffset Read(VolumeRecord volume) => volume.Verified ?? volume.Sealed;
    }
}
