using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;
using Monitas.Catalog;
using Monitas.Catalog.Records;
using Monitas.Contracts.Ids;

namespace Monitas.BootServer.Backups;

/// <summary>
/// Has the catalog forget volumes that are not in the store any more once no archive names them: pruned after this copy of the catalog was
/// made, or taken away. While an archive names one it stays, and the archive says that it is missing.
/// </summary>
internal sealed class VanishedVolumes(ICatalog catalog, VolumeStore volumes, ILogger<VanishedVolumes> log)
{
    /// <summary>Does it. Should such a volume be put back, the next start takes it in like any that it does not know.</summary>
    /// <exception cref="IOException">The store cannot be listed.</exception>
    public async Task ForgetAsync(CancellationToken cancellationToken)
    {
        // The catalog is asked first: what is sealed meanwhile is in the store when that is asked.
        IReadOnlyList<VolumeRecord> known = catalog.ListVolumes();
        HashSet<string> present = [.. (await volumes.Store.ListAsync(cancellationToken).ConfigureAwait(false)).Select(item => item.Name)];
        List<VolumeId> gone = [.. known.Where(volume => !present.Contains(volume.Name)).Select(volume => volume.Id)];
        if (gone.Count == 0)
        {
            return;
        }
        HashSet<VolumeId> named = [.. catalog.ListArchives().SelectMany(archive => archive.Volumes.Append(archive.Volume))];
        foreach (VolumeId volume in gone.Where(volume => !named.Contains(volume) && !volumes.Index.Names(volume)))
        {
            catalog.ForgetVolume(volume);
            BackupLog.VolumeForgotten(log, volume);
        }
    }
}
