using System.Collections.Concurrent;
using System.Threading;
using System.Threading.Channels;
using Monitas.Contracts.Ids;

namespace Monitas.BootServer.Jobs.ServerWork;

/// <summary>Between the job engine, which decides, and <see cref="ServerWorkRunner"/>, which works: the jobs that are to be done here. Safe from any thread.</summary>
internal sealed class ServerWorkQueue
{
    private readonly Channel<JobId> _ready = Channel.CreateUnbounded<JobId>();
    private readonly ConcurrentDictionary<JobId, CancellationTokenSource> _known = new();

    /// <summary>The jobs to begin, in order.</summary>
    public ChannelReader<JobId> Ready => _ready.Reader;

    /// <summary>Has a job begun; one that is under way, or waits to be begun, goes on.</summary>
    public void Begin(JobId job)
    {
        if (_known.TryAdd(job, new CancellationTokenSource()))
        {
            _ready.Writer.TryWrite(job);
        }
    }

    /// <summary>Has a job stop.</summary>
    public void Stop(JobId job)
    {
        if (_known.TryGetValue(job, out CancellationTokenSource? stop))
        {
            stop.Cancel();
        }
    }

    /// <summary>Rings when the job is to stop. Only of a job from <see cref="Ready"/> that was not left.</summary>
    public CancellationToken StopOf(JobId job) => _known[job].Token;

    /// <summary>Nobody works on the job any more.</summary>
    public void Leave(JobId job) => _known.TryRemove(job, out _);
}
