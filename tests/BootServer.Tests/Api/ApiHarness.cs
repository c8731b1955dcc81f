using System;
using System.Collections;
using System.Collections.Generic;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.DependencyInjection;
using Monitas.BootServer.Alerts;
using Monitas.BootServer.Api;
using Monitas.BootServer.Backups;
using Monitas.BootServer.Boot.Doctor;
using Monitas.BootServer.Boot.Images;
using Monitas.BootServer.Boot.WakeOnLan;
using Monitas.BootServer.Cli;
using Monitas.BootServer.Configuration;
using Monitas.BootServer.Jobs;
using Monitas.BootServer.Jobs.ServerWork;
using Monitas.BootServer.Metrics;
using Monitas.BootServer.Pairing;
using Monitas.BootServer.Rebuilds.Keys;
using Monitas.BootServer.Retention;
using Monitas.BootServer.Schedules;
using Monitas.BootServer.Tests.Boot.WakeOnLan;
using Monitas.BootServer.Tests.Jobs;
using Monitas.BootServer.Tls;
using Monitas.BootServer.Verify;
using Monitas.BootServer.Wipes;
using Monitas.Catalog;
using Monitas.Catalog.Records;
using Monitas.Contracts.Ids;
using Monitas.Contracts.Jobs;
using Monitas.Contracts.Machines;
using Monitas.Contracts.Messages;

namespace Monitas.BootServer.Tests.Api;

/// <summary>The sysadmin's interface on a socket in a temporary directory, with agents that the test plays; and the command line that talks to it.</summary>
internal sealed class ApiHarness : IAsyncDisposable, IServerIdentity, IBootReport, IBootDoctor
{
    private readonly ServiceProvider _services;

    private ApiHarness(string directory, Func<ServerSettings, ServerSettings> change)
    {
        Settings = change(new ServerSettings { StateDirectory = directory, Store = Path.Combine(directory, "store"), Socket = Path.Combine(directory, "run", "m.sock"), Name = "backup.example.org", Schedule = Path.Combine(directory, "schedule") });
        Directory.CreateDirectory(Settings.Store);
        _services = new ServiceCollection()
            .AddLogging()
            .AddSingleton(Settings)
            .AddCatalog()
            .AddJobs()
            .AddSingleton<IAgentSessions>(Sessions)
            .AddSingleton<IRebuildPlanning>(Planning)
            .AddSingleton<IServerIdentity>(this)
            .AddSingleton(new TlsOptions { Directory = Path.Combine(directory, "tls") })
            .AddSingleton<ServerCertificates>()
            .AddWipes()
            .AddSingleton<BootLog>()
            .AddSingleton<BootImageLibrary>()
            .AddPairing()
            .AddRebuildKeys()
            .AddSingleton<IWaker>(Waker)
            .AddSingleton<IJobWakeUp, JobWakeUp>()
            .AddSingleton<IBootImageOrders, FakeBootImageOrders>()
            .AddSingleton<IBootReport>(this)
            .AddSingleton<IBootDoctor>(this)
            .AddBackups()
            .AddRetention()
            .AddVerify()
            .AddServerWork()
            .AddSchedule()
            .AddAlerts()
            .AddServerMetrics()
            .AddApi()
            .BuildServiceProvider();
    }

    public ServerSettings Settings { get; }

    public FakeSessions Sessions { get; } = new();

    public FakeWaker Waker { get; } = new();

    public WaitingMachines Waiting => _services.GetRequiredService<WaitingMachines>();

    public FakePlanning Planning { get; } = new();

    public string CaFingerprint { get; } = new('a', 64);

    public List<string> BootProblems { get; } = [];

    public List<BootStep> BootSteps { get; } = [new BootStep { Time = JobSamples.Start, Kind = BootStepKind.Discover, Mac = "52:54:00:00:00:01", Architecture = 7, Answered = true, File = "snponly.efi" }];

    public IServiceProvider Services => _services;

    public ICatalog Catalog => _services.GetRequiredService<ICatalog>();

    public JobEngine Engine => _services.GetRequiredService<JobEngine>();

