using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Contracts.Ids;
using Monitas.Imaging.Stores;
using Monitas.Imaging.Volumes;

namespace Monitas.BootServer.Backups;

/// <summary>The store and the index of all chunks in it. The index is there once <see cref="OpenAsync"/> is over. Thread-safe.</summary>
/// <param name="store">Where volumes lie.</param>
/// <param name="settings">How new ones are written.</param>
internal sealed class VolumeStore(IStore store, VolumeSettings settings)
{
    private readonly Dictionary<VolumeId, string> _unreadable = [];
    private readonly Dictionary<VolumeId, IReadOnlyList<VolumeId>> _replaced = [];
    private readonly Lock _switch = new();
    private ChunkIndex? _index;

    /// <summary>Where volumes lie.</summary>
    public IStore Store => store;

    /// <summary>Where each chunk lies.</summary>
    /// <exception cref="InvalidOperationException">The store was not opened yet.</exception>
    public ChunkIndex Index => Volatile.Read(ref _index) ?? throw new InvalidOperationException("The store is opened first.");

    /// <summary>The volumes whose index could not be read when the store was opened, and why.</summary>
    public IReadOnlyDictionary<VolumeId, string> Unreadable => _unreadable;

    /// <summary>The longest that a volume may be; null for no limit.</summary>
    public long? MaxVolumeBytes => settings.MaxVolumeBytes;

    /// <summary>Begins a volume.</summary>
    public ValueTask<VolumeWriter> BeginAsync(VolumeId id, DateTimeOffset now, CancellationToken cancellationToken) =>
        VolumeWriter.CreateAsync(store, id, now, settings, cancellationToken);

    /// <summary>Reads the index of every volume. Called once.</summary>
    /// <param name="dropped">The volumes that are only to be deleted: nothing may rely on them.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public async Task OpenAsync(IReadOnlySet<VolumeId> dropped, CancellationToken cancellationToken) => Volatile.Write(
        ref _index, await ChunkIndex.LoadAsync(store, dropped, (id, why) => _unreadable[id] = why.Message, cancellationToken).ConfigureAwait(false));

    /// <summary>Runs something that puts archives into the catalog or volumes in the place of others: one at a time, so that neither misses the other.</summary>
    public T Switch<T>(Func<T> work)
    {
        lock (_switch)
        {
            return work();
        }
    }

    /// <summary>Notes that volumes were dropped and what took their place. Within <see cref="Switch"/>.</summary>
    public void Replace(IEnumerable<VolumeId> dropped, IReadOnlyList<VolumeId> added)
    {
        foreach (VolumeId volume in dropped)
        {
            _replaced[volume] = added;
        }
    }

    /// <summary>Has another volume taken this one's place since the server was started? Within <see cref="Switch"/>.</summary>
    public bool IsReplaced(VolumeId volume) => _replaced.ContainsKey(volume);

    /// <summary>These volumes in their order, or what has taken their place since the server was started. Within <see cref="Switch"/>.</summary>
    public IReadOnlyList<VolumeId> Current(IEnumerable<VolumeId> named)
    {
        List<VolumeId> current = [];
        foreach (VolumeId volume in named)
        {
            current.AddRange(_replaced.TryGetValue(volume, out IReadOnlyList<VolumeId>? instead) ? Current(instead) : [volume]);
        }
        return [.. current.Distinct()];
    }
}
