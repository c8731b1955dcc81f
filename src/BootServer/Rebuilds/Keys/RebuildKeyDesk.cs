using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Monitas.BootServer.Agents;
using Monitas.BootServer.Api;
using Monitas.Catalog.Records;
using Monitas.Contracts.Jobs;
using Monitas.Contracts.Machines;
using Monitas.Contracts.Messages;
using Monitas.Contracts.Plans;

namespace Monitas.BootServer.Rebuilds.Keys;

/// <summary>
/// Gives the passphrases of a rebuild to the boot image that makes the LUKS devices, always the same ones for a job, and then to the
/// sysadmin, who has them removed here once they are written down. Nothing of them is logged. Thread-safe.
/// </summary>
internal sealed class RebuildKeyDesk(RebuildKeyFiles files)
{
    private readonly Lock _lock = new();

    /// <summary>The passphrases for the agent of a running job; made when it asks first.</summary>
    /// <exception cref="AgentRequestException">It is not in a boot image, or the job makes no LUKS device, or the escrow lacks a passphrase.</exception>
    public RebuildKeys ForAgent(JobRecord job, AgentIdentity identity)
    {
        if (identity.Environment != AgentEnvironment.BootImage)
        {
            throw new AgentRequestException(ErrorCode.Forbidden, "Passphrases of a rebuild are given to a boot image only.");
        }
        List<MakeEncryption> steps = [.. job.ApprovedPlan?.Steps.OfType<MakeEncryption>() ?? []];
        if (job.Kind is not (JobKind.Rebuild or JobKind.Prep) || steps.Count == 0)
        {
            throw new AgentRequestException(ErrorCode.Conflict, $"Job {job.Id} has no approved plan that makes a LUKS device.");
        }
        if (steps.FirstOrDefault(s => s.Key == EncryptionKeySource.Escrow) is { } escrowed)
        {
            throw new AgentRequestException(ErrorCode.NotFound, $"The escrow has no passphrase for the LUKS device {escrowed.Encryption.Uuid}: make and approve a plan with a new passphrase.");
        }
        lock (_lock)
        {
            RebuildKeys? known = files.Find(job.Id);
            if (known is not null && steps.All(s => known.Keys.Any(k => k.Uuid == s.Encryption.Uuid)))
            {
                return known;
            }
            RebuildKeys made = new() { Keys = [.. steps.Select(s => new RebuildKey { Uuid = s.Encryption.Uuid, Passphrase = RebuildPassphrase.Make() })] };
            files.Save(job.Id, made);
            return made;
        }
    }

    /// <summary>The passphrases for the sysadmin, once the PC's disks are done with. They stay here until <see cref="Remove"/>.</summary>
    /// <exception cref="ApiException">There are none, or the agent is still at work.</exception>
    public RebuildKeys ForSysadmin(JobRecord job)
    {
        if (job.State is JobState.Queued or JobState.WaitingForMachine or JobState.WaitingForApproval or JobState.Running)
        {
            throw new ApiException(ErrorCode.Conflict, $"Job {job.Id} still works on the PC's disks: ask for its passphrases when it is done with them.");
        }
        lock (_lock)
        {
            return files.Find(job.Id) ?? throw ApiException.NotFound($"There are no passphrases of job {job.Id}: it made no LUKS device, or they were shown already.");
        }
    }

    /// <summary>Forgets the passphrases of a job: the sysadmin has them.</summary>
    public void Remove(JobRecord job)
    {
        lock (_lock)
        {
            files.Remove(job.Id);
        }
    }
}
