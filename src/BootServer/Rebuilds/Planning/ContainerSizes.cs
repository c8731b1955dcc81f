using System.Collections.Generic;
using System.Linq;
using Monitas.Contracts.Layouts;

namespace Monitas.BootServer.Rebuilds.Planning;

/// <summary>
/// Whether each thing between partitions and file systems finds room in what it lies on: in a layout of a machine that ran it did. A plan
/// changes these sizes by what the devices gain or lose, so where they are wrong it would fail halfway. Pure.
/// </summary>
internal static class ContainerSizes
{
    /// <summary>What does not fit, in words without an end.</summary>
    /// <param name="layout">A layout whose names and references hold.</param>
    public static IEnumerable<string> Problems(MachineLayout layout)
    {
        StorageTree tree = new(layout);
        foreach (LayoutArray array in layout.Arrays)
        {
            decimal room = ArraySizes.HasComponents(array) ? ArraySizes.Of(array, array.ComponentBytes) : array.Members.Sum(m => (decimal)tree.SizeBytes(m));
            if (array.SizeBytes > room || array.Members.Concat(array.Spares).Any(m => array.ComponentBytes + array.DataOffsetBytes > tree.SizeBytes(m)))
            {
                yield return $"The archive's layout has {array.Name} larger than its members";
            }
        }

        foreach (LayoutEncryption encryption in layout.Encryptions.Where(e => e.SizeBytes + e.DataOffsetBytes > tree.SizeBytes(e.Device)))
        {
            yield return $"The archive's layout has {encryption.Name} larger than {encryption.Device}";
        }

        foreach (LayoutVolumeGroup group in layout.VolumeGroups)
        {
            foreach (LayoutPhysicalVolume physical in group.PhysicalVolumes.Where(p => p.DataStartBytes + (p.Extents * group.ExtentBytes) > tree.SizeBytes(p.Device)))
            {
                yield return $"The archive's layout has more extents of {group.Name} on {physical.Device} than fit";
            }

            decimal volumes = group.Volumes.Where(v => v.Pool is null).Sum(v => (decimal)v.SizeBytes);
            if (volumes > group.PhysicalVolumes.Sum(p => (decimal)p.Extents * group.ExtentBytes) || group.Volumes.Sum(v => (decimal)v.SizeBytes) > 1L << 61)
            {
                yield return $"The archive's layout has more volumes in {group.Name} than fit";
            }
        }
    }
}
