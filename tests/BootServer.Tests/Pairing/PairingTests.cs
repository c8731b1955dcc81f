using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Net.Http.Json;
using System.Threading.Tasks;
using Microsoft.Extensions.DependencyInjection;
using Monitas.BootServer.Boot;
using Monitas.BootServer.Boot.Doctor;
using Monitas.BootServer.Jobs.Rules;
using Monitas.BootServer.Pairing;
using Monitas.BootServer.Tests.Agents;
using Monitas.BootServer.Tests.Tls;
using Monitas.Catalog.Records;
using Monitas.Contracts.Machines;
using Monitas.Contracts.Messages;
using Xunit;

namespace Monitas.BootServer.Tests.Pairing;

public sealed class PairingTests : IDisposable
{
    private const string MacText = "52:54:00:aa:bb:07";
    private static readonly MacAddress Mac = new(0x525400aabb07);
    private static readonly MachineFacts Facts = TestServer.Facts(MacText) with { HostName = "", SmbiosUuid = "11223344-5566-7788-99AA-BBCCDDEEFF00", SerialNumber = "5XK2", Model = "Dell" };

    private readonly TemporaryDirectory _directory = new();

    [Fact]
    public async Task Pair_FromNetbootToMachine_GivesACredentialOnlyAfterTheApproval()
    {
        await using TestServer server = await StartAsync();
        string secret = Issue(server);
        PairingDesk desk = server.Services.GetRequiredService<PairingDesk>();

        using HttpResponseMessage first = await server.PostEnrollAsync(Routes.Boot, secret, Facts);
        Assert.Equal(HttpStatusCode.Accepted, first.StatusCode);
        PairingReply reply = (await first.Content.ReadFromJsonAsync(ContractsJson.Default.PairingReply, TestContext.Current.CancellationToken))!;
        Assert.Equal(PairingCode.Of(secret), reply.Code);
        Assert.Contains($"machine pair {reply.Code} NAME", reply.Text, StringComparison.Ordinal);
        Assert.Equal(reply.Code, Assert.Single(desk.Waiting).Code);
        Assert.Empty(server.Catalog.ListMachines());

        MachineRecord machine = desk.Approve(reply.Code.ToLowerInvariant(), "lab-1", "root");
        Assert.Equal((MacText, "11223344-5566-7788-99aa-bbccddeeff00", "5XK2", "lab-1"), (Assert.Single(machine.MacAddresses), machine.SmbiosUuid, machine.SerialNumber, machine.Name));
        Assert.Empty(desk.Waiting);

        using HttpResponseMessage second = await server.PostEnrollAsync(Routes.Boot, secret, Facts);
        Assert.Equal(HttpStatusCode.OK, second.StatusCode);
        EnrollReply enrolled = (await second.Content.ReadFromJsonAsync(ContractsJson.Default.EnrollReply, TestContext.Current.CancellationToken))!;
        Assert.Equal((machine.Id, "lab-1"), (enrolled.Machine, enrolled.MachineName));
        using TestAgent agent = new(server, enrolled, Facts, AgentEnvironment.BootImage);
        Assert.Equal("lab-1", (await agent.ConnectAsync()).MachineName);

        Assert.Equal(new BootAssignment("lab-1", BootTask.LocalDisk), server.Services.GetRequiredService<IBootAssignments>().Find(Mac, null));
        Assert.Equal([BootStepKind.Waiting, BootStepKind.Hello], server.Services.GetRequiredService<BootLog>().Book.Steps(MacText).Select(s => s.Kind));
    }

