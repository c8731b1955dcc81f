using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.Http;
using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Threading.Tasks;
using Microsoft.Extensions.DependencyInjection;
using Monitas.BootServer.Boot;
using Monitas.BootServer.Boot.Doctor;
using Monitas.BootServer.Tests.Agents;
using Monitas.BootServer.Tests.Backups;
using Monitas.BootServer.Tests.Tls;
using Monitas.Catalog.Records;
using Monitas.Contracts.Ids;
using Monitas.Contracts.Jobs;
using Monitas.Contracts.Machines;
using Monitas.Contracts.Messages;
using Xunit;

namespace Monitas.BootServer.Tests.Rebuilds;

public sealed class RebuildTests : IDisposable
{
    private const string MacText = "52:54:00:00:00:01";
    private static readonly MacAddress Mac = MacAddress.FromBytes([0x52, 0x54, 0, 0, 0, 1]);
    private readonly TemporaryDirectory _directory = new();

    [Fact]
    public async Task Find_MachineWithoutARebuild_StartsItsOwnDisk()
    {
        await using TestServer server = await TestServer.StartAsync(_directory);
        using TestAgent agent = await server.EnrollAsync("desk-1", MacText);
        IBootAssignments assignments = server.Services.GetRequiredService<IBootAssignments>();

        Assert.Equal(new BootAssignment("desk-1", BootTask.LocalDisk), assignments.Find(Mac, null));
        Assert.Equal(new BootAssignment(null, BootTask.LocalDisk), assignments.Find(new MacAddress(7), Guid.NewGuid()));
        Assert.Empty(assignments.IssueKernelArguments(Mac, null));
    }

    [Fact]
    public async Task IssueKernelArguments_Twice_GivesTwoSecretsAndTheAddressAndTheFingerprint()
    {
        await using TestServer server = await TestServer.StartAsync(_directory);
        await OrderRebuildAsync(server);
        IBootAssignments assignments = server.Services.GetRequiredService<IBootAssignments>();

        IReadOnlyList<string> first = assignments.IssueKernelArguments(Mac, null);
        IReadOnlyList<string> second = assignments.IssueKernelArguments(Mac, null);

        Assert.Equal(BootTask.BootImage, assignments.Find(Mac, null).Task);
        Assert.Contains($"monitas.ca={server.CaFingerprint}", first);
        Assert.Contains(first, a => a.StartsWith("monitas.url=https://", StringComparison.Ordinal) && a.EndsWith($":{server.Url.Port}", StringComparison.Ordinal));
        Assert.NotEqual(Secret(first), Secret(second));
        Assert.DoesNotContain(first, a => a.Contains(' ', StringComparison.Ordinal));
    }

    [Fact]
    public async Task Rebuild_FromNetbootToBeacon_RunsOverTheBootCredential()
    {
        await using TestServer server = await TestServer.StartAsync(_directory);
        (JobId job, TestContent content) = await OrderRebuildAsync(server);
        IBootAssignments assignments = server.Services.GetRequiredService<IBootAssignments>();
        using TestAgent agent = await BootAsync(server, Secret(assignments.IssueKernelArguments(Mac, null)));

        await agent.ConnectAsync();
        string notice = (await agent.ExpectAsync<Notice>()).Text;
        JobRecord planned = server.Catalog.FindJob(job)!;

        // This layout has no root file system, so the real planner refuses; that it was asked, and its answer shown, is what counts here.
        Assert.Equal(JobState.Failed, planned.State);
        Assert.NotEmpty(planned.Plan!.Refusals);
        Assert.Contains(planned.Plan.Refusals[0], notice, StringComparison.Ordinal);
        Assert.Equal(BootTask.LocalDisk, assignments.Find(Mac, null).Task);
        Assert.Equal(BootStepKind.Hello, Assert.Single(server.Services.GetRequiredService<BootLog>().Book.Steps(MacText)).Kind);
        Assert.NotEmpty(content.Ids);
    }

