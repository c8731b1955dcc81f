using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Monitas.BootServer.Backups;
using Monitas.Catalog;
using Monitas.Catalog.Records;
using Monitas.Contracts.Ids;
using Monitas.Imaging;
using Monitas.Imaging.Volumes;

namespace Monitas.BootServer.Verify;

/// <summary>
/// Finds other copies of damaged chunks. The index names one place for each chunk; after a compaction that did not end, an older volume may hold the
/// same bytes, sound, and nothing need be sent again.
/// </summary>
internal sealed class SpareChunks(ICatalog catalog, VolumeStore volumes)
{
    /// <summary>Has the index name another place for these chunks where there is one that is not known to be damaged too. Reads the index of every volume.</summary>
    public async Task FindAsync(IReadOnlyCollection<ChunkId> damaged, CancellationToken cancellationToken)
    {
        HashSet<ChunkId> wanted = [.. damaged];
        foreach (VolumeRecord volume in wanted.Count > 0 ? catalog.ListVolumes() : [])
        {
            HashSet<ChunkId> bad = [.. volume.DamagedChunks()];
            try
            {
                await using VolumeReader reader = await VolumeReader.OpenAsync(volumes.Store, volume.Id, cancellationToken).ConfigureAwait(false);
                IReadOnlyList<ChunkEntry> entries = await reader.ReadIndexAsync(cancellationToken).ConfigureAwait(false);
                volumes.Index.Restore(volume.Id, [.. entries.Where(entry => wanted.Contains(entry.Id) && !bad.Contains(entry.Id))
                    .Select(entry => KeyValuePair.Create(entry.Id, reader.Locate(entry)))]);
            }
            catch (Exception e) when (e is IOException or VolumeFormatException)
            {
                // A volume that cannot be read has no spare to give; who needs it otherwise says so.
            }
        }
    }
}
