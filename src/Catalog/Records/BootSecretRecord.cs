using System;
using System.Text.Json.Serialization;
using Monitas.Contracts.Ids;

namespace Monitas.Catalog.Records;

/// <summary>
/// The secret on the kernel command line of a boot image: made for one job and one start of the machine, and what the agent in
/// that boot image exchanges for a credential.
/// </summary>
public sealed record BootSecretRecord
{
    /// <summary>The digest of the secret.</summary>
    public required SecretDigest Secret { get; init; }

    /// <summary>The machine that was told to boot.</summary>
    public required MachineId Machine { get; init; }

    /// <summary>Stands in <see cref="Job"/> when the machine booted unknown and was approved: its credential is for no single job, and ends at <see cref="Expires"/>.</summary>
    public static readonly JobId NoJob = new(0);

    /// <summary>The job for which it boots; <see cref="NoJob"/> for a machine that was paired.</summary>
    public required JobId Job { get; init; }

    /// <summary>Whether this start began as a pairing.</summary>
    [JsonIgnore]
    public bool IsPairing => Job == NoJob;

    /// <summary>When the secret was made.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>From when on the secret can no longer be exchanged. A credential that was got with it lives on until the job ends.</summary>
    public required DateTimeOffset Expires { get; init; }

    /// <summary>When it was first exchanged; null before.</summary>
    public DateTimeOffset? Used { get; init; }

    /// <summary>The boot id of the start that exchanged it: only that start may exchange it again (its answer may have been lost).</summary>
    public string BootId { get; init; } = "";

    /// <summary>The digest of the credential that was given for it; null before.</summary>
    public SecretDigest? Credential { get; init; }
}
