using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;
using System.Threading.Tasks;

namespace Monitas.Imaging.Stores;

/// <summary>
/// Where volumes lie: named objects that are written once, as a whole, and never changed. A directory is the first store; object storage
/// is to follow, so nothing here speaks of files. Names are those of <see cref="StoreNames"/>. Thread safe.
/// All members throw <see cref="IOException"/> when the store cannot be reached or read.
/// </summary>
public interface IStore
{
    /// <summary>Begins an object. Nobody sees it before it is committed.</summary>
    /// <exception cref="StoreFullException">There is no room left; so may every write to the upload's content.</exception>
    /// <exception cref="IOException">An object or an upload of that name exists.</exception>
    ValueTask<IStoreUpload> BeginPutAsync(string name, CancellationToken cancellationToken);

    /// <summary>Opens an object for reading; the stream can seek and belongs to the caller.</summary>
    /// <exception cref="FileNotFoundException">There is no such object.</exception>
    ValueTask<Stream> OpenReadAsync(string name, CancellationToken cancellationToken);

    /// <summary>
    /// The same, for finding out what the medium holds: nothing that this machine remembers of the object is read, as far as the store can see to
    /// that. By default as <see cref="OpenReadAsync"/>, for a store that remembers nothing.
    /// </summary>
    /// <exception cref="FileNotFoundException">There is no such object.</exception>
    ValueTask<Stream> OpenStoredAsync(string name, CancellationToken cancellationToken) => OpenReadAsync(name, cancellationToken);

    /// <summary>Fills the destination with the object's bytes from an offset on.</summary>
    /// <exception cref="FileNotFoundException">There is no such object.</exception>
    /// <exception cref="EndOfStreamException">The object ends before the destination is full.</exception>
    ValueTask ReadRangeAsync(string name, long offsetBytes, Memory<byte> destination, CancellationToken cancellationToken);

    /// <summary>All committed objects, in ordinal order of their names.</summary>
    ValueTask<IReadOnlyList<StoreItem>> ListAsync(CancellationToken cancellationToken);

    /// <summary>Deletes an object for good; false when there was none.</summary>
    ValueTask<bool> DeleteAsync(string name, CancellationToken cancellationToken);

    /// <summary>How much room there is.</summary>
    ValueTask<StoreSpace> GetSpaceAsync(CancellationToken cancellationToken);

    /// <summary>
    /// What uploads left behind that were neither committed nor removed (process killed, power lost, suspended), in ordinal order of their
    /// names. To be asked at start, when no upload is under way.
    /// </summary>
    ValueTask<IReadOnlyList<StoreItem>> ListUnfinishedAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Takes up an upload that was left behind, with all the bytes that are still there (the last ones may be torn); its content stands
    /// at its begin. Disposing it without committing removes it, as with any upload.
    /// </summary>
    /// <exception cref="FileNotFoundException">Nothing of that name was left.</exception>
    ValueTask<IStoreUpload> ResumePutAsync(string name, CancellationToken cancellationToken);
}
