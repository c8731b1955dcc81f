using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Bench.Archive.Archivers;
using Monitas.Bench.Figures;

namespace Monitas.Bench.Archive;

/// <summary>By how much a repository grows when a second, similar machine is backed up into it. Measured once: the figure is no time.</summary>
/// <param name="scene">The tools.</param>
/// <param name="sizes">Which packages the machines have.</param>
/// <param name="report">Gets the figures.</param>
public sealed class SecondMachinePart(ArchiveScene scene, ArchiveSizes sizes, Report report)
{
    /// <summary>Measures two Debian machines that have most packages in common, and a machine with a copy of it that was worked on.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        if (sizes.Roots is { } packages)
        {
            await OtherPackagesAsync(packages, cancellation);
        }

        string tree = await Trees.CopySystemAsync(Path.Combine(scene.Folder, "tree"), sizes.SystemBytes, cancellation);
        string changed = await Trees.CopySimilarAsync(tree, Path.Combine(scene.Folder, "tree-changed"), cancellation);
        await CompareAsync("second machine with 1 % of the files changed: growth", tree, changed, cancellation);
        Directory.Delete(changed, recursive: true);
        Directory.Delete(tree, recursive: true);
    }

    private async Task OtherPackagesAsync((string Common, string First, string Second) packages, CancellationToken cancellation)
    {
        (string common, string first, string second) = packages;
        DebianRoots roots = new(Path.Combine(scene.Folder, "packages"));
        string tree = await roots.MakeAsync(Path.Combine(scene.Folder, "root-first"), $"{common} {first}", cancellation);
        string other = await roots.MakeAsync(Path.Combine(scene.Folder, "root-second"), $"{common} {second}", cancellation);
        await CompareAsync("second machine with other packages: growth", tree, other, cancellation);
        Directory.Delete(other, recursive: true);
        Directory.Delete(tree, recursive: true);
    }

    private async Task CompareAsync(string work, string tree, string other, CancellationToken cancellation)
    {
        report.Say(work);
        Dictionary<string, double> growth = [];
        foreach (IArchiver tool in scene.All.Where(tool => tool.IsIncremental))
        {
            await tool.StartOverAsync(cancellation);
            await tool.BackUpAsync(new SourceMachine("desk", tree), cancellation);
            long before = tool.StoredBytes();
            await tool.BackUpAsync(new SourceMachine("lamp", other), cancellation);
            growth.Add(tool.Name, (tool.StoredBytes() - before) / 1e6);
        }

        foreach (IArchiver peer in scene.Peers.Where(peer => peer.IsIncremental))
        {
            report.Add(new Figure(work, "MB", growth[scene.Monitas.Name], growth[peer.Name], peer.Name, Figure.Lower));
        }
    }
}
