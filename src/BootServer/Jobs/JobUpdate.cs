using System;
using Monitas.Catalog.Records;
using Monitas.Contracts.Messages;

namespace Monitas.BootServer.Jobs;

/// <summary>One piece of news of a watched job: exactly one member is set.</summary>
internal sealed record JobUpdate
{
    /// <summary>The job as it is now.</summary>
    public JobRecord? Job { get; init; }

    /// <summary>How far it is.</summary>
    public JobProgressReport? Progress { get; init; }

    /// <summary>A new line of its log.</summary>
    public JobLogRecord? Log { get; init; }
}

/// <summary>An agent's progress with the server's clock.</summary>
/// <param name="Time">When the server got it.</param>
/// <param name="PhaseStarted">When the first progress of this phase came.</param>
/// <param name="Progress">What the agent said.</param>
internal sealed record JobProgressReport(DateTimeOffset Time, DateTimeOffset PhaseStarted, JobProgress Progress);
