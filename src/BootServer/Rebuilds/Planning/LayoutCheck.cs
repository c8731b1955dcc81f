using System.Collections.Generic;
using System.Linq;
using Monitas.Contracts.Layouts;

namespace Monitas.BootServer.Rebuilds.Planning;

/// <summary>
/// Says what makes a layout unusable for planning. A layout comes from a machine, so its numbers are not believed: what passes
/// here cannot make the planner's arithmetic overflow.
/// </summary>
internal static class LayoutCheck
{
    /// <summary>2 EiB: above any disk, and far below what overflows.</summary>
    private const long MaxBytes = 1L << 61;

    private const int MaxPartitions = 256;

    /// <summary>Everything wrong with the layout, one sentence each; empty when it can be planned with.</summary>
    public static IEnumerable<string> Problems(MachineLayout layout)
    {
        if (layout.Version > MachineLayout.CurrentVersion)
        {
            yield return $"The archive's layout has version {layout.Version}; this server knows up to {MachineLayout.CurrentVersion}: update the server.";
        }

        if (layout.Disks.Count == 0 && layout.Unsupported.Count == 0)
        {
            yield return "The archive's layout has no disk.";
        }

        if (layout.Disks.Select(d => d.Name).Distinct().Count() != layout.Disks.Count)
        {
            yield return "The archive's layout names a disk twice.";
        }

        foreach (LayoutDisk disk in layout.Disks.Where(d => !IsSound(d)))
        {
            yield return $"The archive's layout of {disk.Name} contradicts itself: make a new backup while the machine runs, or rebuild from another archive.";
        }

        foreach (string problem in ContainerCheck.Problems(layout))
        {
            yield return problem;
        }

        foreach (LayoutImage image in (layout.Images ?? []).Where(i => !IsSound(i, layout)))
        {
            yield return $"The archive's layout has an image of {image.Device}, which cannot be: rebuild from another archive.";
        }

        if (layout.IsOfImages && layout.FileSystems.Count + layout.Arrays.Count + layout.Encryptions.Count + layout.VolumeGroups.Count > 0)
        {
            yield return "The archive's layout has images and file systems, which no version of Monitas makes: rebuild from another archive.";
        }

        foreach (LayoutBootEntry entry in (layout.BootEntries ?? []).Where(e => DeviceBytes(e.Device, layout) is null))
        {
            yield return $"The archive's layout has a boot entry for {entry.Device}, which cannot be: rebuild from another archive.";
        }

        foreach (LayoutFileSystem fileSystem in layout.FileSystems.Where(f => !IsSound(f, layout)))
        {
            yield return $"The archive's layout has a file system on {fileSystem.Device}, which cannot be: rebuild from another archive.";
        }
    }

    private static bool IsSound(LayoutDisk disk)
    {
        if (disk.LogicalSectorBytes is not (512 or 1024 or 2048 or 4096) || disk.SizeBytes is <= 0 or > MaxBytes || disk.Partitions.Count > MaxPartitions)
        {
            return false;
        }

        long maxSectors = disk.SizeBytes / disk.LogicalSectorBytes;
        bool inside = disk.Partitions.All(p => p.Number > 0 && p.StartSector > 0 && p.SizeSectors > 0 && p.StartSector <= maxSectors && p.SizeSectors <= maxSectors - p.StartSector);
        bool numbered = disk.Partitions.Select(p => p.Number).Distinct().Count() == disk.Partitions.Count;
        return inside && numbered && !Overlap(disk) && (disk.Partitions.Count == 0 || disk.Partitions.Any(p => !MbrTypes.IsExtended(disk, p)));
    }

    private static bool Overlap(LayoutDisk disk)
    {
        List<LayoutPartition> ordered = [.. disk.Partitions.Where(p => !MbrTypes.IsExtended(disk, p)).OrderBy(p => p.StartSector)];
        return ordered.Zip(ordered.Skip(1)).Any(pair => pair.First.StartSector + pair.First.SizeSectors > pair.Second.StartSector);
    }

    private static bool IsSound(LayoutImage image, MachineLayout layout) =>
        image.SizeBytes > 0 && image.UsedBytes >= 0 && image.UsedBytes <= image.SizeBytes && image.Path is ['/', ..]
        && DeviceBytes(image.Device, layout) is { } bytes && image.SizeBytes <= bytes;

    /// <summary>The length of a disk or partition of the layout; null when it has none of that name.</summary>
    private static long? DeviceBytes(string device, MachineLayout layout) => layout.Disks
        .SelectMany(d => d.Partitions.Select(p => (Name: LayoutDeviceNames.Partition(d.Name, p.Number), Bytes: p.SizeSectors * d.LogicalSectorBytes)).Prepend((d.Name, d.SizeBytes)))
        .Where(d => d.Name == device).Select(d => (long?)d.Item2).FirstOrDefault();

    private static bool IsSound(LayoutFileSystem fileSystem, MachineLayout layout) =>
        fileSystem.SizeBytes is >= 0 and <= MaxBytes && fileSystem.UsedBytes is >= 0 and <= MaxBytes && fileSystem.UsedInodes is >= 0 and <= uint.MaxValue
        && (layout.Disks.Any(d => fileSystem.Device == d.Name || d.Partitions.Any(p => fileSystem.Device == LayoutDeviceNames.Partition(d.Name, p.Number)))
            || layout.Arrays.Any(a => a.Name == fileSystem.Device) || layout.Encryptions.Any(e => e.Name == fileSystem.Device)
            || layout.VolumeGroups.Any(g => g.Volumes.Any(v => v.ThinPool is null && LayoutDeviceNames.Volume(g.Name, v.Name) == fileSystem.Device)));
}
