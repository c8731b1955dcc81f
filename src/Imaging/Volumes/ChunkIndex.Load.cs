using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Contracts.Ids;
using Monitas.Imaging.Stores;

namespace Monitas.Imaging.Volumes;

/// <content>How the index is read from a store.</content>
public sealed partial class ChunkIndex
{
    /// <summary>Loads the indexes of all volumes of a store.</summary>
    public static ValueTask<ChunkIndex> LoadAsync(IStore store, Action<VolumeId, Exception> onUnreadable, CancellationToken cancellationToken) =>
        LoadAsync(store, new HashSet<VolumeId>(), onUnreadable, cancellationToken);

    /// <summary>
    /// Loads the indexes of volumes of a store, in order of their names (older first). A volume that cannot be read is left out and
    /// told of: its chunks count as missing, so that they are sent and stored again.
    /// </summary>
    /// <param name="store">The store.</param>
    /// <param name="without">The volumes that are passed over, since they are to be deleted.</param>
    /// <param name="onUnreadable">Is told of every volume that is left out, and why.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static async ValueTask<ChunkIndex> LoadAsync(
        IStore store, IReadOnlySet<VolumeId> without, Action<VolumeId, Exception> onUnreadable, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(without);
        ArgumentNullException.ThrowIfNull(onUnreadable);
        ChunkIndex index = new();
        foreach (StoreItem item in await store.ListAsync(cancellationToken).ConfigureAwait(false))
        {
            if (!VolumeNames.TryParse(item.Name, out VolumeId volume) || without.Contains(volume))
            {
                continue;
            }
            try
            {
                await using VolumeReader reader = await VolumeReader.OpenAsync(store, volume, cancellationToken).ConfigureAwait(false);
                await index.AddAsync(reader, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception error) when (error is VolumeFormatException or IOException or UnauthorizedAccessException)
            {
                onUnreadable(volume, error);
            }
        }
        return index;
    }
}
