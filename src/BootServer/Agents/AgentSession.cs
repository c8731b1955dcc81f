using System;
using System.Net.WebSockets;
using System.Text.Json;
using System.Threading;
using System.Threading.Channels;
using System.Threading.Tasks;
using Monitas.Contracts.Messages;

namespace Monitas.BootServer.Agents;

/// <summary>
/// One open session. Messages to the agent go through a bounded queue, so that a slow agent never holds up its sender; an agent
/// that lets the queue run full is disconnected. Any thread may send or close; one task reads, one writes, which is begun by the reader.
/// </summary>
internal sealed class AgentSession(WebSocket socket, AgentIdentity identity) : IDisposable
{
    private const int MaxQueued = 256;

    /// <summary>How long the agent has to answer a close before the connection is cut.</summary>
    private static readonly TimeSpan CloseGrace = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _cut = new();
    private readonly Channel<ServerMessage> _queue = Channel.CreateBounded<ServerMessage>(MaxQueued);
    private WebSocketCloseStatus _status = WebSocketCloseStatus.NormalClosure;
    private bool _isClosing;
    private Task? _writer;

    /// <summary>Whose session it is.</summary>
    public AgentIdentity Identity => identity;

    /// <summary>Why the server closes the session; empty while it does not.</summary>
    public string CloseReason { get; private set; } = "";

    /// <summary>Ends the reading side when the connection is to be cut.</summary>
    public CancellationToken Cut => _cut.Token;

    /// <summary>Queues a message; false when the session is closing or the agent takes nothing any more.</summary>
    public bool TrySend(ServerMessage message)
    {
        if (_queue.Writer.TryWrite(message))
        {
            return true;
        }
        Close(WebSocketCloseStatus.PolicyViolation, "The agent does not take its messages.");
        return false;
    }

    /// <summary>Says what is queued, then closes; a second call changes nothing.</summary>
    /// <param name="status">Why, by RFC 6455 7.4.1.</param>
    /// <param name="reason">Why, in at most 120 characters.</param>
    public void Close(WebSocketCloseStatus status, string reason)
    {
        if (Interlocked.Exchange(ref _isClosing, true))
        {
            return;
        }
        // Before the queue ends: the writer says goodbye with them at that moment.
        _status = status;
        CloseReason = reason;
        _queue.Writer.TryComplete();
    }

    /// <summary>Writes what is queued until the session is closed; then says goodbye. Never throws. The task that reads calls it, and may call it again to wait for the end.</summary>
    public Task WriteAsync() => _writer ??= WriteQueueAsync();

    /// <inheritdoc/>
    public void Dispose() => _cut.Dispose();

    private async Task WriteQueueAsync()
    {
        try
        {
            await foreach (ServerMessage message in _queue.Reader.ReadAllAsync(Cut).ConfigureAwait(false))
            {
                byte[] json = JsonSerializer.SerializeToUtf8Bytes(message, ContractsJson.Default.ServerMessage);
                await socket.SendAsync(json, WebSocketMessageType.Text, endOfMessage: true, Cut).ConfigureAwait(false);
            }
            if (socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
            {
                await socket.CloseOutputAsync(_status, CloseReason, Cut).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or ObjectDisposedException)
        {
            Close(WebSocketCloseStatus.EndpointUnavailable, "The connection broke.");
        }
        _cut.CancelAfter(CloseGrace);
    }
}
