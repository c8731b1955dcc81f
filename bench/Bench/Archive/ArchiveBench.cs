using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Bench.Archive.Archivers;
using Monitas.Bench.Figures;
using Monitas.Lab.Network;

namespace Monitas.Bench.Archive;

/// <summary>Backups, restores and checks beside restic, borg and tar.</summary>
/// <param name="programs">Monitas.</param>
/// <param name="folder">Where everything lies: three times the trees' size must be free there.</param>
/// <param name="sizes">How much.</param>
/// <param name="report">Gets the figures.</param>
public sealed class ArchiveBench(MonitasPrograms programs, string folder, ArchiveSizes sizes, Report report)
{
    /// <summary>The names of the parts.</summary>
    public static readonly string[] Parts = ["system", "big", "small", "second", "agents", "entries"];

    /// <summary>Measures all parts, or the one that is named.</summary>
    public async Task<Report> RunAsync(string? only, CancellationToken cancellation)
    {
        Folders.MakeEmpty(folder);
        try
        {
            await using ArchiveScene scene = new(programs, folder, sizes.WarmUpBytes, report);
            foreach (string part in Parts)
            {
                if (only is null || only == part)
                {
                    await RunPartAsync(scene, part, cancellation);
                }
            }
        }
        finally
        {
            await NetworkNamespace.RemoveStaleAsync();
        }

        return report;
    }

    private Task RunPartAsync(ArchiveScene scene, string part, CancellationToken cancellation) => part switch
    {
        "system" => OnTreeAsync(scene, "a system", path => Trees.CopySystemAsync(path, sizes.SystemBytes, cancellation), cancellation),
        "big" => OnTreeAsync(scene, "big files", path => Task.FromResult(Trees.MakeBig(path, sizes.BigFiles, sizes.BigFileBytes)), cancellation),
        "small" => OnTreeAsync(scene, $"{sizes.SmallFiles:N0} small files", path => Task.FromResult(Trees.MakeSmall(path, sizes.SmallFiles)), cancellation),
        "second" => new SecondMachinePart(scene, sizes, report).RunAsync(cancellation),
        "agents" => new ManyAgentsPart(scene, sizes.Agents, report).RunAsync(sizes.BigFileBytes, cancellation),
        _ => new EntriesPart(scene, sizes, report).RunAsync(cancellation),
    };

    private async Task OnTreeAsync(ArchiveScene scene, string work, Func<string, Task<string>> make, CancellationToken cancellation)
    {
        string tree = await make(Path.Combine(folder, "tree"));
        await new TreePart(scene, sizes.Rounds, report).RunAsync(work, tree, cancellation);
        Directory.Delete(tree, recursive: true);
    }
}
