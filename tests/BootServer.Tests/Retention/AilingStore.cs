using System.Collections.Generic;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Imaging.Stores;

namespace Monitas.BootServer.Tests.Retention;

/// <summary>A store of which some objects cannot be read and, when told so, none can be deleted.</summary>
internal sealed class AilingStore(IStore inner) : IStore
{
    /// <summary>The names of what cannot be read.</summary>
    public HashSet<string> Unreadable { get; } = [];

    /// <summary>Does every deletion fail?</summary>
    public bool KeepsAll { get; set; }

    public ValueTask<IStoreUpload> BeginPutAsync(string name, CancellationToken cancellationToken) => inner.BeginPutAsync(name, cancellationToken);

    public ValueTask<Stream> OpenReadAsync(string name, CancellationToken cancellationToken) => inner.OpenReadAsync(Readable(name), cancellationToken);

    public ValueTask ReadRangeAsync(string name, long offsetBytes, System.Memory<byte> destination, CancellationToken cancellationToken) =>
        inner.ReadRangeAsync(Readable(name), offsetBytes, destination, cancellationToken);

    public ValueTask<IReadOnlyList<StoreItem>> ListAsync(CancellationToken cancellationToken) => inner.ListAsync(cancellationToken);

    public ValueTask<bool> DeleteAsync(string name, CancellationToken cancellationToken) =>
        KeepsAll ? throw new IOException("Input/output error") : inner.DeleteAsync(name, cancellationToken);

    public ValueTask<StoreSpace> GetSpaceAsync(CancellationToken cancellationToken) => inner.GetSpaceAsync(cancellationToken);

    public ValueTask<IReadOnlyList<StoreItem>> ListUnfinishedAsync(CancellationToken cancellationToken) => inner.ListUnfinishedAsync(cancellationToken);

    public ValueTask<IStoreUpload> ResumePutAsync(string name, CancellationToken cancellationToken) => inner.ResumePutAsync(name, cancellationToken);

    private string Readable(string name) => Unreadable.Contains(name) ? throw new IOException("Input/output error") : name;
}
