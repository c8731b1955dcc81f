using System;
using System.Net.WebSockets;

namespace Monitas.BootServer.Agents;

/// <summary>The server ends a session because of what the agent said.</summary>
internal sealed class SessionEndException : Exception
{
    /// <summary>Makes one.</summary>
    /// <param name="status">Why, by RFC 6455 7.4.1.</param>
    /// <param name="reason">Why, in at most 120 characters.</param>
    public SessionEndException(WebSocketCloseStatus status, string reason)
        : base(reason) => Status = status;

    /// <summary>Why, by RFC 6455 7.4.1.</summary>
    public WebSocketCloseStatus Status { get; }
}