    [Fact]
    public async Task Wait_OfAMachineWithAnotherCard_NamesTheCommandAndGoesOnWhenItIsTyped()
    {
        await using TestServer server = await StartAsync();
        using TestAgent agent = await server.EnrollAsync("desk", "52:54:00:aa:bb:01");
        server.Catalog.UpdateMachine(agent.Machine, m => m with { SmbiosUuid = Facts.SmbiosUuid.ToLowerInvariant(), SerialNumber = Facts.SerialNumber });
        string secret = Issue(server);

        using HttpResponseMessage first = await server.PostEnrollAsync(Routes.Boot, secret, Facts);
        PairingReply reply = (await first.Content.ReadFromJsonAsync(ContractsJson.Default.PairingReply, TestContext.Current.CancellationToken))!;
        Assert.Contains($"If this is desk with another network card, type instead: monitas-server machine add-card desk {MacText}", reply.Text, StringComparison.Ordinal);
        server.Catalog.UpdateMachine(agent.Machine, m => MachineCards.Given(m, [MacText]));

        using HttpResponseMessage second = await server.PostEnrollAsync(Routes.Boot, secret, Facts);
        Assert.Equal(HttpStatusCode.OK, second.StatusCode);
        EnrollReply enrolled = (await second.Content.ReadFromJsonAsync(ContractsJson.Default.EnrollReply, TestContext.Current.CancellationToken))!;
        Assert.Equal(agent.Machine, enrolled.Machine);
        Assert.Empty(server.Services.GetRequiredService<PairingDesk>().Waiting);
    }

    [Fact]
    public async Task Wait_WhileTheMachineWithThatUuidIsConnected_IsAnotherPc()
    {
        await using TestServer server = await StartAsync();
        using TestAgent agent = await server.ConnectAsync("desk", "52:54:00:aa:bb:01");
        server.Catalog.UpdateMachine(agent.Machine, m => m with { SmbiosUuid = Facts.SmbiosUuid.ToLowerInvariant() });

        using HttpResponseMessage answer = await server.PostEnrollAsync(Routes.Boot, Issue(server), Facts);

        PairingReply reply = (await answer.Content.ReadFromJsonAsync(ContractsJson.Default.PairingReply, TestContext.Current.CancellationToken))!;
        Assert.DoesNotContain("desk", reply.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Boot_OfAnotherStartOrAfterTheTime_IsRefused()
    {
        await using TestServer server = await StartAsync();
        string secret = Issue(server);
        using HttpResponseMessage first = await server.PostEnrollAsync(Routes.Boot, secret, Facts);
        Assert.Equal(HttpStatusCode.Accepted, first.StatusCode);
        using HttpResponseMessage other = await server.PostEnrollAsync(Routes.Boot, secret, Facts with { BootId = "boot-2" });
        Assert.Equal(HttpStatusCode.Unauthorized, other.StatusCode);
        server.Clock.Advance(WaitingMachines.SilentTime);
        using HttpResponseMessage late = await server.PostEnrollAsync(Routes.Boot, secret, Facts);
        Assert.Equal(HttpStatusCode.Unauthorized, late.StatusCode);
    }

    [Fact]
    public async Task PairedCredential_WithoutASession_EndsAfterADay()
    {
        await using TestServer server = await StartAsync();
        string secret = Issue(server);
        (await server.PostEnrollAsync(Routes.Boot, secret, Facts)).Dispose();
        server.Services.GetRequiredService<PairingDesk>().Approve(PairingCode.Of(secret), "lab-1", "root");
        using HttpResponseMessage answer = await server.PostEnrollAsync(Routes.Boot, secret, Facts);
        EnrollReply enrolled = (await answer.Content.ReadFromJsonAsync(ContractsJson.Default.EnrollReply, TestContext.Current.CancellationToken))!;
        using HttpClient client = server.Client(enrolled.Credential);
        string route = Routes.Manifest.Replace("{job}", "7", StringComparison.Ordinal);
        Assert.NotEqual(HttpStatusCode.Unauthorized, (await client.GetAsync(route, TestContext.Current.CancellationToken)).StatusCode);
        server.Clock.Advance(TimeSpan.FromHours(25));
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync(route, TestContext.Current.CancellationToken)).StatusCode);
    }

