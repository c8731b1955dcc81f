using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Monitas.BootServer.Backups;
using Monitas.Contracts.Ids;
using Monitas.Imaging;
using Monitas.Imaging.Volumes;

namespace Monitas.BootServer.Retention;

/// <summary>The new volume of a compaction, begun when the first thing is put into it; removed again unless it is sealed.</summary>
internal sealed class Move(VolumeStore volumes, MoveMeter? meter, TimeProvider clock) : IAsyncDisposable
{
    private readonly HashSet<ChunkId> _chunks = [];
    private VolumeWriter? _writer;

    /// <summary>Its id.</summary>
    public VolumeId Volume { get; } = VolumeId.New(clock);

    /// <summary>The archives whose manifests were moved.</summary>
    public HashSet<ArchiveId> Manifests { get; } = [];

    /// <summary>The volumes that must stay, since something that counts could not be moved, and why.</summary>
    public Dictionary<VolumeId, string> Stuck { get; } = [];

    /// <summary>Was this chunk moved?</summary>
    public bool Holds(ChunkId chunk) => _chunks.Contains(chunk);

    /// <summary>Puts a chunk's frame in, which the caller has checked.</summary>
    public async Task PutChunkAsync(ChunkId chunk, ReadOnlyMemory<byte> frame, CancellationToken cancellationToken)
    {
        VolumeWriter writer = await WriterAsync(cancellationToken).ConfigureAwait(false);
        await writer.AppendChunkAsync(frame, cancellationToken).ConfigureAwait(false);
        _chunks.Add(chunk);
        meter?.Moved(frame.Length);
    }

    /// <summary>Puts an archive's manifest in.</summary>
    public async Task PutManifestAsync(ArchiveId archive, Stream manifest, byte[] layoutJson, byte[] descriptionJson, IReadOnlyCollection<VolumeId> others, CancellationToken cancellationToken)
    {
        VolumeWriter writer = await WriterAsync(cancellationToken).ConfigureAwait(false);
        await writer.PutManifestAsync(archive, manifest, layoutJson, descriptionJson, others, cancellationToken).ConfigureAwait(false);
        Manifests.Add(archive);
    }

    /// <summary>Seals the volume and reads it once more under its name, since old copies are deleted on its word; null when there is nothing to put into one.</summary>
    /// <param name="removed">The removed archives that it is to name.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="VolumeFormatException">The store does not hold what was written; the new volume was deleted again.</exception>
    public async Task<SealedVolume?> SealAsync(IReadOnlyList<ArchiveId> removed, CancellationToken cancellationToken)
    {
        if (_writer is null && removed.Count == 0)
        {
            return null;
        }
        VolumeWriter writer = await WriterAsync(cancellationToken).ConfigureAwait(false);
        writer.Removed = removed;
        SealedVolume done = await writer.SealAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await done.ReadBackAsync(volumes.Store, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            await volumes.Store.DeleteAsync(VolumeNames.OfVolume(Volume), CancellationToken.None).ConfigureAwait(false);
            throw;
        }
        return done;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _writer?.DisposeAsync() ?? ValueTask.CompletedTask;

    private async Task<VolumeWriter> WriterAsync(CancellationToken cancellationToken) =>
        _writer ??= await volumes.BeginAsync(Volume, clock.GetUtcNow(), cancellationToken).ConfigureAwait(false);
}
