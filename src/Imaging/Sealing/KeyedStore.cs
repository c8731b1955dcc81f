using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Imaging.Stores;

namespace Monitas.Imaging.Sealing;

/// <summary>
/// A store with its keys: volumes in it are sealed and opened on the way, and whoever reads chunks or manifests sees plain ones. While the
/// ring is empty it is the store itself.
/// </summary>
/// <param name="inner">Where volumes lie.</param>
/// <param name="keys">The keys.</param>
public sealed class KeyedStore(IStore inner, StoreKeyRing keys) : IStore
{
    /// <summary>The keys.</summary>
    public StoreKeyRing Keys => keys;

    /// <inheritdoc/>
    public ValueTask<IStoreUpload> BeginPutAsync(string name, CancellationToken cancellationToken) => inner.BeginPutAsync(name, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<Stream> OpenReadAsync(string name, CancellationToken cancellationToken) => inner.OpenReadAsync(name, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<Stream> OpenStoredAsync(string name, CancellationToken cancellationToken) => inner.OpenStoredAsync(name, cancellationToken);

    /// <inheritdoc/>
    public ValueTask ReadRangeAsync(string name, long offsetBytes, Memory<byte> destination, CancellationToken cancellationToken) =>
        inner.ReadRangeAsync(name, offsetBytes, destination, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<StoreItem>> ListAsync(CancellationToken cancellationToken) => inner.ListAsync(cancellationToken);

    /// <inheritdoc/>
    public ValueTask<bool> DeleteAsync(string name, CancellationToken cancellationToken) => inner.DeleteAsync(name, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<StoreSpace> GetSpaceAsync(CancellationToken cancellationToken) => inner.GetSpaceAsync(cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<StoreItem>> ListUnfinishedAsync(CancellationToken cancellationToken) => inner.ListUnfinishedAsync(cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IStoreUpload> ResumePutAsync(string name, CancellationToken cancellationToken) => inner.ResumePutAsync(name, cancellationToken);

    /// <summary>The keys of a store; null when it has none.</summary>
    internal static StoreKeyRing? KeysOf(IStore store) => (store as KeyedStore)?.Keys;
}
