using System;
using System.Collections.Generic;
using System.Linq;
using Monitas.Agent.Disks;
using Monitas.Agent.Disks.Wire;
using Monitas.Contracts.Layouts;

namespace Monitas.Agent.Images;

/// <summary>Which disks a cold backup keeps, and what images of them it makes. Pure.</summary>
internal static class ColdDisks
{
    /// <summary>No boot code reaches further; what lies there further on, before the first partition, is left out.</summary>
    public const long MaxBootCodeBytes = 64L << 20;

    /// <summary>The code in the first sector ends where the MBR's disk identifier begins; that and the table are written by sfdisk.</summary>
    private const int FirstSectorCodeBytes = 440;

    private const int FirstSectorBytes = 512;
    private static readonly string[] ExtendedTypes = ["5", "F", "85"];

    /// <summary>The built-in disks: no removable or USB one, none without a medium.</summary>
    public static IReadOnlyList<BlockDevice> Choose(IReadOnlyList<BlockDevice> devices) =>
    [
        .. devices.Where(d => d.Type == "disk" && d.SizeBytes > 0 && !d.Removable && d.Transport != "usb" && !BlockDeviceReader.IsVirtual(d))
            .OrderBy(d => d.KernelName, StringComparer.Ordinal),
    ];

    /// <summary>Has it a partition table that a rebuild can write? Otherwise the whole disk is one image.</summary>
    public static bool HasTable(BlockDevice disk) => disk.TableKind is "gpt" or "dos" && disk.Children.Any(c => c.Type == "part");

    /// <summary>The images of a disk and the devices that they are read from: boot code and each partition, or the whole disk.</summary>
    /// <exception cref="ToolException">The kernel does not show a partition of the table.</exception>
    public static IEnumerable<(LayoutImage Image, BlockDevice Device)> Images(BlockDevice disk, LayoutDisk layout)
    {
        if (layout.Partitions.Count == 0)
        {
            yield return (Image(layout.Name, disk, disk.SizeBytes), disk);
            yield break;
        }

        yield return (BootCode(layout), disk);
        foreach (LayoutPartition partition in layout.Partitions.Where(p => !IsExtended(layout, p)))
        {
            BlockDevice device = disk.Children.FirstOrDefault(c => c.Type == "part" && LayoutBuilder.PartitionNumber(disk.KernelName, c.KernelName) == partition.Number)
                ?? throw new ToolException($"The partition table of {disk.Path} has a partition {partition.Number}, which the kernel does not show: the table may be damaged.");
            yield return (Image(LayoutDeviceNames.Partition(layout.Name, partition.Number), device, partition.SizeSectors * layout.LogicalSectorBytes), device);
        }
    }

    /// <summary>What is read of boot code: the code in the first sector, and with an MBR all up to the first partition, where GRUB lies. A GPT has its own sectors there.</summary>
    public static IReadOnlyList<Extent> BootCodeExtents(LayoutDisk disk, long sizeBytes) => disk.TableKind == "dos" && sizeBytes > FirstSectorBytes
        ? [new Extent(0, FirstSectorCodeBytes), new Extent(FirstSectorBytes, sizeBytes - FirstSectorBytes)]
        : [new Extent(0, FirstSectorCodeBytes)];

    private static LayoutImage BootCode(LayoutDisk disk) => new()
    {
        Device = disk.Name,
        Path = $"/{disk.Name}.{LayoutImage.BootCode}.img",
        Type = LayoutImage.BootCode,
        SizeBytes = Math.Min(MaxBootCodeBytes, disk.Partitions.Min(p => p.StartSector) * disk.LogicalSectorBytes),
    };

    private static LayoutImage Image(string name, BlockDevice device, long sizeBytes) => new()
    {
        Device = name,
        Path = $"/{name}.img",
        Type = device.FileSystem,
        Label = device.Label,
        SizeBytes = sizeBytes,
    };

    private static bool IsExtended(LayoutDisk disk, LayoutPartition partition) =>
        disk.TableKind == "dos" && ExtendedTypes.Contains(partition.Type.TrimStart('0').ToUpperInvariant());
}
