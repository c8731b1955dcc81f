using System;
using Monitas.Contracts.Ids;

namespace Monitas.Agent.Cli;

/// <summary>The answer of `monitas-agent enroll --json`.</summary>
internal sealed record EnrollAnswer
{
    /// <summary>The machine's id on the server.</summary>
    public required MachineId Machine { get; init; }

    /// <summary>The machine's name on the server.</summary>
    public required string MachineName { get; init; }

    /// <summary>The server.</summary>
    public required Uri Server { get; init; }
}
