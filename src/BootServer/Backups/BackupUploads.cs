using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;
using Monitas.BootServer.Agents;
using Monitas.Catalog;
using Monitas.Catalog.Records;
using Monitas.Contracts.Ids;
using Monitas.Contracts.Messages;
using Monitas.Imaging;
using Monitas.Imaging.Manifests;
using Monitas.Imaging.Stores;
using Monitas.Imaging.Volumes;

namespace Monitas.BootServer.Backups;

/// <summary>
/// The uploads of running backup jobs. They live in memory only: after a restart of the server a job has none, and its agent
/// begins anew; what it had sent is in the store or kept by <see cref="InterruptedUploads"/>, and not sent again. Thread-safe.
/// </summary>
internal sealed class BackupUploads(
    ICatalog catalog, VolumeStore volumes, StorePresence presence, ManifestCache manifests, MachineChunks chunks, InterruptedUploads interrupted, UploadDirectory directory,
    TimeProvider clock, ILogger<BackupUploads> log) : IJobTransfers, IAsyncDisposable
{
    private const string StartOver = "The server has no upload for this job any more (it was restarted, or the backup began anew): the backup has to start over.";

    private readonly ConcurrentDictionary<JobId, BackupUpload> _uploads = [];
    private readonly ConcurrentDictionary<JobId, SemaphoreSlim> _beginning = [];

    /// <inheritdoc/>
    public IReadOnlyCollection<JobId> Jobs => [.. _uploads.Keys];

    /// <summary>Begins a job's upload. It goes on with what an earlier attempt of the job has sent, if that is still open.</summary>
    /// <returns>The manifest to copy spans from; null when there is none whose content is all in the store. The caller disposes it.</returns>
    /// <exception cref="AgentRequestException">The store is away: a volume that is begun now would lie beside it.</exception>
    public async Task<FileStream?> BeginAsync(JobRecord job, CancellationToken cancellationToken)
    {
        if (await presence.FindAbsenceAsync(cancellationToken).ConfigureAwait(false) is { } why)
        {
            throw new AgentRequestException(ErrorCode.StoreAway, why);
        }
        await interrupted.SettleAsync(job.Machine, cancellationToken).ConfigureAwait(false);
        ChunkSet known = await chunks.OpenAsync(job.Machine, cancellationToken).ConfigureAwait(false);
        FileStream? manifest = FindBase(job) is { } newest
            ? await OpenBaseAsync(job, newest, cancellationToken).ConfigureAwait(false)
            : null;
        BackupUpload fresh = new(job.Id, job.Machine, clock.GetUtcNow(), known, volumes.Index);
        SemaphoreSlim beginning = _beginning.GetOrAdd(job.Id, _ => new SemaphoreSlim(1));
        await beginning.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        try
        {
            if (_uploads.TryGetValue(job.Id, out BackupUpload? earlier))
            {
                await fresh.ContinueAsync(earlier, StartOver).ConfigureAwait(false);
            }
            _uploads[job.Id] = fresh;
        }
        finally
        {
            beginning.Release();
        }
        return manifest;
    }

    /// <summary>May some running backup refer to this chunk?</summary>
    public bool Hold(ChunkId chunk) => _uploads.Values.Any(upload => upload.Knows(chunk));

    /// <summary>The upload of a job.</summary>
    /// <exception cref="AgentRequestException">There is none.</exception>
    public BackupUpload Find(JobId job) =>
        _uploads.TryGetValue(job, out BackupUpload? upload) ? upload : throw new AgentRequestException(ErrorCode.Conflict, StartOver);

    /// <summary>
    /// Runs something that changes an upload. When the store is full, the upload is given up and its volume removed, so that the space is
    /// free again. When the store fails otherwise, the upload is given up too, and what is sound of its volume is kept.
    /// </summary>
    public async Task<T> ChangeAsync<T>(BackupUpload upload, Func<Task<T>> change, CancellationToken cancellationToken)
    {
        using BackupUpload.Turn turn = await upload.EnterAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await change().ConfigureAwait(false);
        }
        catch (Exception e) when (upload.StoreFault is not null)
        {
            AgentRequestException why = e switch
            {
                StoreFullException => new(ErrorCode.StoreFull, await FullAsync().ConfigureAwait(false), e),
                OperationCanceledException => new(ErrorCode.Conflict, StartOver, e),
                _ => new(ErrorCode.Internal, $"The server could not store the backup: {e.Message}", e),
            };
            BackupLog.UploadBroken(log, upload.Job, upload.Machine, e);
            if (upload.End(why) is { } volume)
            {
                await GiveUpAsync(volume, keep: e is not StoreFullException).ConfigureAwait(false);
            }
            throw why;
        }
    }

    /// <inheritdoc/>
    public async ValueTask ForgetAsync(JobId job)
    {
        if (_uploads.TryGetValue(job, out BackupUpload? upload))
        {
            if (await CloseAsync(job, upload).ConfigureAwait(false) is { } volume)
            {
                interrupted.Seal(upload.Machine, volume);
            }
            BackupLog.UploadEnded(log, job, upload.Machine);
        }
    }

    /// <summary>Leaves all unfinished volumes to the next start, because the server stops: to seal a large one takes longer than that may.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (JobId job in Jobs)
        {
            if (_uploads.TryGetValue(job, out BackupUpload? upload) && await CloseAsync(job, upload).ConfigureAwait(false) is { } volume)
            {
                await volume.SuspendAsync().ConfigureAwait(false);
                await volume.DisposeAsync().ConfigureAwait(false);
            }
        }
    }

    /// <summary>
    /// Ends an upload and only then forgets it: a commit that is under way goes on meanwhile, and until it is over nothing that it refers to may
    /// be taken out of the store (<see cref="Hold"/>).
    /// </summary>
    private async Task<VolumeWriter?> CloseAsync(JobId job, BackupUpload upload)
    {
        VolumeWriter? volume = await upload.CloseAsync(StartOver).ConfigureAwait(false);
        _uploads.TryRemove(KeyValuePair.Create(job, upload));
        _beginning.TryRemove(job, out _);
        return volume;
    }

    private async Task GiveUpAsync(VolumeWriter volume, bool keep)
    {
        UploadNote? note = keep ? directory.FindNote(volume.Id) : null;
        if (note is not null)
        {
            await volume.SuspendAsync().ConfigureAwait(false);
            interrupted.Salvage(volume.Id, note);
        }
        await volume.DisposeAsync().ConfigureAwait(false);
        if (note is null)
        {
            directory.Forget(volume.Id);
        }
    }

    /// <summary>The newest archive of the same kind: of files nothing can be taken over from images.</summary>
    private ArchiveRecord? FindBase(JobRecord job) =>
        catalog.FindNewestArchive(job.Machine) is { Layout.IsOfImages: true } images && !job.IsColdBackup
            ? catalog.ListArchives(job.Machine).LastOrDefault(archive => archive.Layout is not { IsOfImages: true })
            : catalog.FindNewestArchive(job.Machine);

    private async Task<FileStream?> OpenBaseAsync(JobRecord job, ArchiveRecord newest, CancellationToken cancellationToken)
    {
        try
        {
            FileStream manifest = await manifests.OpenAsync(newest, cancellationToken).ConfigureAwait(false);
            if (IsAllThere(manifest))
            {
                return manifest;
            }
            await manifest.DisposeAsync().ConfigureAwait(false);
            BackupLog.BaseUnusable(log, job.Id, newest.Id, job.Machine, "some of its chunks are not in the store any more");
        }
        catch (VolumeFormatException e)
        {
            manifests.Drop(newest.Id);
            BackupLog.BaseUnusable(log, job.Id, newest.Id, job.Machine, e.Message);
        }
        catch (FileNotFoundException e)
        {
            BackupLog.BaseUnusable(log, job.Id, newest.Id, job.Machine, e.Message);
        }
        return null;
    }

    /// <summary>Are all chunks of a manifest in the store? Leaves the stream at its begin.</summary>
    private bool IsAllThere(FileStream manifest)
    {
        using ManifestReader reader = ManifestReader.Open(manifest, manifest.Name, leaveOpen: true);
        bool all = reader.ChunkIds().All(chunk => volumes.Index.TryLocate(chunk, out _));
        manifest.Position = 0;
        return all;
    }

    private async Task<string> FullAsync()
    {
        StoreSpace space = await volumes.Store.GetSpaceAsync(CancellationToken.None).ConfigureAwait(false);
        return $"The store is full ({space.FreeBytes / 1_000_000} MB free of {space.TotalBytes / 1_000_000} MB): make space on the server, then order the backup again.";
    }
}
