using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Bench.Archive.Archivers;
using Monitas.Bench.Figures;

namespace Monitas.Bench.Archive;

/// <summary>Several agents at once: what the server's memory grows by. Beside it what as many restic clients hold together, since restic has no server.</summary>
/// <param name="scene">The tools.</param>
/// <param name="agents">How many.</param>
/// <param name="report">Gets the figures.</param>
public sealed class ManyAgentsPart(ArchiveScene scene, int agents, Report report)
{
    private const double MiB = 1 << 20;

    /// <summary>Measures once.</summary>
    public async Task RunAsync(long bytes, CancellationToken cancellation)
    {
        string work = $"{agents} machines back up at once";
        report.Say(work);
        SourceMachine[] machines = [.. Enumerable.Range(0, agents).Select(i => new SourceMachine($"desk{i}", Trees.MakeBig(Path.Combine(scene.Folder, $"tree-{i}"), 1, bytes / agents)))];
        MonitasArchiver monitas = scene.Monitas;
        await monitas.StartOverAsync(cancellation);
        foreach (SourceMachine machine in machines)
        {
            await monitas.AddMachineAsync(machine, cancellation);
        }

        long idle = monitas.StartServerPeak();
        Run[] runs = await Task.WhenAll(machines.Select(machine => monitas.BackUpAsync(machine, cancellation)));
        double server = (monitas.ServerPeakBytes - idle) / MiB;
        ResticArchiver restic = scene.Peers.OfType<ResticArchiver>().Single();
        await restic.StartOverAsync(cancellation);
        Run[] beside = await Task.WhenAll(machines.Select(machine => restic.BackUpAsync(machine, cancellation)));
        string note = $"server when idle: {idle / MiB:0} MiB";
        report.Add(new Figure(work + ": server's memory above idle", "MiB", server, beside.Sum(run => run.PeakBytes) / MiB, restic.Name, Figure.Lower, note));
        report.Add(new Figure(work + ": the last one is ready", "s", runs.Max(run => run.Seconds), beside.Max(run => run.Seconds), restic.Name, Figure.Lower));
        foreach (SourceMachine machine in machines)
        {
            Directory.Delete(machine.Tree, recursive: true);
        }
    }
}
