using System;
using System.Linq;
using System.Net.WebSockets;
using System.Threading.Tasks;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Monitas.BootServer.Agents;
using Monitas.BootServer.Configuration;
using Monitas.BootServer.Tests.Tls;
using Monitas.Contracts.Ids;
using Monitas.Contracts.Jobs;
using Monitas.Contracts.Machines;
using Monitas.Contracts.Messages;
using Xunit;

namespace Monitas.BootServer.Tests.Agents;

public sealed class SessionTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    [Fact]
    public async Task Session_JobFromOrderToEnd_IsKnownToTheEngine()
    {
        await using TestServer server = await TestServer.StartAsync(_directory);
        using TestAgent agent = await server.EnrollAsync("desk-1");
        await agent.ConnectAsync();

        JobId job = await server.OrderAsync(agent, JobKind.Backup);
        await agent.SayAsync(new JobStarted { Job = job });
        await agent.SayAsync(new JobLog { Job = job, Text = "One line." });
        await agent.FinishAsync(job);

        Assert.Equal(JobState.Succeeded, server.Catalog.FindJob(job)!.State);
        Assert.Equal("One line.", Assert.Single(server.Catalog.ListJobLog(job)).Text);
    }

    [Fact]
    public async Task Session_Second_ReplacesTheFirstAndGetsTheOrders()
    {
        await using TestServer server = await TestServer.StartAsync(_directory);
        using TestAgent first = await server.EnrollAsync("desk-1");
        await first.ConnectAsync();
        using TestAgent second = new(server, Reply(first), TestServer.Facts("52:54:00:00:00:01"), AgentEnvironment.Live);

        await second.ConnectAsync();

        Assert.Equal(WebSocketCloseStatus.EndpointUnavailable, await first.ExpectCloseAsync());
        await first.Socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, TestContext.Current.CancellationToken);
        await server.OrderAsync(second, JobKind.Backup);
    }

    [Fact]
    public async Task Session_MalformedMessages_AreIgnoredAtFirstAndEndItWhenTheyDoNotStop()
    {
        await using TestServer server = await TestServer.StartAsync(_directory);
        using TestAgent agent = await server.EnrollAsync("desk-1");
        await agent.ConnectAsync();
        await agent.SayAsync("this is not JSON");
        await agent.SayAsync("{\"type\":\"fromTheFuture\"}");
        JobId job = await server.OrderAsync(agent, JobKind.Backup);
        Assert.Equal(JobState.Running, server.Catalog.FindJob(job)!.State);

        for (int i = 0; i < 14; i++)
        {
            await agent.SayAsync("[]");
        }

        Assert.Equal(WebSocketCloseStatus.InvalidPayloadData, await agent.ExpectCloseAsync());
    }

    [Fact]
    public async Task Session_FirstMessageNotHello_IsClosed()
    {
        await using TestServer server = await TestServer.StartAsync(_directory);
        using TestAgent agent = await server.EnrollAsync("desk-1");
        await agent.OpenAsync();

        await agent.SayAsync(new JobStarted { Job = new JobId(1) });

        Assert.Equal(WebSocketCloseStatus.ProtocolError, await agent.ExpectCloseAsync());
    }

    [Fact]
    public async Task Session_LiveCredentialInTheBootImage_IsClosed()
    {
        await using TestServer server = await TestServer.StartAsync(_directory);
        using TestAgent agent = await server.EnrollAsync("desk-1");
        using TestAgent pretender = new(server, Reply(agent), TestServer.Facts("52:54:00:00:00:01"), AgentEnvironment.BootImage);
        await pretender.OpenAsync();

        await pretender.SayAsync(new AgentHello { AgentVersion = "test", Environment = AgentEnvironment.BootImage, Facts = TestServer.Facts("52:54:00:00:00:01") });

        Assert.Equal(WebSocketCloseStatus.PolicyViolation, await pretender.ExpectCloseAsync());
    }

    [Fact]
    public async Task Session_JobOfAnotherMachine_CannotBeEnded()
    {
        await using TestServer server = await TestServer.StartAsync(_directory);
        using TestAgent victim = await server.EnrollAsync("desk-1");
        using TestAgent other = await server.EnrollAsync("desk-2", "52:54:00:00:00:02");
        await victim.ConnectAsync();
        await other.ConnectAsync();
        JobId job = await server.OrderAsync(victim, JobKind.Backup);

        await other.FinishAsync(job, JobOutcome.Failed);

        Assert.Equal(JobState.Running, server.Catalog.FindJob(job)!.State);
    }

    [Fact]
    public async Task Session_DroppedAndOpenedAgain_TheRunningJobGoesOn()
    {
        await using TestServer server = await TestServer.StartAsync(_directory);
        using TestAgent agent = await server.EnrollAsync("desk-1");
        await agent.ConnectAsync();
        JobId job = await server.OrderAsync(agent, JobKind.Backup);
        agent.Socket.Abort();

        await agent.ConnectAsync(job);
        await agent.FinishAsync(job);

        Assert.Equal(JobState.Succeeded, server.Catalog.FindJob(job)!.State);
    }

    [Fact]
    public async Task Sweep_MachineRemoved_ItsSessionIsClosed()
    {
        await using TestServer server = await TestServer.StartAsync(_directory);
        using TestAgent agent = await server.EnrollAsync("desk-1");
        await agent.ConnectAsync();
        server.Catalog.RemoveMachine(agent.Machine);

        await server.Services.GetServices<IHostedService>().OfType<AgentHousekeeping>().Single().SweepAsync();

        Assert.Equal(WebSocketCloseStatus.PolicyViolation, await agent.ExpectCloseAsync());
    }

    [Fact]
    public async Task Start_PortTaken_SaysSoInOneSentence()
    {
        await using TestServer server = await TestServer.StartAsync(_directory);
        using TemporaryDirectory other = new();

        StartupException error = await Assert.ThrowsAsync<StartupException>(() => TestServer.StartAsync(other, port: server.Url.Port));

        Assert.Contains($"port {server.Url.Port} is taken", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stop_OpenSession_IsClosedInOrder()
    {
        TestServer server = await TestServer.StartAsync(_directory);
        using TestAgent agent = await server.EnrollAsync("desk-1");
        await agent.ConnectAsync();

        Task stop = server.DisposeAsync().AsTask();

        Assert.Equal(WebSocketCloseStatus.EndpointUnavailable, await agent.ExpectCloseAsync());
        await agent.Socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, TestContext.Current.CancellationToken);
        await stop;
    }

    public void Dispose() => _directory.Dispose();

    private static EnrollReply Reply(TestAgent agent) =>
        new() { Machine = agent.Machine, MachineName = "desk-1", Credential = agent.Credential, ServerTime = default };
}
