using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Contracts.Ids;
using Monitas.Imaging.Stores;

namespace Monitas.Imaging.Volumes;

/// <summary>
/// Where every chunk of a store lies, in memory: about 90 bytes for each chunk of about 1 MiB. Loaded from the indexes of all volumes at
/// start, and added to after each seal. When several volumes hold a chunk, the one that was added first is named. Thread safe.
/// </summary>
public sealed class ChunkIndex
{
    private readonly Dictionary<ChunkId, Place> _places = [];
    private readonly List<VolumeId> _volumes = [];
    private readonly Lock _gate = new();

    /// <summary>How many chunks are known.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _places.Count;
            }
        }
    }

    /// <summary>
    /// Loads the indexes of all volumes of a store, in order of their names (older first). A volume that cannot be read is left out and
    /// told of: its chunks count as missing, so that they are sent and stored again.
    /// </summary>
    /// <param name="store">The store.</param>
    /// <param name="onUnreadable">Is told of every volume that is left out, and why.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static async ValueTask<ChunkIndex> LoadAsync(
        IStore store, Action<VolumeId, Exception> onUnreadable, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(onUnreadable);
        ChunkIndex index = new();
        foreach (StoreItem item in await store.ListAsync(cancellationToken).ConfigureAwait(false))
        {
            if (!VolumeNames.TryParse(item.Name, out VolumeId volume))
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

    /// <summary>Adds what a volume holds.</summary>
    public async ValueTask AddAsync(VolumeReader volume, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(volume);
        IReadOnlyList<ChunkEntry> entries = await volume.ReadIndexAsync(cancellationToken).ConfigureAwait(false);
        Add(volume.Description.Volume, Locations(volume, entries));
    }

    /// <summary>Adds what a volume holds that was sealed just now.</summary>
    public void Add(SealedVolume volume)
    {
        ArgumentNullException.ThrowIfNull(volume);
        Add(volume.Description.Volume, volume.Chunks);
    }

    /// <summary>Where a chunk lies; false when no volume has it.</summary>
    public bool TryLocate(ChunkId chunk, out ChunkLocation location)
    {
        lock (_gate)
        {
            bool found = _places.TryGetValue(chunk, out Place place);
            location = found ? new ChunkLocation(_volumes[place.Volume], place.Pack, place.OffsetBytes, place.FrameLength, place.RawLength) : default;
            return found;
        }
    }

    private static IEnumerable<KeyValuePair<ChunkId, ChunkLocation>> Locations(VolumeReader volume, IReadOnlyList<ChunkEntry> entries)
    {
        foreach (ChunkEntry entry in entries)
        {
            yield return KeyValuePair.Create(entry.Id, volume.Locate(entry));
        }
    }

    private void Add(VolumeId volume, IEnumerable<KeyValuePair<ChunkId, ChunkLocation>> chunks)
    {
        lock (_gate)
        {
            int number = _volumes.Count;
            _volumes.Add(volume);
            foreach ((ChunkId chunk, ChunkLocation location) in chunks)
            {
                _places.TryAdd(chunk, new Place(number, location.Pack, location.OffsetBytes, location.FrameLength, location.RawLength));
            }
        }
    }

    /// <summary>A location with the volume's number in place of its id, to save memory.</summary>
    private readonly record struct Place(int Volume, int Pack, long OffsetBytes, int FrameLength, int RawLength);
}