    public static async Task<ApiHarness> StartAsync(Func<ServerSettings, ServerSettings>? change = null)
    {
        var harness = new ApiHarness(Directory.CreateTempSubdirectory("monitas-api-").FullName, change ?? (settings => settings));
        await harness._services.GetRequiredService<VolumeStore>().OpenAsync(new HashSet<VolumeId>(), CancellationToken.None);
        await harness._services.GetRequiredService<ServerWorkRunner>().StartAsync(CancellationToken.None);
        await harness._services.GetRequiredService<ApiListener>().StartAsync(CancellationToken.None);
        return harness;
    }

    /// <summary>Ends the listener only.</summary>
    public Task DisposeListenerAsync() => _services.GetRequiredService<ApiListener>().StopAsync(CancellationToken.None);

    /// <summary>Starts the listener again.</summary>
    public Task RestartListenerAsync() => _services.GetRequiredService<ApiListener>().StartAsync(CancellationToken.None);

    public BootStatus Status() => new("proxy", "eth0", "10.0.0.1", "of 2026-05-01, 44.0 MiB", BootProblems);

    public IReadOnlyList<BootStory> Log(string who, int max) => who is "" or "pc" ? BootStoryTeller.Tell(BootSteps, "pc", new BootSurroundings(JobSamples.Start.AddHours(1))) : [];

    public List<Finding> Findings { get; } = [];

    public Task<DoctorReport> ExamineAsync(string device, bool probe, CancellationToken cancellationToken) =>
        Task.FromResult(new DoctorReport([$"interface {device}", $"probe {probe}"], Findings));

    /// <summary>Adds the machine "pc", which has one archive.</summary>
    public MachineRecord AddPc()
    {
        var pc = new MachineRecord { Id = JobSamples.Machine, Name = "pc", Created = JobSamples.Start, Credential = SecretDigest.Of("c") };
        Catalog.AddMachine(pc);
        var volume = new VolumeId(Guid.NewGuid());
        Catalog.CommitArchive(
            new ArchiveRecord
            {
                Id = JobSamples.Archive,
                Machine = pc.Id,
                Time = JobSamples.Start,
                Volume = volume,
                Volumes = [volume],
                Layout = JobSamples.Layout,
                Figures = new Dictionary<string, long> { ["files"] = 12, ["bytes"] = 3 << 20 },
            },
            [new VolumeRecord { Id = volume, Name = $"{volume}.iso", SizeBytes = 4 << 20, Sealed = JobSamples.Start, Machine = pc.Id }]);
        return pc;
    }

    public async Task HelloAsync(AgentEnvironment environment, MachineFacts facts)
    {
        Sessions.Connected[JobSamples.Machine] = environment;
        await Engine.HandleHelloAsync(JobSamples.Machine, new AgentHello { AgentVersion = "1", Environment = environment, Facts = facts }, CancellationToken.None);
    }

    public Task SayAsync(AgentMessage message) => Engine.HandleMessageAsync(JobSamples.Machine, message, CancellationToken.None).AsTask();

    /// <summary>Runs one command line against the daemon.</summary>
    public Task<CliRun> RunAsync(params string[] arguments) => RunAsync("", isInteractive: false, arguments);

    /// <summary>Runs one command line before a terminal at which this is typed.</summary>
    public async Task<CliRun> RunAsync(string typed, bool isInteractive, params string[] arguments)
    {
        var output = new StringWriter();
        var error = new StringWriter();
        var terminal = new CliTerminal(output, error, new StringReader(typed), isInteractive);
        var commandLine = new CommandLine(terminal, new Hashtable(), TimeProvider.System, (_, _) => Task.FromResult(ExitCode.Done));
        int code = await commandLine.RunAsync([.. arguments, "--socket", Settings.Socket], CancellationToken.None);
        return new CliRun((ExitCode)code, output.ToString(), error.ToString());
    }

    public async ValueTask DisposeAsync()
    {
        await _services.GetRequiredService<ApiListener>().StopAsync(CancellationToken.None);
        await _services.GetRequiredService<ServerWorkRunner>().StopAsync(CancellationToken.None);
        await _services.DisposeAsync();
        Directory.Delete(Settings.StateDirectory, recursive: true);
    }
}

/// <summary>What a command wrote and how it ended.</summary>
internal sealed record CliRun(ExitCode Code, string Output, string Error);
