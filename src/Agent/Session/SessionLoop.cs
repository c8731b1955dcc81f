using System;
using System.IO;
using System.Net;
using System.Net.Http;
using System.Net.WebSockets;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Contracts.Messages;

namespace Monitas.Agent.Session;

/// <summary>
/// Keeps one WebSocket to the server and makes it again whenever it drops (PROTOCOL.md, Session). Orders go to the job
/// runner; what jobs say comes from the outbox. Ends only when it is cancelled, or in the boot image when the server
/// no longer accepts the credential.
/// </summary>
internal sealed class SessionLoop(
    Enrolment enrolment,
    bool bootImage,
    Func<CancellationToken, Task<AgentHello>> hello,
    JobRunner jobs,
    Outbox outbox,
    IAgentDisplay display,
    TimeProvider clock)
{
    private const int MaxMessageBytes = 16 * 1024 * 1024;
    private static readonly TimeSpan SendPause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan RefusedPause = TimeSpan.FromMinutes(1);

    private readonly Backoff _backoff = new(Random.Shared);

    /// <summary>Runs until cancelled.</summary>
    /// <exception cref="AgentException">Boot image only: the credential is no longer accepted; the machine should restart.</exception>
    public async Task RunAsync(CancellationToken cancel)
    {
        while (!cancel.IsCancellationRequested)
        {
            TimeSpan pause;
            try
            {
                await OneSessionAsync(cancel).ConfigureAwait(false);
                display.Disconnected("The server closed the connection; trying again.");
                pause = _backoff.Next();
            }
            catch (AgentException e) when (!bootImage)
            {
                display.Disconnected(e.Message);
                pause = RefusedPause;
            }
            catch (Exception e) when (e is WebSocketException or HttpRequestException or IOException or OperationCanceledException && !cancel.IsCancellationRequested)
            {
                display.Disconnected($"The server {enrolment.Server} cannot be reached ({Innermost(e)}); trying again.");
                pause = _backoff.Next();
            }
            await Task.Delay(pause, clock, cancel).ConfigureAwait(false);
        }
    }

    private async Task OneSessionAsync(CancellationToken cancel)
    {
        using ClientWebSocket socket = new();
        socket.Options.KeepAliveInterval = TimeSpan.FromSeconds(15);
        socket.Options.KeepAliveTimeout = TimeSpan.FromSeconds(30);
        socket.Options.CollectHttpResponseDetails = true;
        socket.Options.SetRequestHeader("Authorization", $"Bearer {enrolment.Credential}");
        using HttpMessageInvoker invoker = new(PinnedServer.Handler(enrolment.CaPem, bootImage));
        UriBuilder address = new(enrolment.Server) { Scheme = Uri.UriSchemeWss, Path = Routes.Session };
        try
        {
            await socket.ConnectAsync(address.Uri, invoker, cancel).ConfigureAwait(false);
        }
        catch (WebSocketException) when (socket.HttpStatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
        {
            throw AgentException.Refused("The server no longer accepts this machine's credential. Enrol it again with a new token "
                + "(on the server: monitas-server machine token NAME).");
        }
        await SendAsync(socket, await hello(cancel).ConfigureAwait(false), cancel).ConfigureAwait(false);
        outbox.SessionBegins();

        using CancellationTokenSource both = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        Task sender = SendLoopAsync(socket, both.Token);
        try
        {
            await ReceiveLoopAsync(socket, both.Token).ConfigureAwait(false);
        }
        finally
        {
            await both.CancelAsync().ConfigureAwait(false);
            await sender.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task SendLoopAsync(ClientWebSocket socket, CancellationToken cancel)
    {
        while (true)
        {
            await outbox.WaitAsync(cancel).ConfigureAwait(false);
            if (outbox.TakeHelloAsked())
            {
                await SendAsync(socket, await hello(cancel).ConfigureAwait(false), cancel).ConfigureAwait(false);
            }
            foreach (AgentMessage message in outbox.Take())
            {
                await SendAsync(socket, message, cancel).ConfigureAwait(false);
            }
            // Merges bursts of progress into a few messages a second; the end of a job, which somebody may wait for, is said at once.
            await Task.WhenAny(Task.Delay(SendPause, clock, cancel), outbox.WaitForUrgentAsync()).ConfigureAwait(false);
        }
    }

    private static async Task SendAsync(ClientWebSocket socket, AgentMessage message, CancellationToken cancel)
    {
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(message, ContractsJson.Default.AgentMessage);
        await socket.SendAsync(json, WebSocketMessageType.Text, endOfMessage: true, cancel).ConfigureAwait(false);
    }

    private async Task ReceiveLoopAsync(ClientWebSocket socket, CancellationToken cancel)
    {
        byte[] buffer = new byte[16 * 1024];
        using MemoryStream message = new();
        while (true)
        {
            ValueWebSocketReceiveResult part = await socket.ReceiveAsync(buffer.AsMemory(), cancel).ConfigureAwait(false);
            if (part.MessageType == WebSocketMessageType.Close)
            {
                return;
            }
            message.Write(buffer, 0, part.Count);
            if (message.Length > MaxMessageBytes)
            {
                throw new IOException("the server sent a message of more than 16 MiB");
            }
            if (part.EndOfMessage)
            {
                Handle(message.GetBuffer().AsSpan(0, (int)message.Length));
                message.SetLength(0);
            }
        }
    }

    private void Handle(ReadOnlySpan<byte> json)
    {
        ServerMessage? message;
        try
        {
            message = JsonSerializer.Deserialize(json, ContractsJson.Default.ServerMessage);
        }
        catch (JsonException e)
        {
            // A newer server may say things that this agent does not know; the session goes on.
            display.Notice($"The server said something that this agent does not understand ({e.Message}).");
            return;
        }
        switch (message)
        {
            case Welcome welcome:
                _backoff.Reset();
                display.Connected(welcome.MachineName, enrolment.Server);
                break;
            case AskHello:
                outbox.AskHello();
                break;
            case StartJob start:
                jobs.Start(start);
                break;
            case CancelJob stop:
                jobs.Cancel(stop.Job);
                break;
            case JobFinishedReceived received:
                outbox.Confirm(received.Job, received.Go);
                break;
            case Notice notice:
                display.Notice(notice.Text);
                break;
        }
    }

    private static string Innermost(Exception e)
    {
        while (e.InnerException is { } inner)
        {
            e = inner;
        }
        return e.Message;
    }
}
