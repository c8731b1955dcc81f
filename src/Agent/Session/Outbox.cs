using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Contracts.Ids;
using Monitas.Contracts.Messages;

namespace Monitas.Agent.Session;

/// <summary>
/// What the agent still has to say. Jobs write into it whether or not the session is up; the session takes from it.
/// Progress is merged (only the newest of a job counts), log lines are bounded, and the end of a job stays until the server has
/// confirmed it. Thread-safe.
/// </summary>
internal sealed class Outbox : IDisposable
{
    private const int MaxWaitingLines = 2000;

    private readonly Lock _lock = new();
    private readonly Queue<AgentMessage> _lines = new();
    private readonly Dictionary<JobId, JobProgress> _progress = [];
    private readonly Dictionary<JobId, JobFinished> _finished = [];
    private readonly HashSet<JobId> _finishedSaid = [];
    private readonly Dictionary<JobId, TaskCompletionSource<bool>> _confirmations = [];
    private readonly SemaphoreSlim _news = new(0);
    private TaskCompletionSource _urgent = NewSignal();
    private int _dropped;
    private bool _helloAsked;

    /// <summary>Something to say once: a start or a log line. Beyond 2,000 waiting lines the oldest are dropped and counted.</summary>
    public void Say(AgentMessage message)
    {
        lock (_lock)
        {
            if (_lines.Count >= MaxWaitingLines)
            {
                _lines.Dequeue();
                _dropped++;
            }
            _lines.Enqueue(message);
        }
        _news.Release();
    }

    /// <summary>How far a job is; replaces what was not yet sent.</summary>
    public void Say(JobProgress progress)
    {
        lock (_lock)
        {
            _progress[progress.Job] = progress;
        }
        _news.Release();
    }

    /// <summary>The end of a job; kept until <see cref="Confirm"/>.</summary>
    /// <returns>A task that ends when the server has confirmed, with whether it has said to go (<see cref="JobFinishedReceived.Go"/>).</returns>
    public Task<bool> Finish(JobFinished finished)
    {
        TaskCompletionSource<bool> confirmed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            _progress.Remove(finished.Job);
            _finished[finished.Job] = finished;
            _confirmations[finished.Job] = confirmed;
            _urgent.TrySetResult();
        }
        _news.Release();
        return confirmed.Task;
    }

    /// <summary>The server has stored the end of this job.</summary>
    /// <param name="job">The job.</param>
    /// <param name="go">It has said to go, too.</param>
    public void Confirm(JobId job, bool go = false)
    {
        TaskCompletionSource<bool>? confirmed;
        lock (_lock)
        {
            _finished.Remove(job);
            _finishedSaid.Remove(job);
            _confirmations.Remove(job, out confirmed);
        }
        confirmed?.TrySetResult(go);
    }

    /// <summary>Is the end of this job waiting for the server's confirmation?</summary>
    public bool IsFinished(JobId job)
    {
        lock (_lock)
        {
            return _finished.ContainsKey(job);
        }
    }

    /// <summary>The server wants another hello.</summary>
    public void AskHello()
    {
        lock (_lock)
        {
            _helloAsked = true;
            _urgent.TrySetResult();
        }
        _news.Release();
    }

    /// <summary>Takes the server's wish for another hello; false when there is none.</summary>
    public bool TakeHelloAsked()
    {
        lock (_lock)
        {
            bool asked = _helloAsked;
            _helloAsked = false;
            return asked;
        }
    }

    /// <summary>A new session has begun: ends of jobs that were not confirmed are said again.</summary>
    public void SessionBegins()
    {
        lock (_lock)
        {
            _finishedSaid.Clear();
            _helloAsked = false;
        }
        _news.Release();
    }

    /// <summary>Waits until there may be something to say.</summary>
    public Task WaitAsync(CancellationToken cancel) => _news.WaitAsync(cancel);

    /// <summary>Waits until there is something that should be said at once: the end of a job, or a hello that the server wants.</summary>
    public Task WaitForUrgentAsync()
    {
        lock (_lock)
        {
            return _urgent.Task;
        }
    }

    /// <summary>Takes all that is to be said now, in order: lines, progress, ends.</summary>
    public IReadOnlyList<AgentMessage> Take()
    {
        List<AgentMessage> messages = [];
        lock (_lock)
        {
            if (_urgent.Task.IsCompleted && !_helloAsked)
            {
                _urgent = NewSignal();
            }
            if (_dropped > 0 && _lines.TryPeek(out AgentMessage? first) && first is JobLog log)
            {
                messages.Add(new JobLog { Job = log.Job, Text = $"{_dropped} log lines were dropped while the server could not be reached." });
                _dropped = 0;
            }
            messages.AddRange(_lines);
            _lines.Clear();
            messages.AddRange(_progress.Values);
            _progress.Clear();
            foreach (JobFinished finished in _finished.Values)
            {
                if (_finishedSaid.Add(finished.Job))
                {
                    messages.Add(finished);
                }
            }
        }
        return messages;
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <inheritdoc/>
    public void Dispose() => _news.Dispose();
}