    [Fact]
    public async Task Approve_WrongCodes_AreRefusedAndThenNoneIsLookedAt()
    {
        await using TestServer server = await StartAsync();
        string secret = Issue(server);
        (await server.PostEnrollAsync(Routes.Boot, secret, Facts)).Dispose();
        PairingDesk desk = server.Services.GetRequiredService<PairingDesk>();
        for (int i = 0; i < PairingDesk.MaxWrong; i++)
        {
            Assert.Equal(ErrorCode.NotFound, Assert.Throws<PairingException>(() => desk.Approve("BCDF-GHJK", "lab-1", "root")).Code);
        }

        Assert.Equal(ErrorCode.Conflict, Assert.Throws<PairingException>(() => desk.Approve(PairingCode.Of(secret), "lab-1", "root")).Code);
        server.Clock.Advance(PairingDesk.WrongWindow);
        (await server.PostEnrollAsync(Routes.Boot, secret, Facts)).Dispose();
        Assert.Equal("lab-1", desk.Approve(PairingCode.Of(secret), "lab-1", "root").Name);
    }

    [Fact]
    public async Task Find_UnknownMachine_IsByTheSetting()
    {
        await using (TestServer server = await StartAsync(UnknownMachines.Ignore))
        {
            IBootAssignments assignments = server.Services.GetRequiredService<IBootAssignments>();
            Assert.Equal(BootTask.Ignore, assignments.Find(Mac, null).Task);
            Assert.Empty(assignments.IssueKernelArguments(Mac, null));
        }

        await using TestServer pairing = await StartAsync();
        Assert.Equal(new BootAssignment(null, BootTask.BootImage), pairing.Services.GetRequiredService<IBootAssignments>().Find(Mac, null));
    }

    [Fact]
    public void TryIssue_BeyondTheLimit_DropsWhatNoScreenShows()
    {
        Microsoft.Extensions.Time.Testing.FakeTimeProvider clock = new();
        WaitingMachines waiting = new(clock);
        List<string> shown = [];
        for (int i = 0; i < WaitingMachines.MaxCodes - 1; i++)
        {
            shown.Add(waiting.TryIssue(new MacAddress((ulong)i))!);
            Assert.NotNull(waiting.TryAsk(Request(shown[^1]), null, out _));
        }

        string unseen = waiting.TryIssue(new MacAddress(1000))!;
        string last = waiting.TryIssue(new MacAddress(1001))!;
        Assert.Null(waiting.TryAsk(Request(unseen), null, out _));
        Assert.NotNull(waiting.TryAsk(Request(last), null, out _));
        Assert.Null(waiting.TryIssue(new MacAddress(1002)));
        Assert.Equal(WaitingMachines.MaxCodes, waiting.List().Count);
        clock.Advance(WaitingMachines.SilentTime);
        Assert.Empty(waiting.List());
        Assert.NotNull(waiting.TryIssue(new MacAddress(1002)));
    }

    [Fact]
    public void TryIssue_OneCardAgainAndAgain_KeepsItsNewestTwo()
    {
        WaitingMachines waiting = new(new Microsoft.Extensions.Time.Testing.FakeTimeProvider());
        string[] secrets = [.. Enumerable.Range(0, 4).Select(_ => waiting.TryIssue(Mac)!)];
        Assert.Equal([false, false, true, true], secrets.Select(s => waiting.TryAsk(Request(s), null, out _) is not null));
    }

    public void Dispose() => _directory.Dispose();

    private static EnrollRequest Request(string secret) => new() { Secret = secret, AgentVersion = "t", Facts = Facts };

    private static string Issue(TestServer server) =>
        server.Services.GetRequiredService<IBootAssignments>().IssueKernelArguments(Mac, null)
            .Single(a => a.StartsWith("monitas.secret=", StringComparison.Ordinal))["monitas.secret=".Length..];

    private Task<TestServer> StartAsync(UnknownMachines unknown = UnknownMachines.Pair) =>
        TestServer.StartAsync(_directory, netboot: new NetbootSettings { UnknownMachines = unknown });
}
