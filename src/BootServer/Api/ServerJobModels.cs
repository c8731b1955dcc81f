using System.Collections.Generic;
using Monitas.BootServer.Retention;
using Monitas.BootServer.Verify;
using Monitas.Catalog.Records;

namespace Monitas.BootServer.Api;

/// <summary>One thing that a job of the server's own has found: exactly one member is set.</summary>
internal sealed record JobFinding
{
    /// <summary>Verify: what was found in one volume.</summary>
    public VolumeVerification? Volume { get; init; }

    /// <summary>Verify of an archive: the conclusion, after its volumes.</summary>
    public VerifyReply? Archive { get; init; }

    /// <summary>Prune: what was done.</summary>
    public PruneReply? Prune { get; init; }
}

/// <summary>A job of the server's own with what it found, for --json.</summary>
/// <param name="Job">The job.</param>
/// <param name="Findings">What it found.</param>
internal sealed record ServerJobReply(JobRecord Job, IReadOnlyList<JobFinding> Findings);
