using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Contracts.Ids;
using Monitas.Imaging.Sealing;
using Monitas.Imaging.Stores;

namespace Monitas.Imaging.Volumes;

/// <summary>How a volume goes on that was left unfinished.</summary>
public sealed partial class VolumeWriter
{
    /// <summary>How many bytes of the unfinished volume were no whole sound frames and were dropped.</summary>
    public long DroppedBytes { get; private set; }

    /// <summary>
    /// Takes up a volume that was left unfinished (killed, or suspended): reads it from its begin, checks every frame against its chunk's
    /// id, drops what comes after the last sound one, and stands there as if all frames had been appended just now. Nothing is copied.
    /// A volume without any frame has a <see cref="ChunkCount"/> of 0. When the reading fails the volume is removed, when it is cancelled it stays.
    /// </summary>
    /// <param name="store">Where it lies.</param>
    /// <param name="id">Its id.</param>
    /// <param name="now">The date of the volume.</param>
    /// <param name="settings">Null for the defaults.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="FileNotFoundException">No such volume was left.</exception>
    /// <exception cref="StoreKeyException">It is sealed, and no key opens it; it stays.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static async ValueTask<VolumeWriter> ResumeAsync(
        IStore store, VolumeId id, DateTimeOffset now, VolumeSettings? settings, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(store);
        IStoreUpload upload = await store.ResumePutAsync(VolumeNames.OfVolume(id), cancellationToken).ConfigureAwait(false);
        ReplayedUpload replayed = new(upload);
        VolumeWriter? writer = null;
        try
        {
            // A volume that is sealed goes on being sealed with the same key; one that is not stays plain.
            VolumeSealer? sealer = await UnfinishedPacks.FindSealerAsync(upload.Content, id, KeyedStore.KeysOf(store), cancellationToken).ConfigureAwait(false);
            writer = new VolumeWriter(replayed, id, now, settings ?? new VolumeSettings(), sealer);
            await writer.ReplayAsync(new UnfinishedPacks(upload.Content, sealer), cancellationToken).ConfigureAwait(false);
            writer.DroppedBytes = replayed.Continue();
            return writer;
        }
        catch (Exception failure)
        {
            if (failure is OperationCanceledException or StoreKeyException)
            {
                await upload.SuspendAsync().ConfigureAwait(false);
            }
            await upload.DisposeAsync().ConfigureAwait(false);
            if (writer is not null)
            {
                await writer.DisposeAsync().ConfigureAwait(false);
            }
            throw;
        }
    }

    /// <summary>Goes the way again that the frames went when they were appended; the upload writes nothing meanwhile.</summary>
    private async ValueTask ReplayAsync(UnfinishedPacks packs, CancellationToken cancellationToken)
    {
        using (packs)
        {
            while (await packs.ReadAsync(cancellationToken).ConfigureAwait(false) && !_chunks.ContainsKey(packs.Header.Id))
            {
                if (packs.BeginsPack)
                {
                    await EndPackAsync(cancellationToken).ConfigureAwait(false);
                    await _file.BeginPackAsync(_packs.Count + 1, cancellationToken).ConfigureAwait(false);
                }
                await WriteFrameAsync(packs.Header, packs.Frame, cancellationToken).ConfigureAwait(false);
            }
        }
    }
}
