using System;
using System.Collections.Generic;
using Monitas.Catalog.Records;
using Monitas.Contracts.Ids;

namespace Monitas.Catalog.LiteDb;

/// <content>What the server's own jobs have come to.</content>
public sealed partial class LiteDbCatalog
{
    /// <inheritdoc/>
    public void SaveJobResult(JobResultRecord result)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(result.Json.Length, JobResultRecord.MaxJsonLength);
        Write(database => database.GetCollection(JobResults).Upsert(
            Document(LogKey(result.Job, result.Number), result, CatalogJson.Default.JobResultRecord, ("job", result.Job.Value))));
    }

    /// <inheritdoc/>
    public IReadOnlyList<JobResultRecord> ListJobResults(JobId job) => Read(database =>
        Records(
            database.GetCollection(JobResults).Query().Where("$._id BETWEEN @0 AND @1", LogKey(job, 0), LogKey(job, int.MaxValue)).OrderBy("_id").ToEnumerable(),
            CatalogJson.Default.JobResultRecord));
}
