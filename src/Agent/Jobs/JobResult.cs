using System.Collections.Generic;
using Monitas.Contracts.Jobs;
using Monitas.Contracts.Messages;
using Monitas.Contracts.Wiping;

namespace Monitas.Agent.Jobs;

/// <summary>How the agent's part of a job ended; the session turns it into a <see cref="JobFinished"/>.</summary>
internal sealed record JobResult
{
    /// <summary>The most warnings that a result holds; more of them are only counted.</summary>
    public const int MaxWarnings = 1000;

    /// <summary>How it ended: succeeded or with warnings. Failures and cancellation are exceptions, but for a wipe, which may have erased some disks before.</summary>
    public required JobOutcome Outcome { get; init; }

    /// <summary>One sentence: what was done.</summary>
    public required string Message { get; init; }

    /// <summary>What the sysadmin should know, one sentence each.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>Figures by name: "files", "bytes", "newBytes", "sentBytes", "unchangedFiles", "seconds" ... .</summary>
    public IReadOnlyDictionary<string, long> Figures { get; init; } = new Dictionary<string, long>();

    /// <summary>A compare job's findings; null for other kinds.</summary>
    public IReadOnlyList<Difference>? Differences { get; init; }

    /// <summary>What a wipe has come to, disk by disk; null for other kinds.</summary>
    public IReadOnlyList<WipeOutcome>? Wipes { get; init; }
}
