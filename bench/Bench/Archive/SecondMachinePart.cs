using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Bench.Archive.Archivers;
using Monitas.Bench.Figures;

namespace Monitas.Bench.Archive;

/// <summary>By how much a repository grows when a second, similar machine is backed up into it.</summary>
/// <param name="scene">The tools.</param>
/// <param name="report">Gets the figures.</param>
public sealed class SecondMachinePart(ArchiveScene scene, Report report)
{
    /// <summary>Measures once: the figure is no time.</summary>
    public async Task RunAsync(string tree, CancellationToken cancellation)
    {
        const string Work = "second, similar machine: growth";
        report.Say(Work);
        SourceMachine first = new("desk", tree);
        SourceMachine second = new("lamp", await Trees.CopySimilarAsync(tree, Path.Combine(scene.Folder, "tree-similar"), cancellation));
        Dictionary<string, double> growth = [];
        foreach (IArchiver tool in scene.All.Where(tool => tool.IsIncremental))
        {
            await tool.StartOverAsync(cancellation);
            await tool.BackUpAsync(first, cancellation);
            long before = tool.StoredBytes();
            await tool.BackUpAsync(second, cancellation);
            growth.Add(tool.Name, (tool.StoredBytes() - before) / 1e6);
        }

        foreach (IArchiver peer in scene.Peers.Where(peer => peer.IsIncremental))
        {
            report.Add(new Figure(Work, "MB", growth[scene.Monitas.Name], growth[peer.Name], peer.Name, Figure.Lower));
        }

        Directory.Delete(second.Tree, recursive: true);
    }
}
