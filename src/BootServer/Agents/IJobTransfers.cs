using System.Collections.Generic;
using System.Threading.Tasks;
using Monitas.Contracts.Ids;

namespace Monitas.BootServer.Agents;

/// <summary>Something that is held for jobs while they run: an unfinished volume, the list of chunks that a job may read.</summary>
internal interface IJobTransfers
{
    /// <summary>The jobs for which something is held.</summary>
    IReadOnlyCollection<JobId> Jobs { get; }

    /// <summary>Lets go of what is held for a job that is over; nothing happens when there is nothing.</summary>
    ValueTask ForgetAsync(JobId job);
}
