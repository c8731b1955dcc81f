using System;
using System.Collections.Generic;
using System.Runtime.ExceptionServices;
using System.Threading;
using System.Threading.Tasks;

namespace Monitas.Agent.Jobs;

/// <summary>
/// The parts of a pipeline, which run side by side: the first that fails stops the others, and its failure is the one that is thrown.
/// </summary>
internal sealed class TaskGroup : IDisposable
{
    private readonly CancellationTokenSource _stop;
    private readonly CancellationToken _outer;
    private readonly List<Task> _tasks = [];
    private ExceptionDispatchInfo? _first;

    /// <summary>Makes a group that also stops when the outer token is cancelled.</summary>
    internal TaskGroup(CancellationToken cancellationToken)
    {
        _outer = cancellationToken;
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
    }

    /// <summary>Cancelled when a part has failed or the whole is to stop.</summary>
    internal CancellationToken Token => _stop.Token;

    /// <summary>Starts a part that awaits.</summary>
    internal void Run(Func<CancellationToken, Task> part) => _tasks.Add(GuardAsync(Task.Run(() => part(Token), CancellationToken.None)));

    /// <summary>Starts a part that blocks, on a thread of its own.</summary>
    internal void RunBlocking(Action<CancellationToken> part) => _tasks.Add(GuardAsync(Task.Factory.StartNew(
        () => part(Token), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)));

    /// <summary>Waits for all parts.</summary>
    /// <exception cref="OperationCanceledException">The outer token was cancelled.</exception>
    internal async Task WaitAsync()
    {
        await Task.WhenAll(_tasks).ConfigureAwait(false);
        _outer.ThrowIfCancellationRequested();
        _first?.Throw();
    }

    /// <summary>Frees the token; only after <see cref="WaitAsync"/>.</summary>
    public void Dispose() => _stop.Dispose();

    private async Task GuardAsync(Task part)
    {
        try
        {
            await part.ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            Interlocked.CompareExchange(ref _first, ExceptionDispatchInfo.Capture(failure), null);
            await _stop.CancelAsync().ConfigureAwait(false);
        }
    }
}
