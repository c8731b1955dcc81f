using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;
using Monitas.Contracts.Ids;
using Monitas.Imaging.Volumes;

namespace Monitas.BootServer.Backups;

/// <summary>Begins the volumes that uploads are written to.</summary>
internal sealed class UploadVolumes(VolumeStore volumes, UploadDirectory directory, TimeProvider clock, ILogger<UploadVolumes> log)
{
    /// <summary>The upload's volume, begun now if it has none. Within the upload's turn; never cancelled half way.</summary>
    /// <exception cref="IOException">The store is full or failed.</exception>
    public async Task<VolumeWriter> OfAsync(BackupUpload upload)
    {
        if (upload.Volume is null)
        {
            VolumeId id = VolumeId.New(clock);
            DateTimeOffset now = clock.GetUtcNow();
            Note(id, new UploadNote(upload.Machine, upload.Job, now));
            upload.Volume = await VolumeWriter.CreateAsync(volumes.Store, id, now, settings: null, CancellationToken.None).ConfigureAwait(false);
        }
        return upload.Volume;
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
