using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Contracts.Ids;

namespace Monitas.Imaging.Volumes;

/// <summary>
/// Where every chunk of a store lies, in memory: about 72 bytes for each chunk of some 100 KiB (short files) to 1 MiB. Loaded from the indexes of all volumes at
/// start, and added to after each seal. When several volumes hold a chunk, the one that was added last is named: it was written because
/// the other is damaged or on its way out. Thread safe.
/// </summary>
public sealed partial class ChunkIndex
{
    private const int LeastGrowth = 1024;

    private readonly Dictionary<ChunkId, Place> _places = [];
    private readonly Dictionary<ChunkId, ChunkLocation> _damaged = [];
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
            location = found ? LocationOf(place) : default;
            return found;
        }
    }

    /// <summary>Is this volume named for some chunk? Looks through all chunks: tens of milliseconds for a million.</summary>
    public bool Names(VolumeId volume)
    {
        lock (_gate)
        {
            return _volumes.LastIndexOf(volume) is int number and >= 0 && _places.Values.Any(place => place.Volume == number);
        }
    }

    /// <summary>Forgets all chunks for which this volume is named, since it is gone: they are to be sent and stored again.</summary>
    public void Drop(VolumeId volume)
    {
        lock (_gate)
        {
            int number = _volumes.LastIndexOf(volume);
            foreach (ChunkId chunk in _places.Where(pair => pair.Value.Volume == number).Select(pair => pair.Key).ToList())
            {
                _places.Remove(chunk);
            }
            foreach (ChunkId chunk in _damaged.Where(pair => pair.Value.Volume == volume).Select(pair => pair.Key).ToList())
            {
                _damaged.Remove(chunk);
            }
        }
    }

    /// <summary>Forgets chunks as far as this volume is named for them.</summary>
    /// <param name="volume">The volume.</param>
    /// <param name="chunks">The chunks.</param>
    /// <param name="isKept">Is asked for each, while nobody can look chunks up; true keeps it. It must not call this index.</param>
    /// <returns>What was forgotten, for <see cref="Restore"/>.</returns>
    public IReadOnlyList<KeyValuePair<ChunkId, ChunkLocation>> Forget(VolumeId volume, IEnumerable<ChunkId> chunks, Func<ChunkId, bool> isKept)
    {
        ArgumentNullException.ThrowIfNull(chunks);
        ArgumentNullException.ThrowIfNull(isKept);
        List<KeyValuePair<ChunkId, ChunkLocation>> forgotten = [];
        lock (_gate)
        {
            foreach (ChunkId chunk in chunks)
            {
                if (_places.TryGetValue(chunk, out Place place) && _volumes[place.Volume] == volume && !isKept(chunk))
                {
                    forgotten.Add(KeyValuePair.Create(chunk, LocationOf(place)));
                    _places.Remove(chunk);
                }
            }
        }
        return forgotten;
    }

    /// <summary>Takes back what <see cref="Forget"/> did, but for chunks that came in elsewhere meanwhile.</summary>
    public void Restore(VolumeId volume, IReadOnlyList<KeyValuePair<ChunkId, ChunkLocation>> forgotten)
    {
        ArgumentNullException.ThrowIfNull(forgotten);
        Add(volume, forgotten, replace: false);
    }

    /// <summary>
    /// Notes that a chunk's frame in this volume is damaged: the chunk counts as not stored from now on, so that it is sent and stored again.
    /// False when another place is named for the chunk.
    /// </summary>
    public bool MarkDamaged(ChunkId chunk, VolumeId volume)
    {
        lock (_gate)
        {
            if (!_places.TryGetValue(chunk, out Place place) || _volumes[place.Volume] != volume)
            {
                return false;
            }
            _damaged[chunk] = LocationOf(place);
            _places.Remove(chunk);
            return true;
        }
    }

    /// <summary>Where the damaged frame of a chunk lies that is nowhere else; false when there is none.</summary>
    public bool TryLocateDamaged(ChunkId chunk, out ChunkLocation location)
    {
        lock (_gate)
        {
            return _damaged.TryGetValue(chunk, out location);
        }
    }

    private static IEnumerable<KeyValuePair<ChunkId, ChunkLocation>> Locations(VolumeReader volume, IReadOnlyList<ChunkEntry> entries)
    {
        foreach (ChunkEntry entry in entries)
        {
            yield return KeyValuePair.Create(entry.Id, volume.Locate(entry));
        }
    }

    private ChunkLocation LocationOf(Place place) => new(_volumes[place.Volume], place.Pack, place.OffsetBytes, place.FrameLength, place.RawLength);

    private void Add(VolumeId volume, IEnumerable<KeyValuePair<ChunkId, ChunkLocation>> chunks, bool replace = true)
    {
        lock (_gate)
        {
            int number = _volumes.LastIndexOf(volume);
            if (number < 0)
            {
                number = _volumes.Count;
                _volumes.Add(volume);
            }
            foreach ((ChunkId chunk, ChunkLocation location) in chunks)
            {
                MakeRoom();
                Place place = new(number, location.Pack, location.OffsetBytes, location.FrameLength, location.RawLength);
                if (replace)
                {
                    _places[chunk] = place;
                }
                else
                {
                    _places.TryAdd(chunk, place);
                }
                _damaged.Remove(chunk);
            }
        }
    }

    /// <summary>By an eighth at a time: left to itself the dictionary doubles, and on average a third of its room lies idle.</summary>
    private void MakeRoom()
    {
        if (_places.Count == _places.Capacity)
        {
            _places.EnsureCapacity(_places.Count + Math.Max(LeastGrowth, _places.Count / 8));
        }
    }

    /// <summary>A location with the volume's number in place of its id, to save memory.</summary>
    private readonly record struct Place(int Volume, int Pack, long OffsetBytes, int FrameLength, int RawLength);
}
