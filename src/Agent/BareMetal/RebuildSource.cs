using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Agent.Jobs;
using Monitas.Agent.Session;
using Monitas.Contracts.Messages;
using Monitas.Contracts.Plans;

namespace Monitas.Agent.BareMetal;

/// <summary>What a rebuild gets from the server while it runs.</summary>
/// <param name="RestoreFiles">Puts the archive's files below the given directory; its warnings and figures become the rebuild's.</param>
/// <param name="FetchKeys">Asks for the passphrases of the LUKS devices that the plan makes.</param>
internal sealed record RebuildSource(Func<string, CancellationToken, Task<JobResult>> RestoreFiles, Func<CancellationToken, Task<RebuildKeys>> FetchKeys)
{
    /// <summary>Asks for what the agent of a clone will show to the server; null where no clone is made.</summary>
    public Func<CancellationToken, Task<Enrolment>>? FetchCredential { get; init; }

    /// <summary>Writes an image of the archive onto a device node, reads it back, and returns how many bytes it wrote; null where no plan has images.</summary>
    public Func<WriteImage, string, CancellationToken, Task<long>>? WriteImage { get; init; }

    /// <summary>The enrolment of the system that is made.</summary>
    /// <exception cref="RebuildException">It cannot be had; disks were written to by then.</exception>
    public async Task<Enrolment> CredentialAsync(CancellationToken ct)
    {
        try
        {
            return FetchCredential is null ? throw RebuildContext.Failure("Nobody gives the new system a credential.") : await FetchCredential(ct).ConfigureAwait(false);
        }
        catch (ArchiveServerException e)
        {
            throw new RebuildException($"The credential of the new system cannot be had from the server: {e.Message} Order the prep again.", e) { DisksTouched = true };
        }
    }

    /// <summary>The passphrases that the plan needs; nothing is asked for when it makes no LUKS device.</summary>
    /// <exception cref="RebuildException">One is missing; nothing was written.</exception>
    public async Task<RebuildKeys> KeysAsync(RebuildPlan plan, CancellationToken ct)
    {
        List<MakeEncryption> steps = [.. plan.Steps.OfType<MakeEncryption>()];
        if (steps.Count == 0)
        {
            return new RebuildKeys { Keys = [] };
        }

        RebuildKeys keys = await FetchAsync(ct).ConfigureAwait(false);
        MakeEncryption? without = steps.FirstOrDefault(s => !keys.Keys.Any(k => string.Equals(k.Uuid, s.Encryption.Uuid, StringComparison.OrdinalIgnoreCase) && k.Passphrase.Length > 0));
        return without is null
            ? keys
            : throw new RebuildException($"The server has no passphrase for the LUKS device {without.Encryption.MapName} ({without.Encryption.Uuid}). Nothing was written: make and approve a new plan.");
    }

    private async Task<RebuildKeys> FetchAsync(CancellationToken ct)
    {
        try
        {
            return await FetchKeys(ct).ConfigureAwait(false);
        }
        catch (ArchiveServerException e)
        {
            throw new RebuildException($"The passphrases for the LUKS devices cannot be had from the server: {e.Message} Nothing was written.", e);
        }
    }
}
