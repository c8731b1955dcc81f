using System.Threading;
using System.Threading.Tasks;
using Monitas.Catalog.Records;
using Monitas.Contracts.Jobs;

namespace Monitas.BootServer.Jobs.ServerWork;

/// <summary>One kind of job that the server does itself.</summary>
internal interface IServerWork
{
    /// <summary>The kind.</summary>
    JobKind Kind { get; }

    /// <summary>
    /// Does the job, or goes on with it where <paramref name="notes"/> say that it stood. Failures come as exceptions; their message is what the job says.
    /// </summary>
    /// <param name="job">The job as it was begun or taken up again.</param>
    /// <param name="notes">Where it stands and what it has found.</param>
    /// <param name="cancellationToken">The job was cancelled, or the server ends; what is half-done then is safe and can be gone on with.</param>
    Task<ServerWorkEnd> RunAsync(JobRecord job, IServerWorkNotes notes, CancellationToken cancellationToken);
}
