using System;
using System.Buffers;
using System.Collections.Generic;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Monitas.BootServer.Agents;
using Monitas.Contracts.Messages;
using Monitas.Imaging.Packs;
using Monitas.Imaging.Volumes;

namespace Monitas.BootServer.Backups;

/// <summary>
/// Takes chunk frames from a request into a job's volume. While one frame is written the next are read and checked; at most
/// <see cref="MaxPending"/> frames of a request are in memory. Nothing is stored before its bytes have matched its id.
/// </summary>
internal sealed class FrameReceiver(VolumeStore volumes, UploadVolumes uploadVolumes, MachineChunks chunks, FrameVerifier verifier)
{
    private const int MaxPending = 4;

    /// <summary>Takes all frames of the body. Frames before a bad one stay taken.</summary>
    /// <param name="upload">The job's upload; the caller has its turn.</param>
    /// <param name="body">Chunk frames, one after the other.</param>
    /// <param name="cancellationToken">Ends the reading; what is being written is written whole.</param>
    /// <exception cref="AgentRequestException">A frame is damaged or its bytes do not match its id.</exception>
    /// <exception cref="IOException">The store is full or failed; the volume is not to be used any more.</exception>
    public async Task ReceiveAsync(BackupUpload upload, Stream body, CancellationToken cancellationToken)
    {
        ChunkFrameReader reader = new(body);
        Queue<PendingFrame> pending = new(MaxPending);
        try
        {
            while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
            {
                if (upload.Has(reader.Header.Id))
                {
                    continue;
                }
                pending.Enqueue(Begin(reader, cancellationToken));
                if (pending.Count == MaxPending)
                {
                    await TakeAsync(upload, pending).ConfigureAwait(false);
                }
            }
            while (pending.Count > 0)
            {
                await TakeAsync(upload, pending).ConfigureAwait(false);
            }
        }
        catch (ChunkFrameException e)
        {
            throw new AgentRequestException(ErrorCode.BadRequest, e.Message, e);
        }
        finally
        {
            await DropAsync(pending).ConfigureAwait(false);
            await ListAsync(upload).ConfigureAwait(false);
        }
    }

    /// <summary>Chunks of other machines' volumes are this machine's too from now on, also when the server is killed before the commit.</summary>
    private async Task ListAsync(BackupUpload upload)
    {
        if (upload.Unlisted.Count > 0)
        {
            await chunks.AddAsync(upload.Machine, Guid.Empty, upload.Unlisted).ConfigureAwait(false);
            upload.Unlisted.Clear();
        }
    }

    private PendingFrame Begin(ChunkFrameReader reader, CancellationToken cancellationToken)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(reader.Frame.Length);
        reader.Frame.CopyTo(buffer);
        ReadOnlyMemory<byte> frame = buffer.AsMemory(0, reader.Frame.Length);
        return new PendingFrame(reader.Header, buffer, frame, verifier.VerifyAsync(frame, cancellationToken));
    }

    private async Task TakeAsync(BackupUpload upload, Queue<PendingFrame> pending)
    {
        PendingFrame next = pending.Peek();
        ChunkFrameError error = await next.Verified.ConfigureAwait(false);
        if (error != ChunkFrameError.None)
        {
            throw new AgentRequestException(ErrorCode.BadRequest, $"The chunk {next.Header.Id} was refused and not stored: its bytes are not what its id says ({error}).");
        }
        if (!upload.Has(next.Header.Id))
        {
            await StoreAsync(upload, next).ConfigureAwait(false);
        }
        pending.Dequeue();
        ArrayPool<byte>.Shared.Return(next.Buffer);
    }

    private async Task StoreAsync(BackupUpload upload, PendingFrame next)
    {
        // First of all, so that nobody takes the chunk out of the store between the look there and the note that it is wanted.
        upload.AddSent(next.Header.Id, next.Header.RawLength);
        if (!volumes.Index.TryLocate(next.Header.Id, out _))
        {
            bool added = await upload.StoreAsync(() => AppendAsync(upload, next)).ConfigureAwait(false);
            upload.NewBytes += added ? next.Header.RawLength : 0;
        }
        else if (!upload.IsListed(next.Header.Id))
        {
            upload.Unlisted.Add(next.Header.Id);
        }
    }

    /// <summary>A write that was begun is never cancelled: it would leave half a frame in the volume.</summary>
    private async Task<bool> AppendAsync(BackupUpload upload, PendingFrame next)
    {
        VolumeWriter volume = await uploadVolumes.ForChunkAsync(upload, next.Frame.Length).ConfigureAwait(false);
        bool added = await volume.AppendChunkAsync(next.Frame, CancellationToken.None).ConfigureAwait(false);
        upload.AddToVolume(next.Header.Id);
        return added;
    }

    private static async Task DropAsync(Queue<PendingFrame> pending)
    {
        foreach (PendingFrame frame in pending)
        {
            await ((Task)frame.Verified).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            ArrayPool<byte>.Shared.Return(frame.Buffer);
        }
    }

    private sealed record PendingFrame(ChunkFrameHeader Header, byte[] Buffer, ReadOnlyMemory<byte> Frame, Task<ChunkFrameError> Verified);
}
