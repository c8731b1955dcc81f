using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Agent.BareMetal.Wire;
using Monitas.Agent.Disks;
using Monitas.Agent.Disks.Wire;
using Monitas.Contracts.Layouts;
using Monitas.Contracts.Plans;

namespace Monitas.Agent.BareMetal;

/// <summary>Writes a partition table with sfdisk and reads it back.</summary>
internal static class PartitionTableWriter
{
    /// <summary>Writes the table, waits for the partitions' nodes and wipes what old signatures lie where partitions begin.</summary>
    public static async Task RunAsync(WritePartitionTable step, RebuildContext context, CancellationToken ct)
    {
        TargetDisk disk = context.Disk(step.Disk);
        string script = SfdiskScript.Write(step, disk.Plan.LogicalSectorBytes);
        await ExternalTool.RunAsync("sfdisk", ["--quiet", "--wipe", "always", "--wipe-partitions", "always", disk.Path], ct, input: script).ConfigureAwait(false);
        SortedDictionary<int, long> sizes = [];
        foreach (LayoutPartition partition in step.Partitions)
        {
            sizes[partition.Number] = IsExtended(step, partition) ? 0 : partition.SizeSectors * disk.Plan.LogicalSectorBytes;
        }

        await DiskNodes.WaitForPartitionsAsync(disk, sizes, ct).ConfigureAwait(false);
        foreach (LayoutPartition partition in step.Partitions.Where(p => !IsExtended(step, p)))
        {
            await ExternalTool.RunAsync("wipefs", ["-a", "-f", context.Node($"{step.Disk}.{partition.Number}")], ct).ConfigureAwait(false);
        }

        PartitionTable written = await LayoutRecorder.ReadTableAsync(disk.Path, ct).ConfigureAwait(false);
        if (Difference(step, written) is { Length: > 0 } difference)
        {
            throw RebuildContext.Failure($"The partition table of {DiskText.Of(disk.Disk)} reads back otherwise than it was written: {difference}.");
        }
    }

    /// <summary>What differs between plan and disk, in words; empty when nothing does. GUIDs and types count without regard to case.</summary>
    public static string Difference(WritePartitionTable step, PartitionTable written)
    {
        if (written.Kind != step.TableKind || !Same(written.Id, step.TableId))
        {
            return $"the table is {written.Kind} {written.Id}";
        }

        List<LayoutPartition> planned = [.. step.Partitions.OrderBy(p => p.Number)];
        if (!planned.Select(p => p.Number).SequenceEqual(written.Partitions.Select(p => p.Number)))
        {
            return $"it has the partitions {string.Join(", ", written.Partitions.Select(p => p.Number))}";
        }

        LayoutPartition? odd = planned.Zip(written.Partitions).FirstOrDefault(pair => !IsSame(pair.First, pair.Second)).First;
        return odd is null ? "" : $"partition {odd.Number} differs";
    }

    private static bool IsSame(LayoutPartition planned, LayoutPartition written) =>
        planned.StartSector == written.StartSector && planned.SizeSectors == written.SizeSectors && Same(written.Type.TrimStart('0'), planned.Type.TrimStart('0'))
        && Same(written.Uuid, planned.Uuid) && planned.Name == written.Name && planned.Bootable == written.Bootable
        && planned.Attributes.Split(' ').Order(StringComparer.Ordinal).SequenceEqual(written.Attributes.Split(' ').Order(StringComparer.Ordinal));

    /// <summary>An id that the plan leaves open is sfdisk's choice.</summary>
    private static bool Same(string written, string planned) => planned.Length == 0 || string.Equals(written, planned, StringComparison.OrdinalIgnoreCase);

    private static bool IsExtended(WritePartitionTable step, LayoutPartition partition) =>
        step.TableKind == "dos" && partition.Type.TrimStart('0').ToUpperInvariant() is "5" or "F" or "85";
}
