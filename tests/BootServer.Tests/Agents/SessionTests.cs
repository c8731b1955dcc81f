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

public sealed class SessionTests : ServedTests
{
    [Fact]
    public async Task Session_JobFromOrderToEnd_IsKnownToTheEngine()
    {
        using TestAgent agent = await Server.ConnectAsync("desk-1");

        JobId job = await Server.OrderAsync(agent, JobKind.Backup);
        await agent.SayAsync(new JobStarted { Job = job });
        await agent.SayAsync(new JobLog { Job = job, Text = "One line." });
        await agent.FinishAsync(job);

        Assert.Equal(JobState.Succeeded, Server.Catalog.FindJob(job)!.State);
        Assert.Equal("One line.", Assert.Single(Server.Catalog.ListJobLog(job)).Text);
    }

    [Fact]
    public async Task Session_Second_ReplacesTheFirstAndGetsTheOrders()
    {
        using TestAgent first = await Server.ConnectAsync("desk-1");
        using TestAgent second = new(Server, Reply(first), TestServer.Facts("52:54:00:00:00:01"), AgentEnvironment.Live);

        await second.ConnectAsync();

        Assert.Equal(WebSocketCloseStatus.EndpointUnavailable, await first.ExpectCloseAsync());
        await first.Socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, TestContext.Current.CancellationToken);
        await Server.OrderAsync(second, JobKind.Backup);
    }

    [Fact]
    public async Task Session_MalformedMessages_AreIgnoredAtFirstAndEndItWhenTheyDoNotStop()
    {
        using TestAgent agent = await Server.ConnectAsync("desk-1");
        await agent.SayAsync("this is not JSON");
        await agent.SayAsync("{\"type\":\"fromTheFuture\"}");
        JobId job = await Server.OrderAsync(agent, JobKind.Backup);
        Assert.Equal(JobState.Running, Server.Catalog.FindJob(job)!.State);

        for (int i = 0; i < 14; i++)
        {
            await agent.SayAsync("[]");
        }

        Assert.Equal(WebSocketCloseStatus.InvalidPayloadData, await agent.ExpectCloseAsync());
    }

    [Fact]
    public async Task Session_FirstMessageNotHello_IsClosed()
    {
        using TestAgent agent = await Server.EnrollAsync("desk-1");
        await agent.OpenAsync();

        await agent.SayAsync(new JobStarted { Job = new JobId(1) });

        Assert.Equal(WebSocketCloseStatus.ProtocolError, await agent.ExpectCloseAsync());
    }

    [Fact]
    public async Task Session_LiveCredentialInTheBootImage_IsClosed()
    {
        using TestAgent agent = await Server.EnrollAsync("desk-1");
        using TestAgent pretender = new(Server, Reply(agent), TestServer.Facts("52:54:00:00:00:01"), AgentEnvironment.BootImage);
        await pretender.OpenAsync();

        await pretender.SayAsync(new AgentHello { AgentVersion = "test", Environment = AgentEnvironment.BootImage, Facts = TestServer.Facts("52:54:00:00:00:01") });

        Assert.Equal(WebSocketCloseStatus.PolicyViolation, await pretender.ExpectCloseAsync());
    }

    [Fact]
    public async Task Session_JobOfAnotherMachine_CannotBeEnded()
    {
        using TestAgent victim = await Server.ConnectAsync("desk-1");
        using TestAgent other = await Server.ConnectAsync("desk-2", "52:54:00:00:00:02");
        JobId job = await Server.OrderAsync(victim, JobKind.Backup);

        await other.FinishAsync(job, JobOutcome.Failed);

        Assert.Equal(JobState.Running, Server.Catalog.FindJob(job)!.State);
    }

    [Fact]
    public async Task Session_DroppedAndOpenedAgain_TheRunningJobGoesOn()
    {
        using TestAgent agent = await Server.ConnectAsync("desk-1");
        JobId job = await Server.OrderAsync(agent, JobKind.Backup);
        agent.Socket.Abort();

        await agent.ConnectAsync(job);
        await agent.FinishAsync(job);

        Assert.Equal(JobState.Succeeded, Server.Catalog.FindJob(job)!.State);
    }

    [Fact]
    public async Task Sweep_MachineRemoved_ItsSessionIsClosed()
    {
        using TestAgent agent = await Server.ConnectAsync("desk-1");
        Server.Catalog.RemoveMachine(agent.Machine);

        await Server.Services.GetServices<IHostedService>().OfType<AgentHousekeeping>().Single().SweepAsync();

        Assert.Equal(WebSocketCloseStatus.PolicyViolation, await agent.ExpectCloseAsync());
    }

    [Fact]
    public async Task Start_PortTaken_SaysSoInOneSentence()
    {
        using TemporaryDirectory other = new();

        StartupException error = await Assert.ThrowsAsync<StartupException>(() => TestServer.StartAsync(other, port: Server.Url.Port));

        Assert.Contains($"port {Server.Url.Port} is taken", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stop_OpenSession_IsClosedInOrder()
    {
        using TestAgent agent = await Server.ConnectAsync("desk-1");

        Task stop = Server.DisposeAsync().AsTask();

        Assert.Equal(WebSocketCloseStatus.EndpointUnavailable, await agent.ExpectCloseAsync());
        await agent.Socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, TestContext.Current.CancellationToken);
        await stop;
    }

    private static EnrollReply Reply(TestAgent agent) =>
        new() { Machine = agent.Machine, MachineName = "desk-1", Credential = agent.Credential, ServerTime = default };
}
