using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Monitas.BootServer.Boot.WakeOnLan;
using Monitas.BootServer.Jobs;
using Monitas.BootServer.Jobs.ServerWork;
using Monitas.BootServer.Tests.Boot.WakeOnLan;
using Monitas.BootServer.Tls;
using Monitas.BootServer.Wipes;
using Monitas.Catalog.LiteDb;
using Monitas.Catalog.Records;
using Monitas.Contracts.Ids;
using Monitas.Contracts.Jobs;
using Monitas.Contracts.Machines;
using Monitas.Contracts.Messages;

namespace Monitas.BootServer.Tests.Jobs;

/// <summary>A job engine on a real catalog in a temporary directory, with agents that the test plays.</summary>
internal sealed class EngineHarness : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("monitas-engine-").FullName;

    public EngineHarness()
    {
        Clock = new FakeTimeProvider(JobSamples.Start);
        Certificates = new ServerCertificates(new TlsOptions { Directory = Path.Combine(_directory, "tls") }, Clock, NullLogger<ServerCertificates>.Instance);
        (Catalog, Board, Engine) = Open();
        Pc = new MachineRecord { Id = JobSamples.Machine, Name = "pc", Created = JobSamples.Start, Credential = SecretDigest.Of("c") };
        Catalog.AddMachine(Pc);
        Archive = Catalog.CommitArchive(
            new ArchiveRecord { Id = JobSamples.Archive, Machine = Pc.Id, Time = JobSamples.Start, Volume = new VolumeId(Guid.NewGuid()), Volumes = [], Layout = JobSamples.Layout }, []);
    }

    public FakeTimeProvider Clock { get; }

    /// <summary>The server's keys.</summary>
    public ServerCertificates Certificates { get; }

    public FakeSessions Sessions { get; } = new();

    public FakePlanning Planning { get; } = new();

    public FakeWaker Waker { get; } = new();

    public FakeBootImageOrders BootImages { get; } = new();

    /// <summary>What the server is to do itself; of the server that runs now.</summary>
    public ServerWorkQueue Work { get; private set; } = new();

    public LiteDbCatalog Catalog { get; private set; }

    public JobBoard Board { get; private set; }

    public JobEngine Engine { get; private set; }

    public MachineRecord Pc { get; }

    public ArchiveRecord Archive { get; }

    /// <summary>The server ends and another one starts on the same catalog; all sessions are gone.</summary>
    public async Task RestartAsync()
    {
        Catalog.Dispose();
        Sessions.Connected.Clear();
        Work = new ServerWorkQueue();
        (Catalog, Board, Engine) = Open();
        await Engine.ResumeAsync(CancellationToken.None);
    }

    public Task<JobRecord> OrderAsync(JobKind kind, bool preApproved = false) =>
        Engine.CreateAsync(kind, Pc, new JobParameters { Archive = kind == JobKind.Backup ? null : Archive.Id, PreApproved = preApproved }, "root", CancellationToken.None).AsTask();

    /// <summary>Orders a rebuild or a wipe that may restart the machine.</summary>
    public Task<JobRecord> OrderRestartAsync(JobKind kind = JobKind.Rebuild, RestartWay way = RestartWay.Auto) =>
        Engine.CreateAsync(kind, Pc, new JobParameters { Archive = kind == JobKind.Rebuild ? Archive.Id : null, Restart = way, PreApproved = true }, "root", CancellationToken.None).AsTask();

    /// <summary>Adds a PC that has just been paired.</summary>
    public MachineRecord AddSpare(string name = "spare")
    {
        MachineRecord spare = JobSamples.Spare with { Name = name };
        Catalog.AddMachine(spare);
        return spare;
    }

    public Task<JobRecord> OrderOntoAsync(MachineRecord onto, bool preApproved = false) =>
        Engine.CreateAsync(JobKind.Rebuild, Pc, onto, new JobParameters { Archive = Archive.Id, PreApproved = preApproved }, "root", CancellationToken.None).AsTask();

    public Task HelloAsync(AgentEnvironment environment, MachineFacts facts, params IReadOnlyList<JobId> running) => HelloAsync(Pc.Id, environment, facts, running);

    public async Task HelloAsync(MachineId machine, AgentEnvironment environment, MachineFacts facts, params IReadOnlyList<JobId> running)
    {
        Sessions.Connected[machine] = environment;
        await Engine.HandleHelloAsync(machine, new AgentHello { AgentVersion = "1", Environment = environment, Facts = facts, RunningJobs = running }, CancellationToken.None);
    }

    public async Task DisconnectAsync()
    {
        AgentEnvironment environment = Sessions.Connected[Pc.Id];
        Sessions.Connected.Remove(Pc.Id);
        await Engine.HandleDisconnectAsync(Pc.Id, environment, CancellationToken.None);
    }

    public Task SayAsync(AgentMessage message) => Engine.HandleMessageAsync(Pc.Id, message, CancellationToken.None).AsTask();

    public Task FinishAsync(JobRecord job, JobOutcome outcome = JobOutcome.Succeeded) => SayAsync(new JobFinished { Job = job.Id, Outcome = outcome, Message = "end" });

    public JobRecord Job(JobRecord job) => Catalog.FindJob(job.Id)!;

    public void Dispose()
    {
        Catalog.Dispose();
        Certificates.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    private (LiteDbCatalog Catalog, JobBoard Board, JobEngine Engine) Open()
    {
        LiteDbCatalog catalog = LiteDbCatalog.Open(Path.Combine(_directory, "catalog.db"));
        var board = new JobBoard(Clock);
        var desk = new WipeDesk(catalog, Certificates, Clock, NullLogger<WipeDesk>.Instance);
        return (catalog, board, new JobEngine(catalog, Sessions, Planning, desk, new JobWakeUp(Waker, catalog, Clock), BootImages, Work, board, new JobLimits(), Clock, NullLogger<JobEngine>.Instance));
    }
}
