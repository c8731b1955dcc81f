using System;
using System.Collections.Generic;
using Monitas.Catalog;
using Monitas.Catalog.Records;
using Monitas.Contracts.Ids;

namespace Monitas.BootServer.Rebuilds;

/// <summary>Makes the secrets of starts of the boot image, and the kernel arguments that carry them. Thread-safe.</summary>
internal sealed class BootSecrets(ICatalog catalog, BootImageAddress address, TimeProvider clock)
{
    /// <summary>From the script to the agent's first request: kernel and boot image over a slow network, then a slow start.</summary>
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(30);

    /// <summary>The arguments of one start of this machine for this job.</summary>
    public IReadOnlyList<string> Issue(MachineId machine, JobId job)
    {
        string secret = SecretDigest.NewSecret();
        DateTimeOffset now = clock.GetUtcNow();
        catalog.AddBootSecret(new BootSecretRecord
        {
            Secret = SecretDigest.Of(secret),
            Machine = machine,
            Job = job,
            Created = now,
            Expires = now + Lifetime,
        });
        return Arguments(secret);
    }

    /// <summary>The arguments with this secret.</summary>
    public IReadOnlyList<string> Arguments(string secret) => [$"monitas.url={address.Url()}", $"monitas.secret={secret}", $"monitas.ca={address.CaFingerprint}"];
}
