using System;
using System.Linq;
using Monitas.BootServer.Agents;
using Monitas.Catalog;
using Monitas.Catalog.Records;
using Monitas.Contracts.Machines;
using Monitas.Contracts.Messages;
using Monitas.Contracts.Plans;

namespace Monitas.BootServer.Preps.Clones;

/// <summary>
/// Gives a clone the credential by which its agent will be the machine that it was put onto, not the one that the archive is from. What the machine had
/// before ends here: its disks are written anew. Only the SHA-256 of it is stored.
/// </summary>
internal sealed class CloneCredentials(ICatalog catalog, TimeProvider clock)
{
    /// <summary>A new credential for the machine of the job; the last one that was given counts, since a prep that was cut starts over.</summary>
    /// <exception cref="AgentRequestException">It is not asked for in a boot image, or the job's approved plan makes no clone.</exception>
    public EnrollReply Give(JobRecord job, AgentIdentity identity)
    {
        if (identity.Environment != AgentEnvironment.BootImage)
        {
            throw new AgentRequestException(ErrorCode.Forbidden, "The credential of a clone is given to a boot image only.");
        }
        if (job.ApprovedPlan?.Steps.OfType<RenewIdentity>().Any() != true)
        {
            throw new AgentRequestException(ErrorCode.Conflict, $"Job {job.Id} has no approved plan that makes a clone.");
        }
        string credential = SecretDigest.NewSecret();
        MachineRecord machine = catalog.UpdateMachine(job.Machine, m => m with { Credential = SecretDigest.Of(credential) })
            ?? throw new AgentRequestException(ErrorCode.NotFound, "The machine was removed from the server.");
        return new EnrollReply { Machine = machine.Id, MachineName = machine.Name, Credential = credential, ServerTime = clock.GetUtcNow() };
    }
}
