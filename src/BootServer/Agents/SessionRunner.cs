using System;
using System.Net;
using System.Net.WebSockets;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;
using Monitas.BootServer.Jobs;
using Monitas.Contracts.Messages;

namespace Monitas.BootServer.Agents;

/// <summary>Leads one session from the agent's hello to its end, and tells the job engine of both. One instance serves all sessions.</summary>
internal sealed class SessionRunner(AgentSessions sessions, JobEngine jobs, MessageDispatcher dispatcher, TimeProvider clock, ILogger<SessionRunner> log)
{
    private const int MaxMalformed = 16;

    /// <summary>How long an agent may take to say hello.</summary>
    private static readonly TimeSpan HelloLimit = TimeSpan.FromSeconds(30);

    /// <summary>Runs the session; returns when it is over. Never throws for anything that the agent does.</summary>
    public async Task RunAsync(WebSocket socket, AgentIdentity identity, IPAddress? address, CancellationToken aborted)
    {
        using AgentSession session = new(socket, identity);
        using CancellationTokenSource ends = CancellationTokenSource.CreateLinkedTokenSource(session.Cut, aborted);
        string why = await TalkAsync(socket, session, address, ends.Token).ConfigureAwait(false);
        session.Close(WebSocketCloseStatus.NormalClosure, "");
        await session.WriteAsync().ConfigureAwait(false);
        AgentLog.Disconnected(log, identity.MachineName, identity.Machine, session.CloseReason.Length > 0 ? session.CloseReason : why);
    }

    private async Task<string> TalkAsync(WebSocket socket, AgentSession session, IPAddress? address, CancellationToken ends)
    {
        try
        {
            SocketReader reader = new(socket);
            AgentHello hello = await HelloAsync(reader, session.Identity, ends).ConfigureAwait(false);
            await BeginAsync(session, hello, ends).ConfigureAwait(false);
            AgentLog.Connected(log, session.Identity.MachineName, session.Identity.Machine, address, hello.AgentVersion, hello.Environment);
            await ListenAsync(reader, session, ends).ConfigureAwait(false);
            return "the agent has closed the session";
        }
        catch (SessionEndException e)
        {
            session.Close(e.Status, e.Message);
            return e.Message;
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException)
        {
            return "the connection broke";
        }
#pragma warning disable CA1031 // The session's edge: the agent comes back, and the log says what was wrong.
        catch (Exception e)
#pragma warning restore CA1031
        {
            AgentLog.MessageFailed(log, session.Identity.MachineName, session.Identity.Machine, e);
            session.Close(WebSocketCloseStatus.InternalServerError, "The server has failed; its log says more.");
            return "a fault of the server";
        }
        finally
        {
            await EndAsync(session).ConfigureAwait(false);
        }
    }

    private async Task<AgentHello> HelloAsync(SocketReader reader, AgentIdentity identity, CancellationToken ends)
    {
        using CancellationTokenSource late = new(HelloLimit, clock);
        using CancellationTokenSource both = CancellationTokenSource.CreateLinkedTokenSource(late.Token, ends);
        ReadOnlyMemory<byte>? text = await reader.ReadAsync(both.Token).ConfigureAwait(false);
        if (text is null || !AgentMessages.TryParse(text.Value.Span, out AgentMessage? message, out _) || message is not AgentHello hello)
        {
            throw new SessionEndException(WebSocketCloseStatus.ProtocolError, "The first message must be hello.");
        }
        return hello.Environment == identity.Environment
            ? hello
            : throw new SessionEndException(WebSocketCloseStatus.PolicyViolation, "The credential was not given to an agent in this environment.");
    }

    /// <summary>
    /// Registers the session and tells the job engine. Writing begins after that: an agent that has read the welcome is known to all, and no order
    /// comes before the welcome.
    /// </summary>
    private async Task BeginAsync(AgentSession session, AgentHello hello, CancellationToken ends)
    {
        AgentIdentity identity = session.Identity;
        using AgentSessions.Turn turn = await sessions.EnterAsync(identity.Machine, ends).ConfigureAwait(false);
        RequireUsable(identity);
        session.TrySend(new Welcome { Machine = identity.Machine, MachineName = identity.MachineName, ServerTime = clock.GetUtcNow() });
        if (sessions.Put(session) is { } before && before.Identity.Environment != identity.Environment)
        {
            await jobs.HandleDisconnectAsync(identity.Machine, before.Identity.Environment, ends).ConfigureAwait(false);
        }
        await jobs.HandleHelloAsync(identity.Machine, hello, ends).ConfigureAwait(false);
        _ = session.WriteAsync();
    }

    private async Task ListenAsync(SocketReader reader, AgentSession session, CancellationToken ends)
    {
        int malformed = 0;
        while (await reader.ReadAsync(ends).ConfigureAwait(false) is { } text)
        {
            if (AgentMessages.TryParse(text.Span, out AgentMessage? message, out string why))
            {
                if (message is AgentHello again && again.Environment == session.Identity.Environment)
                {
                    await AgainAsync(session, again, ends).ConfigureAwait(false);
                    continue;
                }
                await dispatcher.MessageAsync(session.Identity, message, ends).ConfigureAwait(false);
                continue;
            }
            malformed++;
            AgentLog.MessageMalformed(log, session.Identity.MachineName, session.Identity.Machine, malformed, why);
            if (malformed >= MaxMalformed)
            {
                throw new SessionEndException(WebSocketCloseStatus.InvalidPayloadData, "Too many messages are not understood; is the agent of another version?");
            }
        }
    }

    /// <summary>The answer to <see cref="AskHello"/>. A session that was replaced may have been that of an earlier start: its word does not count any more.</summary>
    private async Task AgainAsync(AgentSession session, AgentHello hello, CancellationToken ends)
    {
        using AgentSessions.Turn turn = await sessions.EnterAsync(session.Identity.Machine, ends).ConfigureAwait(false);
        if (sessions.IsCurrent(session))
        {
            RequireUsable(session.Identity);
            await jobs.HandleHelloAsync(session.Identity.Machine, hello, ends).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// The secret of a start is good for its job only. When that is over and another waits for the machine, the session ends; the boot image finds its
    /// credential void then, and restarts for the new job.
    /// </summary>
    private void RequireUsable(AgentIdentity identity)
    {
        if (identity.OnlyJob is { } only && !jobs.IsOpen(only) && jobs.FindNetbootJob(identity.Machine) is { } next)
        {
            throw new SessionEndException(WebSocketCloseStatus.PolicyViolation, $"Job {only} is over, and job {next.Id} needs a start of its own.");
        }
    }

    private async Task EndAsync(AgentSession session)
    {
        AgentIdentity identity = session.Identity;
        using AgentSessions.Turn turn = await sessions.EnterAsync(identity.Machine, CancellationToken.None).ConfigureAwait(false);
        if (!sessions.Remove(session))
        {
            return;
        }
        try
        {
            await jobs.HandleDisconnectAsync(identity.Machine, identity.Environment, CancellationToken.None).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // The session is over either way.
        catch (Exception e)
#pragma warning restore CA1031
        {
            AgentLog.DisconnectFailed(log, identity.MachineName, identity.Machine, e);
        }
    }
}
