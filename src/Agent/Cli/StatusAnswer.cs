using System;
using Monitas.Contracts.Ids;

namespace Monitas.Agent.Cli;

/// <summary>The answer of `monitas-agent status --json`.</summary>
internal sealed record StatusAnswer
{
    /// <summary>Does this machine belong to a server?</summary>
    public required bool Enrolled { get; init; }

    /// <summary>The server; null when not enrolled.</summary>
    public Uri? Server { get; init; }

    /// <summary>The machine's name on the server; empty when not enrolled.</summary>
    public string MachineName { get; init; } = "";

    /// <summary>Does the daemon run?</summary>
    public required bool DaemonRuns { get; init; }

    /// <summary>Is the daemon connected to the server?</summary>
    public required bool Connected { get; init; }

    /// <summary>Since when that is so; null when the daemon does not run.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>What is wrong, in one sentence; empty when all is well.</summary>
    public string Trouble { get; init; } = "";

    /// <summary>The job in hand; null when there is none.</summary>
    public JobId? Job { get; init; }

    /// <summary>The job in words.</summary>
    public string JobText { get; init; } = "";
}
