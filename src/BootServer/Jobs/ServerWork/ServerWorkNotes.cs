using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Monitas.Catalog;
using Monitas.Catalog.Records;
using Monitas.Contracts.Ids;
using Monitas.Contracts.Messages;

namespace Monitas.BootServer.Jobs.ServerWork;

/// <summary>The notes of one job: progress on the board, everything else in the catalog.</summary>
internal sealed class ServerWorkNotes(JobId job, ICatalog catalog, JobBoard board, TimeProvider clock) : IServerWorkNotes
{
    /// <summary>The part of the job's results that says where it goes on.</summary>
    public const int StandNumber = 0;

    private static readonly TimeSpan ProgressPause = TimeSpan.FromMilliseconds(250);

    private readonly Lock _gate = new();
    private long _lastProgress = long.MinValue;
    private (JobPhase, string) _lastStep;

    /// <inheritdoc/>
    public string? Stand => catalog.ListJobResults(job).FirstOrDefault(part => part.Number == StandNumber)?.Json;

    /// <inheritdoc/>
    public IReadOnlyList<string> Findings => [.. catalog.ListJobResults(job).Where(part => part.Number != StandNumber).Select(part => part.Json)];

    /// <inheritdoc/>
    public void Progress(JobPhase phase, string text, long doneBytes, long totalBytes)
    {
        lock (_gate)
        {
            long now = clock.GetTimestamp();
            if (_lastProgress != long.MinValue && _lastStep == (phase, text) && clock.GetElapsedTime(_lastProgress, now) < ProgressPause)
            {
                return;
            }
            (_lastProgress, _lastStep) = (now, (phase, text));
        }
        board.Report(new JobProgress { Job = job, Phase = phase, Text = text, DoneBytes = doneBytes, TotalBytes = totalBytes });
    }

    /// <inheritdoc/>
    public void Log(string text, bool warning = false)
    {
        catalog.AppendJobLog(new JobLogRecord { Job = job, Time = clock.GetUtcNow(), Warning = warning, Text = text });
        board.Signal(job);
    }

    /// <inheritdoc/>
    public void KeepStand(string json) => catalog.SaveJobResult(new JobResultRecord { Job = job, Number = StandNumber, Json = json });

    /// <inheritdoc/>
    public void AddFinding(string json)
    {
        lock (_gate)
        {
            int number = catalog.ListJobResults(job) is [.., JobResultRecord last] ? last.Number + 1 : 1;
            catalog.SaveJobResult(new JobResultRecord { Job = job, Number = Math.Max(number, 1), Json = json });
        }
    }
}
