using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;
using Monitas.BootServer.Backups;
using Monitas.Catalog;
using Monitas.Catalog.Records;
using Monitas.Contracts.Ids;
using Monitas.Imaging.Volumes;

namespace Monitas.BootServer.Retention;

/// <summary>Deletes the volumes of which the catalog says that all that counts of them lies elsewhere: the last step of pruning, which a crash may have left undone.</summary>
internal sealed class DroppedVolumes(ICatalog catalog, VolumeStore volumes, ILogger<DroppedVolumes> log)
{
    /// <summary>Their ids; chunks must not be looked for in them.</summary>
    public IReadOnlySet<VolumeId> List() => catalog.ListDroppedVolumes().Select(volume => volume.Id).ToHashSet();

    /// <summary>
    /// Deletes them, and returns the bytes that came back. None while a volume that counts is missing or unreadable: then nobody knows what may be
    /// needed yet. The store was opened before.
    /// </summary>
    /// <exception cref="IOException">The store cannot be listed.</exception>
    public async Task<long> DeleteAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<VolumeRecord> dropped = catalog.ListDroppedVolumes();
        if (dropped.Count == 0)
        {
            return 0;
        }
        HashSet<string> present = [.. (await volumes.Store.ListAsync(cancellationToken).ConfigureAwait(false)).Select(item => item.Name)];
        if (catalog.ListVolumes().FirstOrDefault(volume => !present.Contains(volume.Name) || volumes.Unreadable.ContainsKey(volume.Id)) is { } missing)
        {
            RetentionLog.DroppedStay(log, missing.Id);
            return 0;
        }
        long freed = 0;
        foreach (VolumeRecord volume in dropped)
        {
            if (volumes.Index.Names(volume.Id))
            {
                RetentionLog.DroppedIsNamed(log, volume.Id);
                continue;
            }
            freed += await DeleteAsync(volume).ConfigureAwait(false) ? volume.SizeBytes : 0;
        }
        return freed;
    }

    private async Task<bool> DeleteAsync(VolumeRecord volume)
    {
        try
        {
            bool wasThere = await volumes.Store.DeleteAsync(VolumeNames.OfVolume(volume.Id), CancellationToken.None).ConfigureAwait(false);
            catalog.ForgetVolume(volume.Id);
            RetentionLog.VolumeDeleted(log, volume.Id, volume.SizeBytes);
            return wasThere;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            RetentionLog.VolumeNotDeleted(log, volume.Id, e);
            return false;
        }
    }
}
