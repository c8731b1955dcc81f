using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Agent.Jobs;
using Monitas.Contracts.Ids;
using Monitas.Contracts.Layouts;
using Monitas.Contracts.Machines;
using Monitas.Contracts.Messages;
using Monitas.Imaging.Manifests;
using Xunit;

namespace Monitas.Agent.Tests.Jobs;

/// <summary>A machine whose tree lies in a directory, and a server in memory.</summary>
internal sealed class JobScene : IDisposable
{
    private readonly string _work = Directory.CreateTempSubdirectory("monitas-work-").FullName;

    public JobScene(string root) => Source = new SourceOptions { Root = root, ExcludeFile = Path.Combine(_work, "exclude"), WorkDirectory = _work };

    public SourceOptions Source { get; set; }

    public MemoryArchiveServer Server { get; } = new();

    public RecordingProgress Progress { get; } = new();

    public void Exclude(string patterns) => File.WriteAllText(Source.ExcludeFile, patterns);

    public Task<JobResult> BackupAsync(params string[] excludes) => BackupAsync(Token, excludes);

    public async Task<JobResult> BackupAsync(CancellationToken stop, params string[] excludes)
    {
        if (!File.Exists(Source.ExcludeFile))
        {
            Exclude("");
        }
        BackupJob job = new(Source, new ArchiveOrigin(new MachineId(Guid.NewGuid()), "pc", "0"), _ => Task.FromResult(EmptyLayout), TimeProvider.System);
        JobResult result = await job.RunAsync(new BackupOrder { Excludes = excludes }, Server, Progress, stop);
        Assert.Empty(Leftovers());
        return result;
    }

    public async Task<JobResult> DryRunAsync(params string[] excludes)
    {
        JobResult result = await new DryRunJob(Source, TimeProvider.System).RunAsync(new BackupOrder { Excludes = excludes, DryRun = true }, Server, Progress, Token);
        Assert.Empty(Leftovers());
        return result;
    }

    public Task<JobResult> CompareAsync(CompareBy by = CompareBy.Content) =>
        new CompareJob(Source, TimeProvider.System).RunAsync(new CompareOrder { Archive = Server.Archive(), By = by }, Server, Progress, Token);

    public Task<JobResult> RestoreAllAsync(string target) =>
        new ArchiveRestorer(Server, _work, TimeProvider.System).RestoreAllAsync(target, Progress, Token);

    public Task<JobResult> RestoreAsync(string toDirectory, params byte[][] paths) => RestoreAsync(toDirectory, [], byName: false, paths);

    public Task<JobResult> RestoreAsync(string toDirectory, string[] ownerRules, bool byName, params byte[][] paths) =>
        new RestoreJob(Source, TimeProvider.System).RunAsync(
            new RestoreOrder { Archive = Server.Archive(), Paths = paths, ToDirectory = toDirectory, OwnerRules = ownerRules, OwnersByName = byName },
            Server,
            Progress,
            Token);

    public Task<JobResult> RestoreAsync(ConflictMode onConflict, string toDirectory, params byte[][] paths) =>
        new RestoreJob(Source, TimeProvider.System).RunAsync(
            new RestoreOrder { Archive = Server.Archive(), Paths = paths, ToDirectory = toDirectory, OnConflict = onConflict }, Server, Progress, Token);

    public List<ManifestEntry> Entries()
    {
        using ManifestReader reader = ManifestReader.Open(new MemoryStream(Server.Manifest!), "test");
        return [.. reader.Entries()];
    }

    public List<string> Leftovers()
    {
        List<string> files = [.. Directory.GetFiles(_work)];
        files.Remove(Source.ExcludeFile);
        return files;
    }

    public void Dispose() => Directory.Delete(_work, recursive: true);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static MachineLayout EmptyLayout => new()
    {
        Firmware = FirmwareKind.Bios,
        Disks = [],
        FileSystems = [],
        BootLoader = new LayoutBootLoader { Kind = "grub" },
    };
}
