using System.Collections.Generic;
using Monitas.Catalog.Records;

namespace Monitas.BootServer.Jobs;

/// <summary>What one watcher of a job has been told already.</summary>
internal sealed class JobWatch
{
    private JobRecord? _job;
    private JobProgressReport? _progress;

    /// <summary>The number of the last log line that was told.</summary>
    public int LastLine { get; private set; }

    /// <summary>What is new since the last call; the end of the job comes last.</summary>
    public IReadOnlyList<JobUpdate> News(JobRecord? job, JobProgressReport? progress, IReadOnlyList<JobLogRecord> newLines)
    {
        var news = new List<JobUpdate>();
        foreach (JobLogRecord line in newLines)
        {
            news.Add(new JobUpdate { Log = line });
            LastLine = line.Number;
        }
        if (progress is not null && progress != _progress)
        {
            news.Add(new JobUpdate { Progress = progress });
            _progress = progress;
        }
        if (job is not null && !IsSame(job, _job))
        {
            news.Add(new JobUpdate { Job = job });
            _job = job;
        }
        return news;
    }

    /// <summary>Every change that counts also moves one of these; comparing the lists member by member would cost more than it tells.</summary>
    private static bool IsSame(JobRecord a, JobRecord? b) =>
        b is not null
        && (a.State, a.StateSince, a.Message, a.PlanHash, a.Events.Count, a.EventsLeftOut, a.CancelRequested)
        == (b.State, b.StateSince, b.Message, b.PlanHash, b.Events.Count, b.EventsLeftOut, b.CancelRequested);
}
