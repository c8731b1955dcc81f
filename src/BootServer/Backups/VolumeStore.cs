using System;
using System.Collections.Generic;
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
    private ChunkIndex? _index;

    /// <summary>Where volumes lie.</summary>
    public IStore Store => store;

    /// <summary>Where each chunk lies.</summary>
    /// <exception cref="InvalidOperationException">The store was not opened yet.</exception>
    public ChunkIndex Index => Volatile.Read(ref _index) ?? throw new InvalidOperationException("The store is opened first.");

    /// <summary>The volumes whose index could not be read when the store was opened, and why.</summary>
    public IReadOnlyDictionary<VolumeId, string> Unreadable => _unreadable;

    /// <summary>Begins a volume.</summary>
    public ValueTask<VolumeWriter> BeginAsync(VolumeId id, DateTimeOffset now, CancellationToken cancellationToken) =>
        VolumeWriter.CreateAsync(store, id, now, settings, cancellationToken);

    /// <summary>Reads the index of every volume. Called once.</summary>
    public async Task OpenAsync(CancellationToken cancellationToken) => Volatile.Write(
        ref _index, await ChunkIndex.LoadAsync(store, (id, why) => _unreadable[id] = why.Message, cancellationToken).ConfigureAwait(false));
}
