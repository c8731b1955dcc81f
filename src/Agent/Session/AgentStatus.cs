using System;
using Monitas.Contracts.Ids;

namespace Monitas.Agent.Session;

/// <summary>What the daemon last knew, for `monitas-agent status`; kept in a file below /run.</summary>
internal sealed record AgentStatus
{
    /// <summary>The daemon's process number; a reader checks that it still runs.</summary>
    public required int ProcessId { get; init; }

    /// <summary>Is the session with the server up?</summary>
    public required bool Connected { get; init; }

    /// <summary>Since when it is up or down.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>Why it is down, in words; empty when it is up.</summary>
    public string Trouble { get; init; } = "";

    /// <summary>The job in hand; null when there is none.</summary>
    public JobId? Job { get; init; }

    /// <summary>The job in words; empty when there is none.</summary>
    public string JobText { get; init; } = "";
}
