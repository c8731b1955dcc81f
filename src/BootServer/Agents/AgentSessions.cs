using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Net.WebSockets;
using System.Threading;
using System.Threading.Tasks;
using Monitas.BootServer.Jobs;
using Monitas.Contracts.Ids;
using Monitas.Contracts.Machines;
using Monitas.Contracts.Messages;

namespace Monitas.BootServer.Agents;

/// <summary>The open sessions, at most one for each machine: a new one takes the place of the old. Thread-safe.</summary>
internal sealed class AgentSessions : IAgentSessions
{
    private readonly ConcurrentDictionary<MachineId, AgentSession> _sessions = [];
    private readonly ConcurrentDictionary<MachineId, SemaphoreSlim> _turns = [];

    /// <summary>The machines that have a session.</summary>
    public IReadOnlyCollection<MachineId> Machines => [.. _sessions.Keys];

    /// <inheritdoc/>
    public bool IsConnected(MachineId machine, AgentEnvironment environment) =>
        _sessions.TryGetValue(machine, out AgentSession? session) && session.Identity.Environment == environment;

    /// <inheritdoc/>
    public ValueTask<bool> SendAsync(MachineId machine, ServerMessage message, CancellationToken cancellationToken) =>
        ValueTask.FromResult(_sessions.TryGetValue(machine, out AgentSession? session) && session.TrySend(message));

    /// <summary>
    /// Waits for the machine's turn: comings and goings of one machine are told to the job engine one after the other, so that the
    /// late end of an old session is never taken for the end of the new one. Give the turn back by disposing it.
    /// </summary>
    public async ValueTask<Turn> EnterAsync(MachineId machine, CancellationToken cancellationToken)
    {
        SemaphoreSlim turn = _turns.GetOrAdd(machine, _ => new SemaphoreSlim(1));
        await turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        return new Turn(turn);
    }

    /// <summary>Makes this the machine's session and closes the one before it, which is returned; null when there was none. Call it within a turn.</summary>
    public AgentSession? Put(AgentSession session)
    {
        _sessions.TryGetValue(session.Identity.Machine, out AgentSession? before);
        _sessions[session.Identity.Machine] = session;
        before?.Close(WebSocketCloseStatus.EndpointUnavailable, "replaced: the machine has opened another session");
        return before;
    }

    /// <summary>Is it the machine's session still? Call it within a turn.</summary>
    public bool IsCurrent(AgentSession session) => _sessions.TryGetValue(session.Identity.Machine, out AgentSession? current) && current == session;

    /// <summary>Takes a session out; false when another has taken its place. Call it within a turn.</summary>
    public bool Remove(AgentSession session) =>
        _sessions.TryRemove(new KeyValuePair<MachineId, AgentSession>(session.Identity.Machine, session));

    /// <inheritdoc/>
    public void Drop(MachineId machine, string reason)
    {
        if (_sessions.TryGetValue(machine, out AgentSession? session))
        {
            session.Close(WebSocketCloseStatus.PolicyViolation, reason);
        }
    }

    /// <summary>Closes all sessions because the server stops.</summary>
    public void CloseAll()
    {
        foreach (AgentSession session in _sessions.Values)
        {
            session.Close(WebSocketCloseStatus.EndpointUnavailable, "The server stops.");
        }
    }

    /// <summary>A machine's turn.</summary>
    internal readonly struct Turn(SemaphoreSlim turn) : IDisposable
    {
        /// <summary>Gives the turn back.</summary>
        public void Dispose() => turn.Release();
    }
}
