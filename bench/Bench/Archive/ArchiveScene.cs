using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Bench.Archive.Archivers;
using Monitas.Bench.Figures;
using Monitas.Lab.Processes;

namespace Monitas.Bench.Archive;

/// <summary>The tools, in turn on the same trees, and the judge of what they give back.</summary>
/// <param name="programs">Monitas.</param>
/// <param name="folder">Where repositories, trees and logs lie; one file system for all.</param>
/// <param name="warmUpBytes">How much Monitas backs up before it is measured.</param>
/// <param name="report">Gets the figures.</param>
public sealed class ArchiveScene(MonitasPrograms programs, string folder, long warmUpBytes, Report report) : IAsyncDisposable
{
    private static readonly TimeSpan CompareLimit = TimeSpan.FromMinutes(30);

    /// <summary>Where trees are made.</summary>
    public string Folder => folder;

    /// <summary>Monitas.</summary>
    public MonitasArchiver Monitas { get; } = new(programs, folder, 0, warmUpBytes);

    /// <summary>The tools that Monitas stands beside.</summary>
    public IReadOnlyList<IArchiver> Peers { get; } = [new ResticArchiver(folder), new BorgArchiver(folder), new TarArchiver(folder)];

    /// <summary>All of them, Monitas first.</summary>
    public IReadOnlyList<IArchiver> All => [Monitas, .. Peers];

    /// <summary>Restores a machine's newest backup, and compares every file with the tree.</summary>
    public async Task<Run> RestoreAsync(IArchiver tool, SourceMachine machine, CancellationToken cancellation)
    {
        string target = Folders.MakeEmpty(Path.Combine(folder, "restored"));
        (Run run, string tree) = await tool.RestoreAsync(machine, target, cancellation);
        CommandResult compared = await Command.RunAsync(CompareLimit, "diff", ["-rq", "--no-dereference", machine.Tree, tree], cancellation);
        if (compared.ExitCode != 0)
        {
            string what = $"{tool.Name} gave back another tree than {machine.Tree}: {compared.Output[..Math.Min(compared.Output.Length, 500)]}{compared.Errors}";
            if (tool == Monitas)
            {
                report.Fail(what);
            }
            else
            {
                report.Say(what);
            }
        }

        Directory.Delete(target, recursive: true);
        return run;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (IArchiver tool in All)
        {
            await tool.DisposeAsync();
        }
    }
}