    [Fact]
    public async Task Order_PcInTheBootImageForAJobThatIsOver_HasToStartAnewForTheNext()
    {
        await using TestServer server = await TestServer.StartAsync(_directory);
        (JobId first, _) = await OrderRebuildAsync(server);
        IBootAssignments assignments = server.Services.GetRequiredService<IBootAssignments>();
        using TestAgent agent = await BootAsync(server, Secret(assignments.IssueKernelArguments(Mac, null)));
        await agent.ConnectAsync();
        await agent.ExpectAsync<Notice>();
        JobRecord failed = server.Catalog.FindJob(first)!;
        Assert.Equal(JobState.Failed, failed.State);

        JobRecord second = await server.Jobs.CreateAsync(
            JobKind.Rebuild, server.Catalog.FindMachine(failed.Machine)!, failed.Parameters, "the test", TestContext.Current.CancellationToken);
        await agent.ExpectAsync<AskHello>();
        await agent.SayHelloAsync();
        Assert.Equal(WebSocketCloseStatus.PolicyViolation, await agent.ExpectCloseAsync());
        await agent.Socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, TestContext.Current.CancellationToken);
        await server.DisconnectedAsync(agent);
        await Assert.ThrowsAsync<WebSocketException>(agent.OpenAsync);
        Assert.Equal((JobState.WaitingForMachine, BootTask.BootImage), (server.Catalog.FindJob(second.Id)!.State, assignments.Find(Mac, null).Task));
    }

    [Fact]
    public async Task Record_StepsOfTheBoot_AreInTheJobsTimelineAndInTheBootLog()
    {
        await using TestServer server = await TestServer.StartAsync(_directory);
        (JobId job, _) = await OrderRebuildAsync(server);
        IBootEvents events = server.Services.GetRequiredService<IBootEvents>();

        foreach (BootStage stage in new[] { BootStage.DhcpOffer, BootStage.LoaderSent, BootStage.ScriptSent, BootStage.KernelSent, BootStage.InitrdSent })
        {
            events.Record(new BootEvent(server.Clock.GetUtcNow(), Mac, null, stage, $"Step {stage}."));
        }
        events.Record(new BootEvent(server.Clock.GetUtcNow(), new MacAddress(7), null, BootStage.LocalDisk, "A stranger."));
        while (!server.Catalog.FindJob(job)!.Events.Any(e => e.Stage == "initramfs"))
        {
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }

        Assert.Equal(
            ["dhcp", "loader", "script", "kernel", "initramfs"],
            server.Catalog.FindJob(job)!.Events.Select(e => e.Stage).Where(s => s is "dhcp" or "loader" or "script" or "kernel" or "initramfs"));
        BootLogBook book = server.Services.GetRequiredService<BootLog>().Book;
        Assert.Equal([BootStepKind.Script], book.Steps(MacText).Select(s => s.Kind));
        Assert.Equal([BootStepKind.LocalDisk], book.Steps(new MacAddress(7).ToString()).Select(s => s.Kind));
    }

    public void Dispose() => _directory.Dispose();

    private static string Secret(IReadOnlyList<string> arguments) =>
        arguments.Single(a => a.StartsWith("monitas.secret=", StringComparison.Ordinal))["monitas.secret=".Length..];

    private static async Task<TestAgent> BootAsync(TestServer server, string secret)
    {
        MachineFacts facts = TestServer.Facts(MacText);
        using HttpResponseMessage answer = await server.PostEnrollAsync(Routes.Boot, secret, facts);
        answer.EnsureSuccessStatusCode();
        EnrollReply reply = (await answer.Content.ReadFromJsonAsync(ContractsJson.Default.EnrollReply, TestContext.Current.CancellationToken))!;
        return new TestAgent(server, reply, facts, AgentEnvironment.BootImage);
    }

    /// <summary>A machine with an archive, gone, and the order to rebuild it.</summary>
    private static async Task<(JobId Job, TestContent Content)> OrderRebuildAsync(TestServer server)
    {
        using TestAgent agent = await server.EnrollAsync("desk-1", MacText);
        await agent.ConnectAsync();
        TestContent content = new(seed: 60, files: 2, fileBytes: 10_000);
        ArchiveReceipt receipt = await BackupClient.BackUpAsync(server, agent, content);
        agent.Socket.Abort();
        JobRecord job = await server.Jobs.CreateAsync(
            JobKind.Rebuild, server.Catalog.FindMachine(agent.Machine)!, new JobParameters { Archive = receipt.Archive }, "the test", TestContext.Current.CancellationToken);
        return (job.Id, content);
    }
}
