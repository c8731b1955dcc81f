using System.Threading;
using System.Threading.Tasks;
using Monitas.Contracts.Ids;
using Monitas.Contracts.Messages;

namespace Monitas.Agent.Session;

/// <summary>Does the work of an order.</summary>
internal interface IJobExecutor
{
    /// <summary>Does it.</summary>
    /// <returns>How it ended. Expected failures are thrown as exceptions whose message is fit for a person.</returns>
    Task<JobFinished> ExecuteAsync(JobId job, Order order, CancellationToken cancel);

    /// <summary>The server has stored the end of an order's work.</summary>
    /// <param name="order">The order.</param>
    /// <param name="go">Do what the work was made ready for; false: take it back.</param>
    /// <param name="cancel">Stops it.</param>
    /// <returns>When that is done. A failure, which is said to the server, is thrown as an exception whose message is fit for a person.</returns>
    Task AnsweredAsync(Order order, bool go, CancellationToken cancel) => Task.CompletedTask;
}
