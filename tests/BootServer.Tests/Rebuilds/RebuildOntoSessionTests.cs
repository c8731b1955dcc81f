using System;
using System.Linq;
using System.Net.Http;
using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Threading.Tasks;
using Microsoft.Extensions.DependencyInjection;
using Monitas.BootServer.Boot;
using Monitas.BootServer.Pairing;
using Monitas.BootServer.Tests.Agents;
using Monitas.BootServer.Tests.Backups;
using Monitas.BootServer.Tests.Tls;
using Monitas.Catalog.Records;
using Monitas.Contracts.Jobs;
using Monitas.Contracts.Machines;
using Monitas.Contracts.Messages;
using Xunit;

namespace Monitas.BootServer.Tests.Rebuilds;

/// <summary>A new PC that nobody knew is paired and takes the place of a dead one, over real connections.</summary>
public sealed class RebuildOntoSessionTests : IDisposable
{
    private const string OldMac = "52:54:00:00:00:01";
    private const string NewMac = "52:54:00:00:00:09";
    private static readonly MacAddress New = MacAddress.FromBytes([0x52, 0x54, 0, 0, 0, 9]);
    private readonly TemporaryDirectory _directory = new();

    [Fact]
    public async Task Order_PairedPcInTheBootImage_IsPlannedWhenItAnswers()
    {
        await using TestServer server = await StartAsync();
        EnrollReply paired = await PairAsync(server);
        using TestAgent spare = new(server, paired, TestServer.Facts(NewMac), AgentEnvironment.BootImage);
        await spare.ConnectAsync();

        JobRecord job = await OrderAsync(server);
        await spare.ExpectAsync<AskHello>();
        Assert.Null(server.Catalog.FindJob(job.Id)!.Plan);
        await spare.SayHelloAsync();

        // The archive's layout has no root file system, so the real planner refuses; that this PC was planned for is what counts here.
        await spare.ExpectAsync<Notice>();
        JobRecord planned = server.Catalog.FindJob(job.Id)!;
        Assert.Equal(("desk-1", "spare"), (planned.Plan!.MachineName, planned.Plan.Onto));
        Assert.NotEmpty(planned.Plan.Refusals);
    }

    [Fact]
    public async Task Order_SessionOfAnEarlierStart_IsNotBelieved()
    {
        await using TestServer server = await StartAsync();
        EnrollReply paired = await PairAsync(server);
        using TestAgent dead = new(server, paired, TestServer.Facts(NewMac), AgentEnvironment.BootImage);
        using TestAgent alive = new(server, paired, TestServer.Facts(NewMac, "boot-2"), AgentEnvironment.BootImage);
        await dead.ConnectAsync();
        await alive.ConnectAsync();

        JobRecord job = await OrderAsync(server);
        await alive.ExpectAsync<AskHello>();
        await dead.SayHelloAsync();
        Assert.Equal(WebSocketCloseStatus.EndpointUnavailable, await dead.ExpectCloseAsync());
        await alive.SayHelloAsync();
        await alive.ExpectAsync<Notice>();
        Assert.Equal("boot-2", server.Catalog.FindJob(job.Id)!.BootId);
    }

    [Fact]
    public async Task Find_PairedPcThatIsOff_StartsTheBootImageWithTheMachinesJob()
    {
        await using TestServer server = await StartAsync();
        await PairAsync(server);
        IBootAssignments assignments = server.Services.GetRequiredService<IBootAssignments>();
        Assert.Equal(BootTask.LocalDisk, assignments.Find(New, null).Task);

        JobRecord job = await OrderAsync(server);
        Assert.Equal(new BootAssignment("spare", BootTask.BootImage), assignments.Find(New, null));
        Assert.Equal(BootTask.LocalDisk, assignments.Find(MacAddress.FromBytes([0x52, 0x54, 0, 0, 0, 1]), null).Task);
        EnrollReply booted = await EnrolAsync(server, Secret(server));
        using TestAgent spare = new(server, booted, TestServer.Facts(NewMac), AgentEnvironment.BootImage);
        Assert.Equal("spare", (await spare.ConnectAsync()).MachineName);
        await spare.ExpectAsync<Notice>();
        Assert.NotNull(server.Catalog.FindJob(job.Id)!.Plan);
    }

    public void Dispose() => _directory.Dispose();

    private Task<TestServer> StartAsync() => TestServer.StartAsync(_directory, netboot: new NetbootSettings { UnknownMachines = UnknownMachines.Pair });

    /// <summary>The dead machine desk-1 has an archive; its rebuild onto the new PC is ordered.</summary>
    private static async Task<JobRecord> OrderAsync(TestServer server)
    {
        using TestAgent desk = await server.EnrollAsync("desk-1", OldMac);
        await desk.ConnectAsync();
        ArchiveReceipt receipt = await BackupClient.BackUpAsync(server, desk, new TestContent(seed: 61, files: 2, fileBytes: 10_000));
        desk.Socket.Abort();
        await server.DisconnectedAsync(desk);
        return await server.Jobs.CreateAsync(
            JobKind.Rebuild, server.Catalog.FindMachine(desk.Machine)!, server.Catalog.FindMachineByName("spare"), new JobParameters { Archive = receipt.Archive }, "the test", TestContext.Current.CancellationToken);
    }

    private static async Task<EnrollReply> PairAsync(TestServer server)
    {
        string secret = Secret(server);
        (await server.PostEnrollAsync(Routes.Boot, secret, TestServer.Facts(NewMac))).Dispose();
        server.Services.GetRequiredService<PairingDesk>().Approve(PairingCode.Of(secret), "spare", "root");
        return await EnrolAsync(server, secret);
    }

    private static async Task<EnrollReply> EnrolAsync(TestServer server, string secret)
    {
        using HttpResponseMessage answer = await server.PostEnrollAsync(Routes.Boot, secret, TestServer.Facts(NewMac));
        answer.EnsureSuccessStatusCode();
        return (await answer.Content.ReadFromJsonAsync(ContractsJson.Default.EnrollReply, TestContext.Current.CancellationToken))!;
    }

    private static string Secret(TestServer server) =>
        server.Services.GetRequiredService<IBootAssignments>().IssueKernelArguments(New, null)
            .Single(a => a.StartsWith("monitas.secret=", StringComparison.Ordinal))["monitas.secret=".Length..];
}
