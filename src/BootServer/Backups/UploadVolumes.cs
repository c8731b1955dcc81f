using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;
using Monitas.Contracts.Ids;
using Monitas.Imaging.Volumes;

namespace Monitas.BootServer.Backups;

/// <summary>
/// Begins the volumes that uploads are written to. Where volumes have a limit, a full one is sealed without an archive, its chunks are
/// known from then on, and the archive goes on in the next.
/// </summary>
internal sealed class UploadVolumes(
    VolumeStore volumes, UploadDirectory directory, InterruptedUploads interrupted, TimeProvider clock, ILogger<UploadVolumes> log)
{
    /// <summary>The volume for a chunk that the upload's volume does not have yet. Within the upload's turn; never cancelled half way.</summary>
    /// <exception cref="IOException">The store is full or failed.</exception>
    public Task<VolumeWriter> ForChunkAsync(BackupUpload upload, int frameLength) =>
        OfAsync(upload, volume => volume.HasRoomForChunk(frameLength));

    /// <summary>The volume for the upload's archive. Within the upload's turn; never cancelled half way.</summary>
    /// <exception cref="IOException">The store is full or failed.</exception>
    public Task<VolumeWriter> ForArchiveAsync(BackupUpload upload, long manifestBytes, int layoutBytes, int descriptionBytes, int otherVolumes) =>
        OfAsync(upload, volume => volume.HasRoomForArchive(manifestBytes, layoutBytes, descriptionBytes, otherVolumes));

    private async Task<VolumeWriter> OfAsync(BackupUpload upload, Func<VolumeWriter, bool> hasRoom)
    {
        if (upload.Volume is { } volume && !hasRoom(volume))
        {
            await EndAsync(upload, volume).ConfigureAwait(false);
        }
        if (upload.Volume is null)
        {
            VolumeId id = VolumeId.New(clock);
            DateTimeOffset now = clock.GetUtcNow();
            Note(id, new UploadNote(upload.Machine, upload.Job, now));
            upload.Volume = await volumes.BeginAsync(id, now, CancellationToken.None).ConfigureAwait(false);
        }
        return upload.Volume;
    }

    /// <summary>Until its archive is committed, a full volume is what it would be if the upload ended now.</summary>
    private async Task EndAsync(BackupUpload upload, VolumeWriter volume)
    {
        SealedVolume done = await volume.SealAsync(upload.Machine, CancellationToken.None).ConfigureAwait(false);
        upload.Volume = null;
        upload.Filled.Add(done);
        await volume.DisposeAsync().ConfigureAwait(false);
        await interrupted.TakeInAsync(upload.Machine, done).ConfigureAwait(false);
        directory.Forget(volume.Id);
        BackupLog.VolumeFilled(log, upload.Job, upload.Machine, volume.Id, done.LengthBytes);
    }

    /// <summary>Without its note a backup still works; only a killed server would not know whose volume it was.</summary>
    private void Note(VolumeId id, UploadNote note)
    {
        try
        {
            directory.Note(id, note);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            BackupLog.UploadNotNoted(log, id, e);
        }
    }
}
