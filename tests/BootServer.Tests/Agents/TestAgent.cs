using System;
using System.Collections.Generic;
using System.IO;
using System.Net.Http;
using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Contracts.Ids;
using Monitas.Contracts.Jobs;
using Monitas.Contracts.Machines;
using Monitas.Contracts.Messages;
using Xunit;

namespace Monitas.BootServer.Tests.Agents;

/// <summary>The least that an agent does, over real connections.</summary>
internal sealed class TestAgent : IDisposable
{
    private readonly TestServer _server;
    private readonly MachineFacts _facts;
    private readonly AgentEnvironment _environment;
    private readonly SocketsHttpHandler _handler;
    private readonly HttpMessageInvoker _invoker;
    private readonly HashSet<JobId> _orders = [];

    public TestAgent(TestServer server, EnrollReply reply, MachineFacts facts, AgentEnvironment environment)
    {
        _server = server;
        _facts = facts;
        _environment = environment;
        _handler = server.Handler();
        _invoker = new HttpMessageInvoker(_handler);
        Machine = reply.Machine;
        Credential = reply.Credential;
        Http = server.Client(reply.Credential);
    }

    public MachineId Machine { get; }

    public string Credential { get; }

    public HttpClient Http { get; }

    public ClientWebSocket Socket { get; private set; } = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Opens a session and says hello; the server's Welcome has come.</summary>
    public async Task<Welcome> ConnectAsync(params JobId[] running)
    {
        await OpenAsync();
        await SayHelloAsync(running);
        return await ExpectAsync<Welcome>();
    }

    /// <summary>Says hello.</summary>
    public Task SayHelloAsync(params JobId[] running) => SayAsync(new AgentHello { AgentVersion = "test", Environment = _environment, Facts = _facts, RunningJobs = running });

    /// <summary>Opens a session without a word.</summary>
    public async Task OpenAsync()
    {
        Socket = new ClientWebSocket();
        Socket.Options.SetRequestHeader("Authorization", $"Bearer {Credential}");
        UriBuilder url = new(new Uri(_server.Url, Routes.Session)) { Scheme = "wss" };
        await Socket.ConnectAsync(url.Uri, _invoker, Cancel);
    }

    public Task SayAsync(AgentMessage message) => SayAsync(JsonSerializer.Serialize(message, ContractsJson.Default.AgentMessage));

    public Task SayAsync(string text) => Socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, endOfMessage: true, Cancel);

    /// <summary>Says that a job is over, and waits until the server knows it.</summary>
    public async Task FinishAsync(JobId job, JobOutcome outcome = JobOutcome.Succeeded)
    {
        await SayAsync(new JobFinished { Job = job, Outcome = outcome, Message = "Done." });
        Assert.Equal(job, (await ExpectAsync<JobFinishedReceived>()).Job);
    }

    /// <summary>The next message, which must be of this type. An order that is said again is ignored, as PROTOCOL.md has it.</summary>
    public async Task<T> ExpectAsync<T>()
        where T : ServerMessage
    {
        ServerMessage message;
        do
        {
            message = await ReceiveAsync();
        }
        while (message is StartJob order && !_orders.Add(order.Job));
        return Assert.IsType<T>(message);
    }

    private async Task<ServerMessage> ReceiveAsync()
    {
        using MemoryStream text = new();
        byte[] buffer = new byte[64 * 1024];
        WebSocketReceiveResult piece;
        do
        {
            piece = await Socket.ReceiveAsync(buffer, Cancel);
            Assert.True(piece.MessageType == WebSocketMessageType.Text, $"The server closed: {piece.CloseStatus} {piece.CloseStatusDescription}");
            text.Write(buffer, 0, piece.Count);
        }
        while (!piece.EndOfMessage);
        return JsonSerializer.Deserialize(text.ToArray(), ContractsJson.Default.ServerMessage)!;
    }

    /// <summary>Waits for the end of the session; the answer is why.</summary>
    public async Task<WebSocketCloseStatus?> ExpectCloseAsync()
    {
        byte[] buffer = new byte[64 * 1024];
        WebSocketReceiveResult result = await Socket.ReceiveAsync(buffer, Cancel);
        while (result.MessageType == WebSocketMessageType.Text)
        {
            // An order that is said again may still be on its way.
            StartJob again = Assert.IsType<StartJob>(JsonSerializer.Deserialize(buffer.AsSpan(0, result.Count), ContractsJson.Default.ServerMessage));
            Assert.Contains(again.Job, _orders);
            result = await Socket.ReceiveAsync(buffer, Cancel);
        }
        Assert.Equal(WebSocketMessageType.Close, result.MessageType);
        return result.CloseStatus;
    }

    public Task<HttpResponseMessage> PostAsync(string route, JobId job, byte[] body) => Http.PostAsync(Path(route, job), new ByteArrayContent(body), Cancel);

    public Task<HttpResponseMessage> GetAsync(string route, JobId job) => Http.GetAsync(Path(route, job), Cancel);

    public static Uri Path(string route, JobId job) => new(route.Replace("{job}", job.ToString(), StringComparison.Ordinal), UriKind.Relative);

    /// <summary>The error that an answer carries.</summary>
    public static async Task<ErrorReply> ErrorAsync(HttpResponseMessage answer) =>
        (await answer.Content.ReadFromJsonAsync(ContractsJson.Default.ErrorReply, Cancel))!;

    public void Dispose()
    {
        Socket.Dispose();
        Http.Dispose();
        _invoker.Dispose();
        _handler.Dispose();
    }
}
