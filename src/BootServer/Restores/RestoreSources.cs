using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Monitas.BootServer.Agents;
using Monitas.BootServer.Backups;
using Monitas.Catalog;
using Monitas.Catalog.Records;
using Monitas.Contracts.Ids;
using Monitas.Contracts.Messages;
using Monitas.Imaging;
using Monitas.Imaging.Manifests;

namespace Monitas.BootServer.Restores;

/// <summary>
/// What the running jobs may read: the chunks of the archive that the sysadmin named in the job, and no others. Read from the
/// manifest once for each job and held until the job is over. Thread-safe.
/// </summary>
internal sealed class RestoreSources(ICatalog catalog, ManifestCache manifests, StorePresence presence, SharedFrames frames) : IJobTransfers
{
    private readonly ConcurrentDictionary<JobId, Lazy<Task<ReadableArchive>>> _sources = [];

    /// <inheritdoc/>
    public IReadOnlyCollection<JobId> Jobs => [.. _sources.Keys];

    /// <summary>The archive of a restore, compare or rebuild.</summary>
    /// <exception cref="AgentRequestException">The job has none, or it is not in the catalog any more.</exception>
    public ArchiveRecord ArchiveOf(JobRecord job) =>
        job.Parameters.Archive is { } id && catalog.FindArchive(id) is { } archive
            ? archive
            : throw Gone(job);

    /// <summary>Is the archive that a job reads still in the catalog?</summary>
    public bool IsThere(JobRecord job) => job.Parameters.Archive is { } id && catalog.FindArchive(id) is not null;

    /// <summary>What a job is told whose archive is not in the catalog.</summary>
    public AgentRequestException Gone(JobRecord job) => catalog.ListRemovedArchives().FirstOrDefault(removed => removed.Archive == job.Parameters.Archive) is { } gone
        ? new(ErrorCode.NotFound, $"Archive {gone.Number} of job {job.Id} was removed: choose another archive.")
        : new(ErrorCode.NotFound, $"The archive of job {job.Id} is not in the catalog (it was removed, or the catalog is an older copy): choose another archive.");

    /// <summary>Opens the manifest of an archive; the caller disposes it.</summary>
    /// <exception cref="AgentRequestException">The volume is missing or damaged, or the store is away.</exception>
    public async Task<FileStream> OpenManifestAsync(ArchiveRecord archive, CancellationToken cancellationToken)
    {
        try
        {
            return await manifests.OpenAsync(archive, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or VolumeFormatException)
        {
            if (e is not VolumeFormatException && await presence.FindAbsenceAsync(cancellationToken).ConfigureAwait(false) is { } why)
            {
                throw new AgentRequestException(ErrorCode.StoreAway, why, e);
            }
            if (e is not (FileNotFoundException or VolumeFormatException))
            {
                throw;
            }
            throw new AgentRequestException(ErrorCode.Corrupt, $"The manifest of archive {archive.Id} cannot be read from volume {archive.Volume}: {e.Message}", e);
        }
    }

    /// <summary>What the job may read.</summary>
    public async Task<ReadableArchive> FindAsync(JobRecord job)
    {
        Lazy<Task<ReadableArchive>> source = _sources.GetOrAdd(job.Id, _ => new Lazy<Task<ReadableArchive>>(() => LoadAsync(job)));
        try
        {
            return await source.Value.ConfigureAwait(false);
        }
        catch
        {
            // The next request tries again.
            _sources.TryRemove(new KeyValuePair<JobId, Lazy<Task<ReadableArchive>>>(job.Id, source));
            throw;
        }
    }

    /// <summary>Does more than one running job read this archive?</summary>
    public bool IsShared(ArchiveId archive) => Readers().Count(a => a == archive) > 1;

    /// <inheritdoc/>
    public ValueTask ForgetAsync(JobId job)
    {
        _sources.TryRemove(job, out _);
        List<ArchiveId> readers = [.. Readers()];
        if (readers.Distinct().Count() == readers.Count)
        {
            frames.Clear();
        }
        return ValueTask.CompletedTask;
    }

    /// <summary>The archive of each job that has begun to read.</summary>
    private IEnumerable<ArchiveId> Readers() => _sources.Values.Where(s => s is { IsValueCreated: true, Value.IsCompletedSuccessfully: true }).Select(s => s.Value.Result.Archive.Id);

    private async Task<ReadableArchive> LoadAsync(JobRecord job)
    {
        ArchiveRecord archive = ArchiveOf(job);
        FileStream file = await OpenManifestAsync(archive, CancellationToken.None).ConfigureAwait(false);
        using ManifestReader manifest = ManifestReader.Open(file, file.Name);
        return new ReadableArchive(archive, new HashSet<ChunkId>(manifest.ChunkIds()));
    }
}
