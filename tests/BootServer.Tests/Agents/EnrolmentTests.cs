using System;
using System.Net;
using System.Net.Http;
using System.Net.Http.Json;
using System.Threading.Tasks;
using Monitas.BootServer.Agents;
using Monitas.Catalog.Records;
using Monitas.Contracts.Ids;
using Monitas.Contracts.Jobs;
using Monitas.Contracts.Machines;
using Monitas.Contracts.Messages;
using Xunit;

namespace Monitas.BootServer.Tests.Agents;

public sealed class EnrolmentTests : ServedTests
{
    private const string Mac = "52:54:00:00:00:01";
    [Fact]
    public async Task Enroll_GoodToken_GivesACredentialThatOpensASession()
    {
        using TestAgent agent = await Server.EnrollAsync("desk-1");

        Welcome welcome = await agent.ConnectAsync();

        Assert.Equal(agent.Machine, welcome.Machine);
        Assert.Equal("desk-1", welcome.MachineName);
        Assert.Equal(Mac, Assert.Single(Server.Catalog.FindMachine(agent.Machine)!.MacAddresses));
    }

    [Fact]
    public async Task Enroll_TokenUsedTwice_IsRefusedTheSecondTime()
    {
        string token = Server.AddToken("desk-1");
        (await Server.PostEnrollAsync(Routes.Enroll, token, TestServer.Facts(Mac))).EnsureSuccessStatusCode();

        using HttpResponseMessage second = await Server.PostEnrollAsync(Routes.Enroll, token, TestServer.Facts(Mac));

        Assert.Equal(HttpStatusCode.Unauthorized, second.StatusCode);
        Assert.Equal(ErrorCode.NotAuthorized, (await TestAgent.ErrorAsync(second)).Code);
    }

    [Fact]
    public async Task Enroll_ExpiredToken_IsRefused()
    {
        string token = Server.AddToken("desk-1", TimeSpan.FromMinutes(5));
        Server.Clock.Advance(TimeSpan.FromMinutes(6));

        using HttpResponseMessage answer = await Server.PostEnrollAsync(Routes.Enroll, token, TestServer.Facts(Mac));

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Fact]
    public async Task Enroll_ManyWrongTokens_AreSlowedDownUntilTheWindowIsOver()
    {
        for (int i = 0; i < WrongSecretLimit.MaxWrong; i++)
        {
            using HttpResponseMessage wrong = await Server.PostEnrollAsync(Routes.Enroll, $"wrong-{i}", TestServer.Facts(Mac));
            Assert.Equal(HttpStatusCode.Unauthorized, wrong.StatusCode);
        }

        string token = Server.AddToken("desk-1");
        using HttpResponseMessage slowed = await Server.PostEnrollAsync(Routes.Enroll, token, TestServer.Facts(Mac));
        Server.Clock.Advance(WrongSecretLimit.Window);
        using HttpResponseMessage later = await Server.PostEnrollAsync(Routes.Enroll, token, TestServer.Facts(Mac));

        Assert.Equal(HttpStatusCode.TooManyRequests, slowed.StatusCode);
        Assert.Equal(HttpStatusCode.OK, later.StatusCode);
    }

