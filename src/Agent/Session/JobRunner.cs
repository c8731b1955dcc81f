using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Contracts.Ids;
using Monitas.Contracts.Jobs;
using Monitas.Contracts.Messages;

namespace Monitas.Agent.Session;

/// <summary>
/// Holds the jobs that this agent has in hand. One runs at a time, further ones wait for it; the connection to the server
/// does not matter to them. Thread-safe.
/// </summary>
internal sealed class JobRunner(IJobExecutor executor, Outbox outbox, IAgentDisplay display, CancellationToken shutdown) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<JobId, CancellationTokenSource> _jobs = [];
    private readonly SemaphoreSlim _turn = new(1);

    /// <summary>Raised when the server has confirmed the end of a job.</summary>
    public event Action<Order, JobFinished>? Confirmed;

    /// <summary>The jobs in hand, and those whose end the server has not confirmed.</summary>
    public IReadOnlyList<JobId> Running
    {
        get
        {
            lock (_lock)
            {
                return [.. _jobs.Keys.OrderBy(j => j.Value)];
            }
        }
    }

    /// <summary>Takes an order; an order for a job in hand is a repetition and ignored.</summary>
    public void Start(StartJob start)
    {
        CancellationTokenSource cancel = CancellationTokenSource.CreateLinkedTokenSource(shutdown);
        lock (_lock)
        {
            if (!_jobs.TryAdd(start.Job, cancel))
            {
                cancel.Dispose();
                return;
            }
        }
        _ = Task.Run(() => RunAsync(start, cancel), CancellationToken.None);
    }

    /// <summary>Stops a job; one that is not in hand is over already.</summary>
    public void Cancel(JobId job)
    {
        lock (_lock)
        {
            if (_jobs.TryGetValue(job, out CancellationTokenSource? cancel))
            {
                cancel.Cancel();
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();

    private async Task RunAsync(StartJob start, CancellationTokenSource cancel)
    {
        JobFinished finished = await ExecuteAsync(start, cancel.Token).ConfigureAwait(false);
        if (shutdown.IsCancellationRequested)
        {
            // The agent itself is being stopped: the server keeps the job and orders it again after the next start.
            return;
        }
        display.JobEnds(finished);
        bool go = await outbox.Finish(finished).ConfigureAwait(false);
        await AnsweredAsync(start, go && !cancel.IsCancellationRequested).ConfigureAwait(false);
        lock (_lock)
        {
            _jobs.Remove(start.Job);
        }
        cancel.Dispose();
        Confirmed?.Invoke(start.Order, finished);
        // From here on the agent only waits, mostly for a day: the machine gets back what the job had in memory. Not before: nobody is to wait for
        // this, and as long as the job's last call was on this thread's stack, all of it was in use.
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
    }

    private async Task AnsweredAsync(StartJob start, bool go)
    {
        try
        {
            await executor.AnsweredAsync(start.Order, go, shutdown).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (shutdown.IsCancellationRequested)
        {
            // The agent itself is being stopped.
        }
#pragma warning disable CA1031 // The job's edge, as below: what was confirmed as done could not be followed up.
        catch (Exception e)
#pragma warning restore CA1031
        {
            JobFinished failed = new() { Job = start.Job, Outcome = JobOutcome.Failed, Message = e.Message };
            display.JobEnds(failed);
            await outbox.Finish(failed).ConfigureAwait(false);
        }
    }

    private async Task<JobFinished> ExecuteAsync(StartJob start, CancellationToken cancel)
    {
        try
        {
            await _turn.WaitAsync(cancel).ConfigureAwait(false);
            try
            {
                outbox.Say(new JobStarted { Job = start.Job });
                display.JobBegins(start.Job, Title(start.Order));
                return await executor.ExecuteAsync(start.Job, start.Order, cancel).ConfigureAwait(false);
            }
            finally
            {
                _turn.Release();
            }
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            return new JobFinished { Job = start.Job, Outcome = JobOutcome.Cancelled, Message = "Stopped on the server's order." };
        }
#pragma warning disable CA1031 // The job's edge: whatever went wrong becomes the job's failure, and the agent lives on.
        catch (Exception e)
#pragma warning restore CA1031
        {
            return new JobFinished { Job = start.Job, Outcome = JobOutcome.Failed, Message = e.Message };
        }
    }

    private static string Title(Order order) => order switch
    {
        BackupOrder { DryRun: true } => "Dry run of a backup",
        BackupOrder { Cold: true } => "Cold backup",
        BackupOrder => "Backup",
        RestoreOrder => "Restore of files",
        CompareOrder => "Compare",
        RebuildOrder => "Rebuild",
        WipeOrder => "Wipe of disks",
        EnterBootImageOrder => "Restart into the boot image",
        _ => order.GetType().Name,
    };
}
