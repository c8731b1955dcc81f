using System;
using System.Linq;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Monitas.BootServer.Agents;
using Monitas.BootServer.Boot;
using Monitas.BootServer.Configuration;
using Monitas.BootServer.Jobs;
using Monitas.BootServer.Tests.Tls;
using Monitas.BootServer.Tls;
using Monitas.Catalog;
using Monitas.Catalog.LiteDb;
using Monitas.Catalog.Records;
using Monitas.Contracts.Ids;
using Monitas.Contracts.Machines;
using Monitas.Contracts.Messages;
using Monitas.Imaging.Stores;
using Xunit;

namespace Monitas.BootServer.Tests.Agents;

/// <summary>A whole server on a loopback port, with real TLS, catalog, job engine and store in a directory; its clock stands still.</summary>
internal sealed class TestServer : IAsyncDisposable
{
    private readonly IHost _host;
    private bool _stopped;

    private TestServer(IHost host, FakeTimeProvider clock)
    {
        _host = host;
        Clock = clock;
    }

    public FakeTimeProvider Clock { get; }

    public ICatalog Catalog => _host.Services.GetRequiredService<ICatalog>();

    public JobEngine Jobs => _host.Services.GetRequiredService<JobEngine>();

    public IStore Store => _host.Services.GetRequiredService<IStore>();

    public IServiceProvider Services => _host.Services;

    public string CaFingerprint => _host.Services.GetRequiredService<ServerCertificates>().CaFingerprint;

    public Uri Url => new($"https://localhost:{_host.Services.GetRequiredService<AgentListener>().Port}");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Starts a server on what the directory holds.</summary>
    public static async Task<TestServer> StartAsync(
        TemporaryDirectory directory, Func<IStore, IStore>? wrapStore = null, int port = 0, NetbootSettings? netboot = null, Func<ServerSettings, ServerSettings>? change = null,
        Func<ICatalog, ICatalog>? wrapCatalog = null, string? bootImage = null)
    {
        FakeTimeProvider clock = new(TimeProvider.System.GetUtcNow());
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<TimeProvider>(clock);
        ServerSettings settings = new() { StateDirectory = directory.Combine("state"), Store = directory.Combine("store"), HttpsPort = port, Netboot = netboot ?? new NetbootSettings() };
        builder.Services.AddSingleton(change is null ? settings : change(settings));
        System.IO.Directory.CreateDirectory(directory.Combine("state"));
        builder.Services.AddCatalog();
        if (wrapCatalog is not null)
        {
            builder.Services.AddSingleton(provider => wrapCatalog(LiteDbCatalog.Open(provider.GetRequiredService<ServerSettings>().CatalogFile)));
        }
        builder.Services.AddJobs();
        builder.Services.AddAgents();
        if (bootImage is not null)
        {
            builder.Services.AddSingleton(new ServedBootImage(_ => bootImage, clock));
        }
        if (wrapStore is not null)
        {
            builder.Services.AddSingleton(wrapStore(new DirectoryStore(directory.Combine("store"))));
        }
        IHost host = builder.Build();
        try
        {
            await host.StartAsync(Cancel);
        }
        catch
        {
            await ((IAsyncDisposable)host).DisposeAsync();
            throw;
        }
        return new TestServer(host, clock);
    }

    /// <summary>A client that trusts this server's CA only.</summary>
    public HttpClient Client(string? credential = null)
    {
        HttpClient client = new(Handler()) { BaseAddress = Url };
        if (credential is not null)
        {
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", credential);
        }
        return client;
    }

    public SocketsHttpHandler Handler() => new() { SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = Pinned() } };

    /// <summary>What an agent checks the server's certificate with.</summary>
    public X509ChainPolicy Pinned()
    {
        X509ChainPolicy policy = new() { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.Add(X509Certificate2.CreateFromPem(_host.Services.GetRequiredService<ServerCertificates>().CaPem));
        return policy;
    }

    /// <summary>Makes a token as the sysadmin does; the answer is its secret.</summary>
    public string AddToken(string machineName, TimeSpan? lifetime = null)
    {
        string secret = SecretDigest.NewSecret();
        DateTimeOffset now = Clock.GetUtcNow();
        Catalog.AddToken(new TokenRecord { Secret = SecretDigest.Of(secret), MachineName = machineName, Created = now, Expires = now + (lifetime ?? TimeSpan.FromHours(1)) });
        return secret;
    }

    public async Task<HttpResponseMessage> PostEnrollAsync(string route, string secret, MachineFacts facts)
    {
        using HttpClient client = Client();
        EnrollRequest request = new() { Secret = secret, AgentVersion = "test", Facts = facts };
        return await client.PostAsJsonAsync(route, request, ContractsJson.Default.EnrollRequest, Cancel);
    }

    /// <summary>A machine that has enrolled.</summary>
    public async Task<TestAgent> EnrollAsync(string name, string mac = "52:54:00:00:00:01")
    {
        MachineFacts facts = Facts(mac);
        using HttpResponseMessage answer = await PostEnrollAsync(Routes.Enroll, AddToken(name), facts);
        answer.EnsureSuccessStatusCode();
        EnrollReply reply = (await answer.Content.ReadFromJsonAsync(ContractsJson.Default.EnrollReply, Cancel))!;
        return new TestAgent(this, reply, facts, AgentEnvironment.Live);
    }

    /// <summary>A machine that has enrolled and whose session is open.</summary>
    public async Task<TestAgent> ConnectAsync(string name, string mac = "52:54:00:00:00:01")
    {
        TestAgent agent = await EnrollAsync(name, mac);
        await agent.ConnectAsync();
        return agent;
    }

    /// <summary>Gives a machine a job of its own, and waits until its order has come.</summary>
    public async Task<JobId> OrderAsync(TestAgent agent, Contracts.Jobs.JobKind kind, ArchiveId? archive = null)
    {
        JobRecord job = await Jobs.CreateAsync(kind, Catalog.FindMachine(agent.Machine)!, new JobParameters { Archive = archive }, "the test", Cancel);
        StartJob order = await agent.ExpectAsync<StartJob>();
        Assert.Equal(job.Id, order.Job);
        return job.Id;
    }

    /// <summary>Waits until a job is over.</summary>
    public async Task<JobRecord> EndedAsync(JobId job)
    {
        while (Jobs.IsOpen(job))
        {
            await Task.Delay(5, Cancel);
        }
        return Catalog.FindJob(job)!;
    }

    /// <summary>Waits until the server knows that the agent's session is over.</summary>
    public async Task DisconnectedAsync(TestAgent agent)
    {
        AgentSessions sessions = Services.GetRequiredService<AgentSessions>();
        while (sessions.Machines.Contains(agent.Machine))
        {
            await Task.Delay(5, Cancel);
        }
    }

    public static MachineFacts Facts(string mac, string bootId = "boot-1") =>
        new() { HostName = "pc", MacAddresses = [mac], BootId = bootId, Disks = [new DiskFacts { Path = "/dev/sda", Serial = "S1", SizeBytes = 1L << 30 }] };

    public async ValueTask DisposeAsync()
    {
        if (!_stopped)
        {
            _stopped = true;
            await _host.StopAsync(CancellationToken.None);
            await ((IAsyncDisposable)_host).DisposeAsync();
        }
    }
}
