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
internal sealed class ArchiveRemover(ICatalog catalog, ArchiveChunks chunks, TimeProvider clock, ILogger<ArchiveRemover> log)
{
    /// <summary>Begins what the server says of an archive that lacks something.</summary>
    private static readonly string[] NotWhole = ["Not whole: ", "Damaged: "];

    /// <summary>Is all that the archive needs there and sound, as far as is known?</summary>
    public static bool IsWhole(ArchiveRecord archive) =>
        !archive.Warnings.Any(warning => NotWhole.Any(mark => warning.StartsWith(mark, StringComparison.Ordinal)));

    /// <summary>The jobs that are not over, by the archive that they read.</summary>
    public ILookup<ArchiveId, JobId> Readers() => catalog.ListOpenJobs()
        .Where(job => job is { Kind: not JobKind.Backup, Parameters.Archive: not null })
        .ToLookup(job => job.Parameters.Archive!.Value, job => job.Id);

    /// <summary>Removes these archives, but for those that a job has begun to read meanwhile.</summary>
    public IReadOnlyList<RemovedArchiveRecord> Remove(IReadOnlyList<ArchiveId> archives)
    {
        IReadOnlyList<RemovedArchiveRecord> removed = catalog.RemoveArchives(archives, clock.GetUtcNow());
        foreach (RemovedArchiveRecord one in removed)
        {
            chunks.Drop(one.Archive);
            RetentionLog.ArchiveRemoved(log, one.Archive, one.Number, one.Machine);
        }
        return removed;
    }
}
