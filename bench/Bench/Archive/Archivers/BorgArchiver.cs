using System.Collections.Generic;
using System.IO;
using System.Threading;
using System.Threading.Tasks;

namespace Monitas.Bench.Archive.Archivers;

/// <summary>Borg with zstd level 3 and, in its favour, without encryption.</summary>
/// <param name="folder">Where its repository and cache lie.</param>
public sealed class BorgArchiver(string folder) : IArchiver
{
    private readonly Dictionary<string, string> _variables = new()
    {
        ["BORG_REPO"] = Path.Combine(folder, "borg"),
        ["BORG_BASE_DIR"] = Path.Combine(folder, "borg-base"),
        ["BORG_UNKNOWN_UNENCRYPTED_REPO_ACCESS_IS_OK"] = "yes",
        ["BORG_RELOCATED_REPO_ACCESS_IS_OK"] = "yes",
    };

    private int _count;

    /// <inheritdoc/>
    public string Name => "borg";

    /// <inheritdoc/>
    public bool IsIncremental => true;

    /// <inheritdoc/>
    public async Task StartOverAsync(CancellationToken cancellation)
    {
        Folders.MakeEmpty(_variables["BORG_BASE_DIR"]);
        Folders.MakeEmpty(_variables["BORG_REPO"]);
        await TimedCommand.RunAsync(folder, "borg init -e none", _variables, cancellation);
    }

    /// <inheritdoc/>
    public Task<Run> BackUpAsync(SourceMachine machine, CancellationToken cancellation)
    {
        _count++;
        return TimedCommand.RunAsync(machine.Tree, $"borg create -C zstd,3 ::{machine.Name}-{_count:0000} .", _variables, cancellation);
    }

    /// <inheritdoc/>
    public async Task<(Run Run, string Tree)> RestoreAsync(SourceMachine machine, string target, CancellationToken cancellation) =>
        (await TimedCommand.RunAsync(target, $"borg extract ::$(borg list --short --last 1 -P {machine.Name}-) && sync", _variables, cancellation), target);

    /// <inheritdoc/>
    public Task<Run> VerifyAsync(SourceMachine machine, CancellationToken cancellation) =>
        TimedCommand.RunAsync(folder, "borg check --verify-data", _variables, cancellation);

    /// <inheritdoc/>
    public long StoredBytes() => Folders.Bytes(_variables["BORG_REPO"]);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
