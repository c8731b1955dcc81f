using System;
using System.Collections.Generic;
using LiteDB;
using Monitas.Catalog.Records;
using Monitas.Contracts.Ids;
using Monitas.Contracts.Jobs;
using Monitas.Contracts.Messages;

namespace Monitas.Catalog.LiteDb;

/// <content>Jobs with their logs and differences.</content>
public sealed partial class LiteDbCatalog
{
    /// <inheritdoc/>
    public JobRecord AddJob(Func<JobId, JobRecord> make) => Write(database =>
    {
        JobRecord job = make(new JobId(NextNumber(database, JobCounter)));
        database.GetCollection(Jobs).Insert(Document(job));
        return job;
    });

    /// <inheritdoc/>
    public JobRecord? FindJob(JobId id) => Read(database => Record(database.GetCollection(Jobs).FindById(id.Value), CatalogJson.Default.JobRecord));

    /// <inheritdoc/>
    public IReadOnlyList<JobRecord> ListJobs(MachineId? machine = null, int max = 100) => Read(database =>
    {
        ILiteQueryable<BsonDocument> query = database.GetCollection(Jobs).Query();
        query = machine is { } id ? query.Where("$.machine = @0", id.ToString()) : query;
        return Records(query.OrderByDescending("_id").Limit(max).ToEnumerable(), CatalogJson.Default.JobRecord);
    });

    /// <inheritdoc/>
    public IReadOnlyList<JobRecord> ListOpenJobs() => Read(OpenJobs);

    /// <inheritdoc/>
    public void SaveJob(JobRecord job) => Write(database => database.GetCollection(Jobs).Upsert(Document(job)));

    /// <inheritdoc/>
    public void AppendJobLog(JobLogRecord line) => Write(database =>
    {
        ILiteCollection<BsonDocument> logs = database.GetCollection(JobLogs);
        int number = logs.Count("$.job = @0", line.Job.Value) + 1;
        if (number > JobLogRecord.MaxLinesPerJob)
        {
            return false;
        }
        string text = number == JobLogRecord.MaxLinesPerJob ? "The log is full; further lines are not kept." : line.Text;
        JobLogRecord numbered = line with { Number = number, Text = text.Length > JobLogRecord.MaxTextLength ? text[..JobLogRecord.MaxTextLength] : text };
        logs.Insert(Document(LogKey(line.Job, number), numbered, CatalogJson.Default.JobLogRecord, ("job", line.Job.Value)));
        return true;
    }, flush: false);

    /// <inheritdoc/>
    public IReadOnlyList<JobLogRecord> ListJobLog(JobId job, int afterNumber = 0) => Read(database =>
        Records(
            database.GetCollection(JobLogs).Query().Where("$._id BETWEEN @0 AND @1", LogKey(job, afterNumber + 1), LogKey(job, int.MaxValue)).OrderBy("_id").ToEnumerable(),
            CatalogJson.Default.JobLogRecord));

    /// <inheritdoc/>
    public void SaveDifferences(JobId job, IReadOnlyList<Difference> differences) => Write(database =>
        database.GetCollection(Differences).Upsert(Document(job.Value, new StoredDifferences(job, differences), CatalogJson.Default.StoredDifferences)));

    /// <inheritdoc/>
    public IReadOnlyList<Difference> ListDifferences(JobId job) => Read(database =>
        Record(database.GetCollection(Differences).FindById(job.Value), CatalogJson.Default.StoredDifferences)?.Differences ?? []);

    private static List<JobRecord> OpenJobs(LiteDatabase database) =>
        Records(database.GetCollection(Jobs).Query().Where("$.open = true").OrderBy("_id").ToEnumerable(), CatalogJson.Default.JobRecord);

    private static BsonDocument Document(JobRecord job) => Document(
        job.Id.Value, job, CatalogJson.Default.JobRecord, ("machine", job.Machine.ToString()), ("open", !job.State.IsFinal()));

    /// <summary>A key that sorts by job, then by line: both as fixed-width decimal numbers.</summary>
    private static string LogKey(JobId job, int number) => $"{job.Value:D19}.{number:D10}";
}
