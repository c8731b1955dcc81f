using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Monitas.BootServer.Api;
using Monitas.BootServer.Cli;
using Monitas.Catalog.Records;
using Monitas.Contracts.Jobs;
using Xunit;

namespace Monitas.Integration.Tests;

/// <summary>A server and an agent, each a process of its own, that can be killed and started again; "desk" is the machine.</summary>
internal sealed class KillScene : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly string[] _serverArguments;
    private readonly string[] _agentArguments;
    private readonly ApiClient _api;
    private Process? _server;
    private Process? _agent;

    private KillScene(TestNetwork network, string agentSettings)
    {
        Network = network;
        _serverArguments = network.ServerArguments("off");
        _agentArguments = network.AgentArguments(agentSettings);
        _api = new ApiClient(Path.Combine(network.Folder, "monitas.sock"));
        Data = new KillData(Directory.CreateDirectory(Path.Combine(network.Folder, "data")).FullName);
    }

    public TestNetwork Network { get; }

    /// <summary>What stands between agent and server; null when nothing does.</summary>
    public FaultyNetwork? Faults { get; private set; }

    /// <summary>What is backed up.</summary>
    public KillData Data { get; }

    public string Store => Path.Combine(Network.Folder, "store");

    /// <summary>Manifests that come in, and notes of unfinished volumes.</summary>
    public string Uploads => Path.Combine(Network.Folder, "state", "uploads");

    /// <summary>The server's process; it has mounts of its own.</summary>
    /// <exception cref="InvalidOperationException">It does not run.</exception>
    public int ServerProcess => (_server ?? throw new InvalidOperationException("The server does not run.")).Id;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Starts both and makes them known to each other.</summary>
    /// <param name="withFaults">The agent finds the server through <see cref="Faults"/>.</param>
    /// <param name="prepare">Prepares the machine; gives further lines of agent.conf.</param>
    public static async Task<KillScene> CreateAsync(bool withFaults = false, Func<TestNetwork, Task<string>>? prepare = null)
    {
        TestNetwork network = await TestNetwork.CreateAsync();
        KillScene scene = new(network, prepare is null ? "" : await prepare(network));
        try
        {
            await scene.BeginAsync(withFaults);
            return scene;
        }
        catch
        {
            await scene.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts what does not run.</summary>
    public async Task StartAsync()
    {
        if (_server is null)
        {
            await StartServerAsync();
        }
        if (_agent is null)
        {
            StartAgent();
        }
    }

    /// <summary>kill -9.</summary>
    public async Task KillAsync(bool server, bool agent)
    {
        if (server && _server is not null)
        {
            await Network.KillAsync(_server);
            _server = null;
        }
        if (agent && _agent is not null)
        {
            await Network.KillAsync(_agent);
            _agent = null;
        }
    }

    /// <summary>Runs one of the server's commands; "-d" ends after half a minute.</summary>
    public Task<ProcessResult> RunServerAsync(params string[] arguments) => Network.RunAndStopAsync(TimeSpan.FromSeconds(30), _serverArguments, arguments);

    /// <summary>Runs a line of shell with the server's program and its arguments before it.</summary>
    public Task<ProcessResult> RunServerShellAsync(string line) =>
        Network.RunSystemAsync("sh", "-c", $"{string.Join(' ', [.. Programs.Start(_serverArguments[0]), .. _serverArguments[1..]])} {line}");

    /// <summary>Gives a file of the data a second name.</summary>
    public Task LinkHardAsync(string name, string second) => TestNetwork.SystemAsync("ln", Path.Combine(Data.Folder, name), Path.Combine(Data.Folder, second));

    public Task<JobRecord> BackUpAsync() => OrderAsync(new JobRequest { Kind = JobKind.Backup, Machine = "desk" });

    public Task<JobRecord> RestoreAsync(string toDirectory) => OrderAsync(
        new JobRequest { Kind = JobKind.Restore, Machine = "desk", Paths = [Encoding.UTF8.GetBytes(Data.Folder)], ToDirectory = toDirectory });

    public Task<JobRecord> FindAsync(JobRecord job) =>
        _api.GetAsync(ApiRoutes.Job.Replace("{id}", job.Id.ToString(), StringComparison.Ordinal), ApiJson.Default.JobRecord, Cancel);

    /// <summary>The lines of a job's log.</summary>
    public async Task<IReadOnlyList<string>> LogAsync(JobRecord job) =>
        [.. (await _api.GetAsync(ApiRoutes.JobLog.Replace("{id}", job.Id.ToString(), StringComparison.Ordinal), ApiJson.Default.IReadOnlyListJobLogRecord, Cancel)).Select(line => line.Text)];

    public async Task<IReadOnlyList<ArchiveRecord>> ArchivesAsync() =>
        [.. (await _api.GetAsync(ApiRoutes.Archives, ApiJson.Default.IReadOnlyListArchiveView, Cancel)).Select(view => view.Archive)];

    public Task<IReadOnlyList<JobRecord>> JobsAsync() => _api.GetAsync(ApiRoutes.Jobs, ApiJson.Default.IReadOnlyListJobRecord, Cancel);

    public Task<IReadOnlyList<VolumeView>> VolumesAsync() => _api.GetAsync(ApiRoutes.Volumes, ApiJson.Default.IReadOnlyListVolumeView, Cancel);

    /// <summary>Waits for a job's end.</summary>
    public async Task<JobRecord> EndOfAsync(JobRecord job)
    {
        await UntilAsync(async () => IsOver(job = await FindAsync(job)), $"job {job.Id} to end");
        return job;
    }

    public static bool IsOver(JobRecord job) => job.State is JobState.Succeeded or JobState.FinishedWithWarnings or JobState.Failed or JobState.Cancelled;

    /// <summary>Waits until it is so.</summary>
    public static async Task UntilAsync(Func<Task<bool>> isSo, string what)
    {
        using CancellationTokenSource limit = new(Patience);
        while (!await isSo())
        {
            Assert.False(limit.IsCancellationRequested, $"Still waiting for {what}.");
            await Task.Delay(50, Cancel);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _api.Dispose();
        if (Faults is not null)
        {
            await Faults.DisposeAsync();
        }
        await Network.DisposeAsync();
    }

    private async Task BeginAsync(bool withFaults)
    {
        await StartServerAsync();
        Faults = withFaults ? FaultyNetwork.Start(Network) : null;
        TokenReply token = await _api.PostAsync(ApiRoutes.Tokens, new TokenRequest("desk", 24), ApiJson.Default.TokenRequest, ApiJson.Default.TokenReply, Cancel);
        ProcessResult enrolled = await Network.RunAsync(_agentArguments, "enroll", Faults?.Url ?? $"https://{TestNetwork.ServerEndPoint}", "--token", token.Token);
        Assert.True(enrolled.ExitCode == 0, enrolled.ToString());
        StartAgent();
    }

    private Task<JobRecord> OrderAsync(JobRequest request) =>
        _api.PostAsync(ApiRoutes.Jobs, request, ApiJson.Default.JobRequest, ApiJson.Default.JobRecord, Cancel);

    private async Task StartServerAsync()
    {
        _server = Network.StartDaemon(_serverArguments);
        await UntilAsync(AnswersAsync, "the server to answer");
    }

    private void StartAgent() => _agent = Network.StartDaemon(_agentArguments);

    private async Task<bool> AnswersAsync()
    {
        Assert.False(_server!.HasExited, "The server has ended while it was started.");
        try
        {
            await VolumesAsync();
            return true;
        }
        catch (CliException)
        {
            return false;
        }
    }
}
