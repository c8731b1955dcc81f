using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Bench.Archive.Archivers;
using Monitas.Bench.Figures;

namespace Monitas.Bench.Archive;

/// <summary>Whether memory grows with the number of files or with a file's length.</summary>
/// <param name="scene">The tools.</param>
/// <param name="sizes">How many, how long.</param>
/// <param name="report">Gets the figures.</param>
public sealed class EntriesPart(ArchiveScene scene, ArchiveSizes sizes, Report report)
{
    private const double MiB = 1 << 20;

    /// <summary>Measures once.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        string work = $"{sizes.Entries:N0} entries and {sizes.SparseBytes >> 30} GiB of holes";
        report.Say(work);
        SourceMachine machine = new("desk", Trees.MakeEntries(Path.Combine(scene.Folder, "tree-entries"), sizes.Entries, sizes.SparseBytes));
        MonitasArchiver monitas = scene.Monitas;
        await monitas.StartOverAsync(cancellation);
        await monitas.AddMachineAsync(machine, cancellation);
        long idle = monitas.StartServerPeak();
        Run first = await monitas.BackUpAsync(machine, cancellation);
        Run again = await monitas.BackUpAsync(machine, cancellation);
        double server = (monitas.ServerPeakBytes - idle) / MiB;

        // Restic reads holes as zeros, so it is spared the long file.
        File.Delete(Path.Combine(machine.Tree, "sparse.raw"));
        ResticArchiver restic = scene.Peers.OfType<ResticArchiver>().Single();
        await restic.StartOverAsync(cancellation);
        Run beside = await restic.BackUpAsync(machine, cancellation);
        Run besideAgain = await restic.BackUpAsync(machine, cancellation);
        const string Note = "restic without the file of holes";
        report.Add(new Figure(work + ": first backup", "s", first.Seconds, beside.Seconds, restic.Name, Figure.Lower, Note));
        report.Add(new Figure(work + ": unchanged", "s", again.Seconds, besideAgain.Seconds, restic.Name, Figure.Lower, Note));
        report.Add(new Figure(work + ": agent's memory, first", "MiB", first.PeakBytes / MiB, beside.PeakBytes / MiB, restic.Name, Figure.Lower, Note));
        report.Add(new Figure(work + ": agent's memory, unchanged", "MiB", again.PeakBytes / MiB, besideAgain.PeakBytes / MiB, restic.Name, Figure.Lower, Note));
        report.Add(new Figure(work + ": server's memory above idle", "MiB", server, besideAgain.PeakBytes / MiB, restic.Name, Figure.Lower, $"idle: {idle / MiB:0} MiB"));
        Directory.Delete(machine.Tree, recursive: true);
    }
}
