using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.Extensions.Logging;
using Monitas.Catalog;
using Monitas.Catalog.Records;
using Monitas.Contracts.Ids;
using Monitas.Contracts.Jobs;

namespace Monitas.BootServer.Retention;

/// <summary>Takes archives out of the catalog. Their bytes go when their volumes are written anew.</summary>
internal sealed class ArchiveRemover(ICatalog catalog, ArchiveChunks chunks, ArchiveHolds holds, TimeProvider clock, ILogger<ArchiveRemover> log)
{
    /// <summary>The jobs that are not over, by the archive that they read.</summary>
    public ILookup<ArchiveId, JobId> Readers() => catalog.ListOpenJobs()
        .Where(job => job is { Kind: not JobKind.Backup, Parameters.Archive: not null })
        .ToLookup(job => job.Parameters.Archive!.Value, job => job.Id);

    /// <summary>Removes these archives, but for those that something has begun to read meanwhile.</summary>
    public IReadOnlyList<RemovedArchiveRecord> Remove(IReadOnlyList<ArchiveId> archives)
    {
        IReadOnlyList<RemovedArchiveRecord> removed = holds.WithFree(archives, free => catalog.RemoveArchives(free, clock.GetUtcNow()));
        foreach (RemovedArchiveRecord one in removed)
        {
            chunks.Drop(one.Archive);
            RetentionLog.ArchiveRemoved(log, one.Archive, one.Number, one.Machine);
        }
        return removed;
    }
}
