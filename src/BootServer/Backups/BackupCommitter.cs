using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;
using Monitas.BootServer.Agents;
using Monitas.Catalog;
using Monitas.Catalog.Records;
using Monitas.Contracts.Ids;
using Monitas.Contracts.Messages;
using Monitas.Contracts.Plans;
using Monitas.Imaging;
using Monitas.Imaging.Manifests;
using Monitas.Imaging.Volumes;

namespace Monitas.BootServer.Backups;

/// <summary>
/// Makes an archive of an upload. The order is a rule: chunk bytes durable -> volume sealed and verified -> archive in the
/// catalog. Whatever breaks between two of these steps leaves a state that the next start (<see cref="StoreReconciler"/>) or a
/// repeated commit completes.
/// </summary>
internal sealed class BackupCommitter(
    ICatalog catalog, VolumeStore volumes, UploadVolumes uploadVolumes, UploadDirectory directory, ManifestCache manifests, MachineChunks chunks, TimeProvider clock,
    ILogger<BackupCommitter> log)
{
    /// <summary>The receipt of an archive that this job has made already; null when it has made none.</summary>
    public ArchiveReceipt? FindReceipt(JobRecord job)
    {
        ArchiveRecord? archive = catalog.ListArchives(job.Machine).LastOrDefault(a => a.Job == job.Id);
        return archive is not null && catalog.FindVolume(archive.Volume) is { } volume
            ? new ArchiveReceipt { Archive = archive.Id, Volume = volume.Id, VolumeBytes = volume.SizeBytes }
            : null;
    }

    /// <summary>Seals the job's volume and puts the archive into the catalog.</summary>
    /// <param name="job">The job.</param>
    /// <param name="upload">Its upload; the caller has its turn.</param>
    /// <param name="manifestPath">The manifest that the agent sent, as a file in the state directory; it becomes the cached one.</param>
    /// <param name="stopping">The server stops.</param>
    /// <exception cref="AgentRequestException">The manifest is not acceptable.</exception>
    public async Task<ArchiveReceipt> CommitAsync(JobRecord job, BackupUpload upload, string manifestPath, CancellationToken stopping)
    {
        upload.Sealed ??= await SealAsync(job, upload, manifestPath, stopping).ConfigureAwait(false);
        (ArchiveRecord archive, IReadOnlyList<VolumeRecord> filled) = upload.Sealed;
        VolumeRecord volume = filled[^1];
        volumes.Switch(() => catalog.CommitArchive(
            archive with { Volumes = volumes.Current(archive.Volumes) }, [.. filled.Where(one => !volumes.IsReplaced(one.Id))]));
        BackupLog.Committed(log, job.Id, archive.Id, job.Machine, volume.Id, volume.SizeBytes);
        return new ArchiveReceipt { Archive = archive.Id, Volume = volume.Id, VolumeBytes = volume.SizeBytes };
    }

    private async Task<SealedArchive> SealAsync(JobRecord job, BackupUpload upload, string manifestPath, CancellationToken stopping)
    {
        ArchiveRecord archive;
        IReadOnlyList<ChunkId> unlisted;
        try
        {
            (archive, unlisted) = Check(job, upload, manifestPath, stopping);
        }
        catch (VolumeFormatException e)
        {
            throw new AgentRequestException(ErrorCode.BadRequest, $"The manifest is damaged: {e.Message}", e);
        }
        (SealedVolume done, IReadOnlyList<VolumeId> others) = await upload.StoreAsync(() => WriteAsync(job, upload, archive, manifestPath, stopping)).ConfigureAwait(false);
        volumes.Index.Add(done);
        Cache(archive.Id, manifestPath);
        await chunks.AddAsync(job.Machine, archive.Id.Value, unlisted).ConfigureAwait(false);
        List<VolumeRecord> filled = [.. upload.Filled.Append(done).Select(volume => Record(job, volume))];
        VolumeId id = done.Description.Volume;
        directory.Forget(id);
        Dictionary<string, long> figures = new(archive.Figures) { ["storedBytes"] = filled.Sum(volume => volume.SizeBytes) };
        return new SealedArchive(archive with { Volume = id, Volumes = [.. others, id], Figures = figures }, filled);
    }

    private VolumeRecord Record(JobRecord job, SealedVolume volume) => new()
    {
        Id = volume.Description.Volume,
        Name = VolumeNames.OfVolume(volume.Description.Volume),
        SizeBytes = volume.LengthBytes,
        Sealed = clock.GetUtcNow(),
        Machine = job.Machine,
        Figures = new Dictionary<string, long> { ["chunks"] = volume.Chunks.Count },
    };

    /// <summary>Writes the manifest into the upload's last volume and seals that; returns the other volumes that the archive needs too.</summary>
    private async Task<(SealedVolume Last, IReadOnlyList<VolumeId> Others)> WriteAsync(
        JobRecord job, BackupUpload upload, ArchiveRecord archive, string manifestPath, CancellationToken stopping)
    {
        byte[] layoutJson = archive.Layout is null ? [] : JsonSerializer.SerializeToUtf8Bytes(archive.Layout, ContractsJson.Default.MachineLayout);
        int filled = upload.Filled.Count;
        int descriptionBytes = Describe(job, archive, [.. archive.Volumes, default]).Length;
        VolumeWriter volume = await uploadVolumes.ForArchiveAsync(
            upload, new FileInfo(manifestPath).Length, layoutJson.Length, descriptionBytes, archive.Volumes.Count + 1).ConfigureAwait(false);
        // Where the chunks' volume had no room for the manifest, it is one that the archive needs.
        List<VolumeId> others = [.. archive.Volumes, .. upload.Filled.Skip(filled).Select(ended => ended.Description.Volume)];
        await using (FileStream manifest = File.OpenRead(manifestPath))
        {
            await volume.PutManifestAsync(archive.Id, manifest, layoutJson, Describe(job, archive, others), others, stopping).ConfigureAwait(false);
        }
        SealedVolume done = await volume.SealAsync(stopping).ConfigureAwait(false);
        upload.Volume = null;
        await volume.DisposeAsync().ConfigureAwait(false);
        return (done, others);
    }

    /// <summary>What VOLUME.JSON is to say of the archive.</summary>
    private byte[] Describe(JobRecord job, ArchiveRecord archive, IReadOnlyList<VolumeId> others)
    {
        return ArchiveDescription.Of(archive with { Volumes = others }, job.MachineName, catalog.FindMachine(job.Machine)).ToJson();
    }

    /// <summary>The cache is only a copy: an archive does not fail because of it.</summary>
    private void Cache(ArchiveId archive, string manifestPath)
    {
        try
        {
            manifests.Adopt(archive, manifestPath);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            BackupLog.ManifestNotCached(log, archive, e);
        }
    }

    /// <summary>The archive as far as it is known before its own volume is sealed, and its chunks that are not in the machine's list yet.</summary>
    private (ArchiveRecord Archive, IReadOnlyList<ChunkId> Unlisted) Check(JobRecord job, BackupUpload upload, string manifestPath, CancellationToken stopping)
    {
        using ManifestReader manifest = ManifestReader.Open(manifestPath);
        ManifestCheck check = new(upload, volumes.Index);
        check.Run(manifest, stopping);
        if (catalog.FindArchive(manifest.Header.Archive) is not null || catalog.ListRemovedArchives().Any(removed => removed.Archive == manifest.Header.Archive))
        {
            throw new AgentRequestException(ErrorCode.Conflict, $"There is or was an archive {manifest.Header.Archive} already: the backup has to start over.");
        }
        List<string> warnings = [];
        if (check.InconsistentFiles > 0)
        {
            warnings.Add($"{CountText.Of(check.InconsistentFiles, "file")} changed while being read; the content stored may be mixed from several moments.");
        }
        if (upload.Layout is null)
        {
            warnings.Add("How the disks are laid out was not recorded: files can be restored from this archive, but no machine rebuilt.");
        }
        if (catalog.FindNewestArchive(job.Machine) is { } before && before.Time > upload.Started)
        {
            warnings.Add(FormattableString.Invariant(
                $"The server's clock was set wrong at this archive or at the one before: archive {before.Number} is dated {before.Time:u}, this one {upload.Started:u}. The numbers tell the order."));
        }
        ArchiveRecord archive = new()
        {
            Id = manifest.Header.Archive,
            Machine = job.Machine,
            Number = catalog.NextArchiveNumber(job.Machine),
            Time = upload.Started,
            Job = job.Id,
            Volume = default,
            Volumes = [.. check.Volumes.OrderBy(id => id.Value)],
            Figures = new Dictionary<string, long> { ["files"] = manifest.EntryCount, ["bytes"] = manifest.TotalBytes, ["newBytes"] = upload.NewBytes },
            Warnings = warnings,
            Layout = upload.Layout,
        };
        return (archive, [.. check.Chunks.Where(chunk => !upload.IsListed(chunk))]);
    }
}
