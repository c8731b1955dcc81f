using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Channels;
using Monitas.Contracts.Ids;
using Monitas.Contracts.Messages;

namespace Monitas.BootServer.Jobs;

/// <summary>What is known of jobs besides the catalog: the last progress, and who wants to hear of changes. Lost with the process, safe from any thread.</summary>
internal sealed class JobBoard(TimeProvider clock)
{
    private readonly ConcurrentDictionary<JobId, JobProgressReport> _progress = new();
    private readonly Dictionary<JobId, List<Channel<bool>>> _watchers = [];
    private readonly Lock _gate = new();

    /// <summary>The last progress of a job; null when there is none.</summary>
    public JobProgressReport? Progress(JobId job) => _progress.GetValueOrDefault(job);

    /// <summary>Keeps an agent's progress. True when it is the first of a phase.</summary>
    public bool Report(JobProgress progress)
    {
        DateTimeOffset now = clock.GetUtcNow();
        JobProgressReport? last = Progress(progress.Job);
        bool newPhase = last is null || last.Progress.Phase != progress.Phase;
        _progress[progress.Job] = new JobProgressReport(now, newPhase ? now : last!.PhaseStarted, progress);
        Signal(progress.Job);
        return newPhase;
    }

    /// <summary>Forgets the progress of a job that no agent works on.</summary>
    public void Forget(JobId job) => _progress.TryRemove(job, out _);

    /// <summary>Wakes all who watch a job.</summary>
    public void Signal(JobId job)
    {
        lock (_gate)
        {
            foreach (Channel<bool> watcher in _watchers.GetValueOrDefault(job, []))
            {
                watcher.Writer.TryWrite(true);
            }
        }
    }

    /// <summary>A bell that rings after changes to a job; rings that nobody has heard yet are one ring. Give it back with <see cref="Unwatch"/>.</summary>
    public Channel<bool> Watch(JobId job)
    {
        var watcher = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
        lock (_gate)
        {
            if (!_watchers.TryGetValue(job, out List<Channel<bool>>? list))
            {
                _watchers[job] = list = [];
            }
            list.Add(watcher);
        }
        return watcher;
    }

    /// <summary>Ends a watch.</summary>
    public void Unwatch(JobId job, Channel<bool> watcher)
    {
        lock (_gate)
        {
            if (_watchers.TryGetValue(job, out List<Channel<bool>>? list) && list.Remove(watcher) && list.Count == 0)
            {
                _watchers.Remove(job);
            }
        }
    }
}
