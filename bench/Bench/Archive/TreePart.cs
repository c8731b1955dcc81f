using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Bench.Archive.Archivers;
using Monitas.Bench.Figures;

namespace Monitas.Bench.Archive;

/// <summary>
/// One tree through a backup tool's life: first backup, the same again, a hundredth of the files changed, restore, verify. Every round begins with
/// an empty repository.
/// </summary>
/// <param name="scene">The tools.</param>
/// <param name="rounds">How often each is measured.</param>
/// <param name="report">Gets the figures.</param>
public sealed class TreePart(ArchiveScene scene, int rounds, Report report)
{
    private const double MiB = 1 << 20;

    private int _changes;

    /// <summary>Measures.</summary>
    /// <param name="work">What the figures call the tree.</param>
    /// <param name="tree">The tree; it is changed.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task RunAsync(string work, string tree, CancellationToken cancellation)
    {
        report.Say(work);
        SourceMachine machine = new("desk", tree);
        IReadOnlyList<IReadOnlyList<Life>> lives = await Rounds.AlternateAsync(rounds, scene.All, tool => LiveAsync(tool, machine, cancellation));
        Add(work + ": first backup", lives, life => life.First);
        Add(work + ": unchanged", lives, life => life.Unchanged);
        Add(work + ": 1 % of files changed", lives, life => life.Changed);
        Add(work + ": restore", lives, life => life.Restore);
        Add(work + ": verify", lives, life => life.Verify);
        AddValues(work + ": stored", "MB", lives, life => life.StoredBytes / 1e6);
        AddValues(work + ": peak memory of the first backup", "MiB", lives, life => life.First.PeakBytes / MiB);
        AddValues(work + ": peak memory of the restore", "MiB", lives, life => life.Restore.PeakBytes / MiB);
    }

    private async Task<Life> LiveAsync(IArchiver tool, SourceMachine machine, CancellationToken cancellation)
    {
        report.Say($"  {tool.Name}");
        await tool.StartOverAsync(cancellation);
        if (tool is MonitasArchiver monitas)
        {
            await monitas.AddMachineAsync(machine, cancellation);
        }

        Run first = await tool.BackUpAsync(machine, cancellation);
        long stored = tool.StoredBytes();
        Run? unchanged = null;
        Run? changed = null;
        if (tool.IsIncremental)
        {
            unchanged = await tool.BackUpAsync(machine, cancellation);
            await Trees.ChangeAsync(machine.Tree, _changes++, cancellation);
            changed = await tool.BackUpAsync(machine, cancellation);
        }

        Run restore = await scene.RestoreAsync(tool, machine, cancellation);
        Run verify = await tool.VerifyAsync(machine, cancellation);
        return new Life(first, unchanged, changed, restore, verify, stored);
    }

    private void Add(string work, IReadOnlyList<IReadOnlyList<Life>> lives, Func<Life, Run?> which)
    {
        AddValues(work, "s", lives, life => which(life)?.Seconds);
        AddValues(work + ", processor", "s", lives, life => which(life)?.CpuSeconds);
    }

    private void AddValues(string work, string unit, IReadOnlyList<IReadOnlyList<Life>> lives, Func<Life, double?> value)
    {
        double[] medians = [.. lives.Select(tool => Rounds.Median(tool.Select(life => value(life) ?? 0)))];
        foreach ((IArchiver peer, double median) in scene.Peers.Zip(medians.Skip(1)).Where(pair => pair.Second > 0))
        {
            report.Add(new Figure(work, unit, medians[0], median, peer.Name, Figure.Lower));
        }
    }

    private sealed record Life(Run First, Run? Unchanged, Run? Changed, Run Restore, Run Verify, long StoredBytes);
}
