using System.Collections.Generic;
using System.IO;
using System.Threading;
using System.Threading.Tasks;

namespace Monitas.Bench.Archive.Archivers;

/// <summary>restic with what it does by itself: encryption, automatic compression, its cache.</summary>
/// <param name="folder">Where its repository and cache lie.</param>
public sealed class ResticArchiver(string folder) : IArchiver
{
    private readonly Dictionary<string, string> _variables = new()
    {
        ["RESTIC_REPOSITORY"] = Path.Combine(folder, "restic"),
        ["RESTIC_CACHE_DIR"] = Path.Combine(folder, "restic-cache"),
        ["RESTIC_PASSWORD"] = "bench",
    };

    /// <inheritdoc/>
    public string Name => "restic";

    /// <inheritdoc/>
    public bool IsIncremental => true;

    /// <inheritdoc/>
    public async Task StartOverAsync(CancellationToken cancellation)
    {
        Folders.MakeEmpty(_variables["RESTIC_CACHE_DIR"]);
        Folders.MakeEmpty(_variables["RESTIC_REPOSITORY"]);
        await TimedCommand.RunAsync(folder, "restic -q init", _variables, cancellation);
    }

    /// <inheritdoc/>
    public Task<Run> BackUpAsync(SourceMachine machine, CancellationToken cancellation) =>
        TimedCommand.RunAsync(machine.Tree, $"restic -q backup --host {machine.Name} .", _variables, cancellation);

    /// <inheritdoc/>
    public async Task<(Run Run, string Tree)> RestoreAsync(SourceMachine machine, string target, CancellationToken cancellation)
    {
        Run run = await TimedCommand.RunAsync(folder, $"restic -q restore latest --host {machine.Name} --target {target} && sync", _variables, cancellation);
        string below = target + machine.Tree;
        return (run, Directory.Exists(below) ? below : target);
    }

    /// <inheritdoc/>
    public Task<Run> VerifyAsync(SourceMachine machine, CancellationToken cancellation) =>
        TimedCommand.RunAsync(folder, "restic -q check --read-data", _variables, cancellation);

    /// <inheritdoc/>
    public long StoredBytes() => Folders.Bytes(_variables["RESTIC_REPOSITORY"]);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
