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
}
