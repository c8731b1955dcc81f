using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;

namespace Monitas.Imaging.Stores;

/// <summary>An object that is being written. Disposing it without <see cref="CommitAsync"/> or <see cref="SuspendAsync"/> removes all that was written. Not thread safe.</summary>
public interface IStoreUpload : IAsyncDisposable
{
    /// <summary>The object's bytes: can be written, sought and read back. Do not close it.</summary>
    Stream Content { get; }

    /// <summary>
    /// Waits until all that was written is on the medium, and opens what the medium holds: nothing that this machine remembers of it is read, as far as
    /// the store can see to that. The stream can seek and belongs to the caller; nothing is to be written while it is in use.
    /// </summary>
    /// <exception cref="StoreFullException">There is no room for it.</exception>
    /// <exception cref="IOException">It cannot be written or opened.</exception>
    ValueTask<Stream> OpenStoredAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Makes the object durable and visible: its bytes first, then its name. When this returns, neither power loss nor a crash undoes it.
    /// </summary>
    ValueTask CommitAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Closes the upload and leaves what was written for <see cref="IStore.ResumePutAsync"/>, now or after the next start. Only disposing
    /// may follow, and removes nothing then.
    /// </summary>
    ValueTask SuspendAsync();
}
