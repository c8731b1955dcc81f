using System;
using Monitas.Contracts.Messages;

namespace Monitas.BootServer.Agents;

/// <summary>A request of an agent cannot be served; it becomes an <see cref="ErrorReply"/>.</summary>
internal sealed class AgentRequestException : Exception
{
    /// <summary>Makes one.</summary>
    /// <param name="code">The kind of error; it decides the HTTP status.</param>
    /// <param name="message">One sentence for a person that says what to do.</param>
    /// <param name="cause">What was caught, if anything; only the log shows it.</param>
    public AgentRequestException(ErrorCode code, string message, Exception? cause = null)
        : base(message, cause) => Code = code;

    /// <summary>The kind of error.</summary>
    public ErrorCode Code { get; }
}