    [Fact]
    public async Task Enroll_SameNameAgain_KeepsTheIdAndEndsTheOldCredential()
    {
        using TestAgent first = await Server.ConnectAsync("desk-1");

        using TestAgent second = await Server.EnrollAsync("desk-1");

        Assert.Equal(first.Machine, second.Machine);
        Assert.NotNull(await first.ExpectCloseAsync());
        using HttpResponseMessage old = await first.Http.GetAsync(TestAgent.Path(Routes.Manifest, new JobId(1)), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Unauthorized, old.StatusCode);
        await second.ConnectAsync();
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("{\"secret\":7}")]
    public async Task Enroll_MalformedBody_IsABadRequest(string body)
    {
        using HttpClient http = Server.Client();
        using StringContent content = new(body);

        using HttpResponseMessage answer = await http.PostAsync(new Uri(Routes.Enroll, UriKind.Relative), content, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal(ErrorCode.BadRequest, (await TestAgent.ErrorAsync(answer)).Code);
    }

    [Theory]
    [InlineData(Routes.Session)]
    [InlineData("/agent/v1/jobs/1/base")]
    [InlineData("/agent/v1/jobs/1/manifest")]
    public async Task Get_WithoutCredential_IsRefused(string path)
    {
        using HttpClient http = Server.Client();

        using HttpResponseMessage answer = await http.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Fact]
    public async Task Get_UnknownPathOrMethod_IsAnErrorReply()
    {
        using HttpClient http = Server.Client();

        using HttpResponseMessage answer = await http.GetAsync(new Uri("/admin", UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal(ErrorCode.NotFound, (await TestAgent.ErrorAsync(answer)).Code);
        using HttpResponseMessage wrongMethod = await http.GetAsync(new Uri(Routes.Enroll, UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, wrongMethod.StatusCode);
        Assert.Equal(ErrorCode.BadRequest, (await TestAgent.ErrorAsync(wrongMethod)).Code);
    }

    [Fact]
    public async Task Boot_SecretOfTheJob_IsGoodForOneStartOnly()
    {
        (string secret, JobId job) = await RebuildAsync(Server);

        using HttpResponseMessage first = await Server.PostEnrollAsync(Routes.Boot, secret, TestServer.Facts(Mac, "start-1"));
        using HttpResponseMessage again = await Server.PostEnrollAsync(Routes.Boot, secret, TestServer.Facts(Mac, "start-1"));
        using HttpResponseMessage otherStart = await Server.PostEnrollAsync(Routes.Boot, secret, TestServer.Facts(Mac, "start-2"));

        Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, otherStart.StatusCode);
        Assert.True(Server.Jobs.IsOpen(job));
    }

    [Fact]
    public async Task Boot_OtherMachine_IsRefused()
    {
        (string secret, _) = await RebuildAsync(Server);

        using HttpResponseMessage answer = await Server.PostEnrollAsync(Routes.Boot, secret, TestServer.Facts("52:54:00:00:00:99"));

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    [Theory]
    [InlineData("5XK2", "5XK2", HttpStatusCode.OK)]
    [InlineData("5XK2", "", HttpStatusCode.OK)]
    [InlineData("5XK2", "7ZZ9", HttpStatusCode.Forbidden)]
    public async Task Boot_ByTheUuidAlone_IsAnotherMachineWithAnotherSerialNumber(string known, string told, HttpStatusCode expected)
    {
        const string uuid = "11223344-5566-7788-99aa-bbccddeeff00";
        (string secret, _) = await RebuildAsync(Server);
        Server.Catalog.UpdateMachine(Server.Catalog.FindMachineByMac(Mac)!.Id, m => m with { SmbiosUuid = uuid, SerialNumber = known });

        using HttpResponseMessage answer = await Server.PostEnrollAsync(Routes.Boot, secret, TestServer.Facts("52:54:00:00:00:99") with { SmbiosUuid = uuid, SerialNumber = told });

        Assert.Equal(expected, answer.StatusCode);
    }

    [Fact]
    public async Task Boot_CredentialAfterTheJob_IsWorthNothing()
    {
        (string secret, JobId job) = await RebuildAsync(Server);
        using HttpResponseMessage answer = await Server.PostEnrollAsync(Routes.Boot, secret, TestServer.Facts(Mac));
        EnrollReply reply = (await answer.Content.ReadFromJsonAsync(ContractsJson.Default.EnrollReply, TestContext.Current.CancellationToken))!;
        using TestAgent agent = new(Server, reply, TestServer.Facts(Mac), AgentEnvironment.BootImage);
        using HttpResponseMessage during = await agent.GetAsync(Routes.Manifest, job);

        await Server.Jobs.CancelAsync(job, "the test", TestContext.Current.CancellationToken);
        using HttpResponseMessage after = await agent.GetAsync(Routes.Manifest, job);

        Assert.Equal(HttpStatusCode.Forbidden, during.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, after.StatusCode);
    }

    /// <summary>A machine with a rebuild that waits for it; the secret is the one on its kernel command line.</summary>
    private static async Task<(string Secret, JobId Job)> RebuildAsync(TestServer Server)
    {
        using TestAgent agent = await Server.EnrollAsync("desk-1", Mac);
        JobRecord job = await Server.Jobs.CreateAsync(
            JobKind.Rebuild, Server.Catalog.FindMachine(agent.Machine)!, new JobParameters { Archive = ArchiveId.New(Server.Clock) }, "the test", TestContext.Current.CancellationToken);
        Monitas.BootServer.Boot.IBootAssignments assignments =
            Microsoft.Extensions.DependencyInjection.ServiceProviderServiceExtensions.GetRequiredService<Monitas.BootServer.Boot.IBootAssignments>(Server.Services);
        Assert.True(Monitas.BootServer.Boot.MacAddress.TryParse(Mac, out Monitas.BootServer.Boot.MacAddress mac));
        string argument = Assert.Single(assignments.IssueKernelArguments(mac, null), a => a.StartsWith("monitas.secret=", StringComparison.Ordinal));
        return (argument["monitas.secret=".Length..], job.Id);
    }
}
