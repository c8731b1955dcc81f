using System.Collections.Generic;
using System.IO;
using System.Threading;
using System.Threading.Tasks;

namespace Monitas.Bench.Archive.Archivers;

/// <summary>GNU tar through zstd -3 -T2: the floor, since it compares nothing and knows no earlier backup.</summary>
/// <param name="folder">Where its file lies.</param>
public sealed class TarArchiver(string folder) : IArchiver
{
    private static readonly Dictionary<string, string> None = [];

    private string Repository => Path.Combine(folder, "tar");

    /// <inheritdoc/>
    public string Name => "tar|zstd";

    /// <inheritdoc/>
    public bool IsIncremental => false;

    /// <inheritdoc/>
    public Task StartOverAsync(CancellationToken cancellation)
    {
        Folders.MakeEmpty(Repository);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<Run> BackUpAsync(SourceMachine machine, CancellationToken cancellation) => TimedCommand.RunAsync(
        machine.Tree, $"tar --xattrs --acls -S -cf - . | zstd -q -3 -T2 -o {Repository}/{machine.Name}.tar.zst && sync {Repository}/{machine.Name}.tar.zst", None, cancellation);

    /// <inheritdoc/>
    public async Task<(Run Run, string Tree)> RestoreAsync(SourceMachine machine, string target, CancellationToken cancellation) =>
        (await TimedCommand.RunAsync(target, $"zstd -q -dc {Repository}/{machine.Name}.tar.zst | tar --xattrs --acls -xpf - && sync", None, cancellation), target);

    /// <inheritdoc/>
    public Task<Run> VerifyAsync(SourceMachine machine, CancellationToken cancellation) =>
        TimedCommand.RunAsync(Repository, $"zstd -q -t {machine.Name}.tar.zst", None, cancellation);

    /// <inheritdoc/>
    public long StoredBytes() => Folders.Bytes(Repository);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
