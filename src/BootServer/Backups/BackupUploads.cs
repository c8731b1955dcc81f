using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.IO;
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

namespace Monitas.BootServer.Backups;

/// <summary>
/// The uploads of running backup jobs. They live in memory only: after a restart of the server a job has none, and its agent
/// starts over. Thread-safe.
/// </summary>
internal sealed class BackupUploads(ICatalog catalog, VolumeStore volumes, ManifestCache manifests, TimeProvider clock, ILogger<BackupUploads> log)
    : IJobTransfers, IAsyncDisposable
{
    private const string StartOver = "The server has no upload for this job any more (it was restarted, or the backup began anew): the backup has to start over.";

    private readonly ConcurrentDictionary<JobId, BackupUpload> _uploads = [];

    /// <inheritdoc/>
    public IReadOnlyCollection<JobId> Jobs => [.. _uploads.Keys];

    /// <summary>Begins a job's upload, forgetting what an earlier attempt of the job has sent.</summary>
    /// <returns>The manifest to copy spans from; null when there is none whose content is all in the store. The caller disposes it.</returns>
    public async Task<FileStream?> BeginAsync(JobRecord job, CancellationToken cancellationToken)
    {
        await ForgetAsync(job.Id).ConfigureAwait(false);
        HashSet<ChunkId> known = [];
        FileStream? manifest = null;
        if (catalog.FindNewestArchive(job.Machine) is { } newest)
        {
            manifest = await OpenBaseAsync(job, newest, known, cancellationToken).ConfigureAwait(false);
        }
        BackupUpload fresh = new(job.Id, job.Machine, clock.GetUtcNow(), known);
        BackupUpload? replaced = null;
        _uploads.AddOrUpdate(job.Id, fresh, (_, other) =>
        {
            replaced = other;
            return fresh;
        });
        if (replaced is not null)
        {
            // Two requests to begin came at once; the later one counts.
            await replaced.CloseAsync(StartOver).ConfigureAwait(false);
        }
        return manifest;
    }

    /// <summary>The upload of a job.</summary>
    /// <exception cref="AgentRequestException">There is none.</exception>
    public BackupUpload Find(JobId job) =>
        _uploads.TryGetValue(job, out BackupUpload? upload) ? upload : throw new AgentRequestException(ErrorCode.Conflict, StartOver);

    /// <summary>
    /// Runs something that changes an upload. When the store is full or fails, the upload is given up and its volume removed, so that
    /// the space is free again.
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
            AgentRequestException why = e is StoreFullException
                ? new(ErrorCode.StoreFull, await FullAsync().ConfigureAwait(false), e)
                : new(ErrorCode.Internal, $"The server could not store the backup: {e.Message}", e);
            BackupLog.UploadBroken(log, upload.Job, upload.Machine, e);
            await upload.EndAsync(why).ConfigureAwait(false);
            throw why;
        }
    }

    /// <inheritdoc/>
    public async ValueTask ForgetAsync(JobId job)
    {
        if (_uploads.TryRemove(job, out BackupUpload? upload))
        {
            await upload.CloseAsync(StartOver).ConfigureAwait(false);
            BackupLog.UploadEnded(log, job, upload.Machine);
        }
    }

    /// <summary>Gives all uploads up, because the server stops.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (JobId job in Jobs)
        {
            await ForgetAsync(job).ConfigureAwait(false);
        }
    }

    private async Task<FileStream?> OpenBaseAsync(JobRecord job, ArchiveRecord newest, HashSet<ChunkId> known, CancellationToken cancellationToken)
    {
        try
        {
            FileStream manifest = await manifests.OpenAsync(newest, cancellationToken).ConfigureAwait(false);
            if (ReadChunks(manifest, known))
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

    /// <summary>Collects the chunks that are in the store; true when none is missing. Leaves the stream at its begin.</summary>
    private bool ReadChunks(FileStream manifest, HashSet<ChunkId> known)
    {
        bool all = true;
        using (ManifestReader reader = ManifestReader.Open(manifest, manifest.Name, leaveOpen: true))
        {
            foreach (ChunkId chunk in reader.ChunkIds())
            {
                bool here = known.Contains(chunk) || volumes.Index.TryLocate(chunk, out _);
                all &= here;
                if (here)
                {
                    known.Add(chunk);
                }
            }
        }
        manifest.Position = 0;
        return all;
    }

    private async Task<string> FullAsync()
    {
        StoreSpace space = await volumes.Store.GetSpaceAsync(CancellationToken.None).ConfigureAwait(false);
        return $"The store is full ({space.FreeBytes / 1_000_000} MB free of {space.TotalBytes / 1_000_000} MB): make space on the server, then order the backup again.";
    }
}
