using System;
using Monitas.Contracts.Jobs;

namespace Monitas.Agent.Session;

/// <summary>An end that a person must see: one sentence that says what to do, and the exit code.</summary>
internal sealed class AgentException(ExitCode exitCode, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>The exit code of the command.</summary>
    public ExitCode ExitCode { get; } = exitCode;

    /// <summary>The server or this machine says no.</summary>
    public static AgentException Refused(string message) => new(ExitCode.Refused, message);

    /// <summary>The server does not answer.</summary>
    public static AgentException Unreachable(Uri server, Exception inner) =>
        new(ExitCode.Unreachable, $"The server {server} cannot be reached ({inner.InnerException?.Message ?? inner.Message}). Is it on, and is the address right?", inner);
}
