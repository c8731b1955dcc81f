using System.Collections.Generic;
using System.Linq;
using Monitas.BootServer.Preps.Files;
using Monitas.Contracts.Machines;
using Monitas.Contracts.Plans;

namespace Monitas.BootServer.Preps;

/// <summary>Finds the disks that a prep file means. A disk is taken only when it is the one that can be meant. Pure.</summary>
internal static class PrepDisks
{
    /// <summary>The disk for each disk of the file, in its order; fewer when there are refusals.</summary>
    /// <param name="file">The file.</param>
    /// <param name="disks">The disks of the machine.</param>
    /// <param name="refusals">Gets why a disk cannot be told, one sentence each.</param>
    public static IReadOnlyList<DiskFacts> Choose(PrepFile file, IReadOnlyList<DiskFacts> disks, List<string> refusals)
    {
        Dictionary<PrepDisk, DiskFacts> taken = [];
        List<DiskFacts> Open(PrepDisk wanted) => [.. wanted.Choice.Candidates(disks).Where(d => !taken.ContainsValue(d))];

        // A disk that only one line can mean is no choice for the others, whatever the order of the lines.
        while (file.Disks.FirstOrDefault(d => !taken.ContainsKey(d) && Open(d).Count == 1) is { } plain)
        {
            taken.Add(plain, Open(plain)[0]);
        }

        foreach (PrepDisk wanted in file.Disks.Where(d => !taken.ContainsKey(d)))
        {
            List<DiskFacts> open = Open(wanted);
            refusals.Add(open.Count == 0
                ? $"The machine has no disk that can be '{wanted.Name}' of the prep file. {Listing(disks)}"
                : $"'{wanted.Name}' of the prep file can be {open.Count} disks: say which by serial=, wwn=, size=, bus= or rotation=. {Listing(disks)}");
        }

        return [.. file.Disks.Where(taken.ContainsKey).Select(d => taken[d])];
    }

    private static string Listing(IReadOnlyList<DiskFacts> disks) => disks.Count == 0
        ? "It shows no disk at all: check its cables and controller settings."
        : "Its disks: " + string.Join("; ", disks.Select(Describe)) + ".";

    private static string Describe(DiskFacts disk)
    {
        string[] notes =
        [
            .. disk.Transport.Length > 0 ? new[] { disk.Transport } : [],
            disk.Rotational ? "spins" : "does not spin",
            .. disk.Removable ? new[] { "removable, so never taken" } : [],
            .. disk.ReadOnly ? new[] { "read-only, so never taken" } : [],
        ];
        return $"{DiskText.Of(disk)} ({string.Join(", ", notes)})";
    }
}
