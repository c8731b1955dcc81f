using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Monitas.BootServer.Agents;
using Monitas.BootServer.Backups;
using Monitas.Contracts.Ids;
using Monitas.Contracts.Messages;
using Monitas.Imaging;
using Monitas.Imaging.Packs;
using Monitas.Imaging.Volumes;

namespace Monitas.BootServer.Restores;

/// <summary>
/// Sends chunk frames byte for byte as they are stored, in the order asked for. While one is sent the next ones are read; at most
/// <see cref="MaxAhead"/> frames of a request are in memory. That a frame is the wanted chunk's is seen by its header; its content is checked
/// by the receiver, who asks again for what is not sound, to be told where the damage lies.
/// </summary>
internal sealed class FrameSender(VolumeStore volumes, StorePresence presence, FrameVerifier verifier, SharedFrames frames)
{
    private const int MaxAhead = 6;

    /// <summary>Sends the frames of these chunks.</summary>
    /// <param name="ids">The chunks.</param>
    /// <param name="check">Unpack every frame and compare it with its chunk's id before it is sent; what is known to be damaged always is.</param>
    /// <param name="share">Other jobs want the same chunks at the same time: each is read once for all of them.</param>
    /// <param name="body">Gets the frames.</param>
    /// <param name="cancellationToken">Ends the sending.</param>
    /// <exception cref="AgentRequestException">A chunk is missing or damaged, or the store is away; frames before it may have been sent.</exception>
    public async Task SendAsync(IReadOnlyList<ChunkId> ids, bool check, bool share, Stream body, CancellationToken cancellationToken)
    {
        Queue<Task<byte[]>> ahead = new(MaxAhead);
        try
        {
            foreach (ChunkId id in ids)
            {
                // What is to be checked comes from the store itself.
                ahead.Enqueue(share && !check
                    ? frames.ReadAsync(id, () => ReadAsync(id, check: false, CancellationToken.None), cancellationToken)
                    : ReadAsync(id, check, cancellationToken));
                if (ahead.Count == MaxAhead)
                {
                    await body.WriteAsync(await ahead.Dequeue().ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
                }
            }
            while (ahead.Count > 0)
            {
                await body.WriteAsync(await ahead.Dequeue().ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            foreach (Task<byte[]> unused in ahead)
            {
                await ((Task)unused).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task<byte[]> ReadAsync(ChunkId id, bool check, CancellationToken cancellationToken)
    {
        // A damaged chunk is read all the same: the damage may have been the cable's, and the message names the place.
        bool isSound = volumes.Index.TryLocate(id, out ChunkLocation location);
        if (!isSound && !volumes.Index.TryLocateDamaged(id, out location))
        {
            // The server may have been started while the store was away.
            await ThrowIfAwayAsync(cause: null, cancellationToken).ConfigureAwait(false);
            throw new AgentRequestException(ErrorCode.Corrupt, $"No volume in the store holds the chunk {id}: a volume is missing.");
        }
        string place = $"volume {location.Volume}, pack {location.Pack}, byte {location.OffsetBytes} of the volume";
        byte[] frame;
        try
        {
            ChunkSource source = new(volumes.Store, volumes.Index);
            frame = isSound
                ? await source.ReadFrameAsync(id, cancellationToken).ConfigureAwait(false)
                : await source.ReadFrameAsync(id, location, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or VolumeFormatException or KeyNotFoundException or UnauthorizedAccessException)
        {
            if (e is IOException or UnauthorizedAccessException)
            {
                await ThrowIfAwayAsync(e, cancellationToken).ConfigureAwait(false);
            }
            throw new AgentRequestException(ErrorCode.Corrupt, $"The chunk {id} cannot be read ({place}): {e.Message}", e);
        }
        ChunkFrameError error = check || !isSound ? await verifier.VerifyAsync(frame, cancellationToken).ConfigureAwait(false) : ChunkFrameError.None;
        return error == ChunkFrameError.None ? frame : throw new AgentRequestException(ErrorCode.Corrupt, $"The chunk {id} is damaged ({place}): {error}.");
    }

    private async Task ThrowIfAwayAsync(Exception? cause, CancellationToken cancellationToken)
    {
        if (await presence.FindAbsenceAsync(cancellationToken).ConfigureAwait(false) is { } why)
        {
            throw new AgentRequestException(ErrorCode.StoreAway, why, cause);
        }
    }
}
